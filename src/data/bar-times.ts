import { calendar } from '../domain/calendar.ts';
import type { CalendarId } from '../domain/instrument.ts';
import { bucketOpen, intervalLength, type Interval } from '../domain/interval.ts';
import { newYorkDay, newYorkTime } from '../domain/new-york-time.ts';
import type { TimeSpan } from '../domain/trading-calendar.ts';
import { MICROS_PER_DAY, type Micros } from '../kernel/time.ts';

/** Finds the bar that a vendor's time stamp means; undefined where no bar starts there. */
export type BarAt = (stamp: Micros) => TimeSpan | undefined;

/**
 * How stamps become bars on a calendar. A stamp is the bar's own opening time, the start of the UTC clock's bucket, or, where
 * the market has sessions, of New York's; the bar is what the calendar cuts out of it: a day of US equities stamped with
 * midnight opens at 9:30 and closes at 16:00, or at 13:00 on a half day. Outside the sessions, as in extended hours, the
 * clock's bucket stands as it is.
 */
export function barAt(calendarId: CalendarId, interval: Interval): BarAt {
  const market = calendar(calendarId);
  const continuous = calendarId === '24/7';
  return (stamp) => {
    const bar = market.barAt(interval, stamp);
    const starts = bar?.open === stamp || bucketOpen(interval, stamp) === stamp || (!continuous && startsNewYorkBucket(interval, stamp));
    return starts ? (bar ?? { open: stamp, close: stamp + intervalLength(interval) }) : undefined;
  };
}

function startsNewYorkBucket(interval: Interval, stamp: Micros): boolean {
  const day = newYorkDay(stamp);
  const sinceMidnight = stamp - newYorkTime(day, 0);
  const length = intervalLength(interval);
  if (length < MICROS_PER_DAY) return sinceMidnight % length === 0;
  return sinceMidnight === 0 && bucketOpen(interval, day * MICROS_PER_DAY) === day * MICROS_PER_DAY;
}
