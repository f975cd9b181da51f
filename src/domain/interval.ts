import { fail } from '../kernel/errors.ts';
import {
  dateOf,
  daysFromDate,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type Micros,
} from '../kernel/time.ts';

/** The bar intervals that Ballast knows, shortest first. */
export const INTERVALS = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'] as const;

/** A bar interval, as venues write it: `m` minutes, `M` months. */
export type Interval = (typeof INTERVALS)[number];

/** Lengths as a table: bars are told apart by them on the hot path. A month counts 30 days. */
const LENGTHS: Readonly<Record<Interval, Micros>> = {
  '1s': MICROS_PER_SECOND,
  '1m': MICROS_PER_MINUTE,
  '3m': 3 * MICROS_PER_MINUTE,
  '5m': 5 * MICROS_PER_MINUTE,
  '15m': 15 * MICROS_PER_MINUTE,
  '30m': 30 * MICROS_PER_MINUTE,
  '1h': MICROS_PER_HOUR,
  '2h': 2 * MICROS_PER_HOUR,
  '4h': 4 * MICROS_PER_HOUR,
  '6h': 6 * MICROS_PER_HOUR,
  '8h': 8 * MICROS_PER_HOUR,
  '12h': 12 * MICROS_PER_HOUR,
  '1d': MICROS_PER_DAY,
  '3d': 3 * MICROS_PER_DAY,
  '1w': 7 * MICROS_PER_DAY,
  '1M': 30 * MICROS_PER_DAY,
};
/** 1970-01-05, the first Monday: weeks start there. */
const FIRST_MONDAY = 4 * MICROS_PER_DAY;

/** The interval that a text names. Errors: `INTERVAL_INVALID`. */
export function parseInterval(text: string): Interval {
  const found = INTERVALS.find((interval) => interval === text);
  return found ?? fail('INTERVAL_INVALID', `"${text}" is not a bar interval`);
}

/** The nominal length of an interval in microseconds; a month counts 30 days. */
export function intervalLength(interval: Interval): Micros {
  return LENGTHS[interval];
}

/** Orders intervals shortest first. */
export function compareIntervals(left: Interval, right: Interval): number {
  return INTERVALS.indexOf(left) - INTERVALS.indexOf(right);
}

/** The opening time of the UTC bucket that holds `time`: weeks open on Monday, months on the 1st, the rest count from the epoch. */
export function bucketOpen(interval: Interval, time: Micros): Micros {
  if (interval === '1M') {
    const date = dateOf(time);
    return daysFromDate(date.year, date.month, 1) * MICROS_PER_DAY;
  }
  const length = intervalLength(interval);
  const origin = interval === '1w' ? FIRST_MONDAY : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** The closing time of the UTC bucket that holds `time`: the opening of the next one. */
export function bucketClose(interval: Interval, time: Micros): Micros {
  if (interval === '1M') {
    const date = dateOf(time);
    return daysFromDate(date.year + (date.month === 12 ? 1 : 0), (date.month % 12) + 1, 1) * MICROS_PER_DAY;
  }
  return bucketOpen(interval, time) + intervalLength(interval);
}

/** Whether every bucket of `target` is made of whole buckets of `base`: 5m of 1m, a week or month of days, but no week of 3d. */
export function builds(base: Interval, target: Interval): boolean {
  if (base === '1w' || base === '1M') return base === target;
  const unit = target === '1w' || target === '1M' ? MICROS_PER_DAY : intervalLength(target);
  return unit % intervalLength(base) === 0;
}
