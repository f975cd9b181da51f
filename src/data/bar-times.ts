import { bucketClose, bucketOpen, type Interval } from '../domain/interval.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR, type Micros } from '../kernel/time.ts';

/** When bars of one interval may open, and when they close. */
export interface BarTimes {
  opensAt(time: Micros): boolean;
  closeOf(openTime: Micros): Micros;
}

/** The times of an instrument's bars of an interval. */
export function barTimes(instrumentId: string, interval: Interval): BarTimes {
  const days = interval === '1d' && instrumentId.endsWith('.US');
  return {
    opensAt: (time) => bucketOpen(interval, time) === time || (days && [4, 5].includes((time % MICROS_PER_DAY) / MICROS_PER_HOUR)),
    closeOf: (openTime) => (days ? openTime + 16 * MICROS_PER_HOUR : bucketClose(interval, openTime)),
  };
}
