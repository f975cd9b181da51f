import { fail } from './errors.ts';

/** A moment, in integer microseconds since 1970-01-01T00:00:00Z. */
export type Micros = number;

/** Microseconds in a millisecond. */
export const MICROS_PER_MILLISECOND = 1_000;
/** Microseconds in a second. */
export const MICROS_PER_SECOND = 1_000_000;
/** Microseconds in a minute. */
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
/** Microseconds in an hour. */
export const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
/** Microseconds in a day. */
export const MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?Z?)?$/;

/** A UTC date as its parts; month 1-12, day 1-31, weekday 0 = Sunday. */
export interface UtcDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** Days from 1970-01-01 to a proleptic Gregorian date; month 1-12. */
export function daysFromDate(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** The date of a day number (days since 1970-01-01). */
export function dateFromDays(days: number): UtcDate {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** The UTC date of a moment. */
export function dateOf(time: Micros): UtcDate {
  return dateFromDays(Math.floor(time / MICROS_PER_DAY));
}

/** The moment that an ISO 8601 date or UTC date-time means. Errors: `TIME_INVALID`. */
export function parseTime(text: string): Micros {
  const match = ISO.exec(text);
  if (match === null) fail('TIME_INVALID', `"${text}" is not an ISO date or UTC date-time`);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => Number(match[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const days = daysFromDate(year, month, day);
  const back = dateFromDays(days);
  if (back.month !== month || back.day !== day || hour > 23 || minute > 59 || second > 59) {
    fail('TIME_INVALID', `"${text}" is not a date of the calendar`);
  }
  const micros = Number((match[7] ?? '').padEnd(6, '0'));
  return days * MICROS_PER_DAY + hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + second * MICROS_PER_SECOND + micros;
}

/** The ISO 8601 text of a moment, in UTC, with as many decimals as it needs: none, three or six. */
export function formatTime(time: Micros): string {
  const date = dateOf(time);
  const rest = time - Math.floor(time / MICROS_PER_DAY) * MICROS_PER_DAY;
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const micros = rest % MICROS_PER_SECOND;
  const decimals = micros === 0 ? '' : micros % 1000 === 0 ? `.${pad(micros / 1000, 3)}` : `.${pad(micros, 6)}`;
  const clock = [MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND].map((unit, index) =>
    pad(Math.floor(rest / unit) % (index === 0 ? 24 : 60), 2),
  );
  // Joined rather than added up, which would keep every part in memory: a result holds many of these texts.
  return [pad(date.year, 4), '-', pad(date.month, 2), '-', pad(date.day, 2), 'T', clock.join(':'), decimals, 'Z'].join('');
}
