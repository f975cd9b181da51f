import { dateFromDays, daysFromDate } from '../kernel/time.ts';
import { newYorkTime, nthWeekday } from './new-york-time.ts';
import type { TimeSpan } from './trading-calendar.ts';

/** Opening and closing of a session, in hours of the New York clock. */
interface Hours {
  readonly open: number;
  readonly close: number;
}

const REGULAR: Hours = { open: 9.5, close: 16 };
const HALF_DAY: Hours = { open: 9.5, close: 13 };

/** Closures that no rule foretells: attacks, mourning, a hurricane. */
const CLOSURES = new Set(
  [
    '2001-09-11',
    '2001-09-12',
    '2001-09-13',
    '2001-09-14',
    '2004-06-11',
    '2007-01-02',
    '2012-10-29',
    '2012-10-30',
    '2018-12-05',
    '2025-01-09',
  ].map(dayOf),
);

/** Hours that no rule foretells: the eve of 2000, the morning of remembrance in 2002, the day after Christmas 2003. */
const SPECIAL_HOURS = new Map<number, Hours>([
  [dayOf('1999-12-31'), HALF_DAY],
  [dayOf('2002-09-11'), { open: 11, close: 16 }],
  [dayOf('2003-12-26'), HALF_DAY],
]);

const WEEKDAYS = { sunday: 0, monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6 } as const;

/**
 * The regular session of a day number at New York's exchanges: 9:30 to 16:00, to 13:00 on half days; undefined on weekends and holidays.
 * The rules hold from 1998 on; closures that are announced later than this was written have to be added.
 */
export function usEquitiesSession(day: number): TimeSpan | undefined {
  const { weekday } = dateFromDays(day);
  if (weekday === WEEKDAYS.saturday || weekday === WEEKDAYS.sunday || CLOSURES.has(day) || isHoliday(day)) return undefined;
  const hours = SPECIAL_HOURS.get(day) ?? (isHalfDay(day) ? HALF_DAY : REGULAR);
  return { open: newYorkTime(day, hours.open), close: newYorkTime(day, hours.close) };
}

function isHoliday(day: number): boolean {
  const { year, month, weekday } = dateFromDays(day);
  switch (month) {
    case 1:
      // New Year's Day on a Saturday is not made up for: 31 December closes the books of the year.
      return isObserved(day, daysFromDate(year, 1, 1)) || day === nthWeekday(year, 1, WEEKDAYS.monday, 3);
    case 2:
      return day === nthWeekday(year, 2, WEEKDAYS.monday, 3);
    case 5:
      return day === nthWeekday(year, 5, WEEKDAYS.monday, -1);
    case 6:
      return year >= 2022 && isObserved(day, daysFromDate(year, 6, 19));
    case 7:
      return isObserved(day, daysFromDate(year, 7, 4));
    case 9:
      return day === nthWeekday(year, 9, WEEKDAYS.monday, 1);
    case 11:
      return day === nthWeekday(year, 11, WEEKDAYS.thursday, 4);
    case 12:
      return isObserved(day, daysFromDate(year, 12, 25));
    default:
      return weekday === WEEKDAYS.friday && day === easterSunday(year) - 2;
  }
}

/** Whether a holiday is kept on this weekday: on its date, on the Friday before a Saturday, on the Monday after a Sunday. */
function isObserved(day: number, holiday: number): boolean {
  const { weekday } = dateFromDays(holiday);
  return day === holiday + (weekday === WEEKDAYS.saturday ? -1 : weekday === WEEKDAYS.sunday ? 1 : 0);
}

/** The day after Thanksgiving, Christmas Eve, and the eve of Independence Day (until 2012 the day after it, where that is a Friday). */
function isHalfDay(day: number): boolean {
  const { year, month, day: date, weekday } = dateFromDays(day);
  if (month === 11) return day === nthWeekday(year, 11, WEEKDAYS.thursday, 4) + 1;
  if (month === 12) return date === 24;
  if (month !== 7) return false;
  if (weekday === WEEKDAYS.wednesday) return date === 3 && year >= 2013;
  if (weekday === WEEKDAYS.friday) return date === 5 && year <= 2012;
  return date === 3;
}

/** The day number of Easter Sunday in the Gregorian calendar (Butcher's algorithm). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const leapCorrection = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - leapCorrection + 15) % 30;
  const weekdayShift = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const lateEpact = Math.floor((golden + 11 * epact + 19 * weekdayShift) / 433);
  const marchDays = epact + weekdayShift - 7 * lateEpact + 90;
  const month = Math.floor(marchDays / 25);
  return daysFromDate(year, month, (epact + weekdayShift - 7 * lateEpact + 33 * month + 19) % 32);
}

function dayOf(date: string): number {
  const [year = NaN, month = NaN, day = NaN] = date.split('-').map(Number);
  return daysFromDate(year, month, day);
}
