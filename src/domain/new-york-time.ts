import { dateFromDays, daysFromDate, MICROS_PER_DAY, MICROS_PER_HOUR, type Micros } from '../kernel/time.ts';

/** The day number (days since 1970-01-01) of the n-th such weekday of a month; 0 = Sunday. A negative n counts from the month's end. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  if (n > 0) {
    const first = daysFromDate(year, month, 1);
    return first + ((weekday - dateFromDays(first).weekday + 7) % 7) + (n - 1) * 7;
  }
  const last = daysFromDate(year + (month === 12 ? 1 : 0), (month % 12) + 1, 1) - 1;
  return last - ((dateFromDays(last).weekday - weekday + 7) % 7) + (n + 1) * 7;
}

/** The first and the last day of summer time, by year: asked for with every bar, worked out once. */
const SUMMERS = new Map<number, readonly [start: number, end: number]>();

/** Since 2007 summer time is kept from the second Sunday of March to the first of November; before, from the first of April to the last of October. */
function summerOf(year: number): readonly [start: number, end: number] {
  const known = SUMMERS.get(year);
  if (known !== undefined) return known;
  const summer =
    year >= 2007
      ? ([nthWeekday(year, 3, 0, 2), nthWeekday(year, 11, 0, 1)] as const)
      : ([nthWeekday(year, 4, 0, 1), nthWeekday(year, 10, 0, -1)] as const);
  SUMMERS.set(year, summer);
  return summer;
}

/** Whether New York keeps summer time on a day, as it does from 2 in the morning of its first day. */
function isSummer(day: number): boolean {
  const [start, end] = summerOf(dateFromDays(day).year);
  return day >= start && day < end;
}

/** The moment at which the clocks of New York show `hours` after midnight on a day; from 3:00 on, whatever the clocks did that night. */
export function newYorkTime(day: number, hours: number): Micros {
  // Before 2:00 the clock still goes by the rule of the day before.
  const summer = isSummer(hours < 2 ? day - 1 : day);
  return day * MICROS_PER_DAY + (hours + (summer ? 4 : 5)) * MICROS_PER_HOUR;
}

/** The day number that the calendars of New York show at a moment. */
export function newYorkDay(time: Micros): number {
  const day = Math.floor((time - 5 * MICROS_PER_HOUR) / MICROS_PER_DAY);
  return time >= newYorkTime(day + 1, 0) ? day + 1 : day;
}
