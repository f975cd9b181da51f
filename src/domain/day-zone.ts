import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, type Micros } from '../kernel/time.ts';
import { newYorkDay, newYorkTime } from './new-york-time.ts';

/** By whose clock days and weeks are counted: `UTC`, `New York` (with its summer time), or a fixed distance from UTC such as `+01:00`. */
export type DayZone = string & { readonly __unit?: 'day zone' };

const FIXED = /^([+-])(0\d|1[0-4]):([0-5]\d)$/;
/** 1970-01-01, the first of the day numbers, was a Thursday. */
const DAYS_SINCE_MONDAY = 3;

/** Whether a text names a zone of days. */
export function isDayZone(text: string): boolean {
  return text === 'UTC' || text === 'New York' || FIXED.test(text);
}

/** The day number (days since 1970-01-01) that the calendars of a zone show at a moment. */
export function dayIn(zone: DayZone, time: Micros): number {
  return zone === 'New York' ? newYorkDay(time) : Math.floor((time + offsetOf(zone)) / MICROS_PER_DAY);
}

/** The number of the week, which begins on Monday, that holds a day. */
export function weekOf(day: number): number {
  return Math.floor((day + DAYS_SINCE_MONDAY) / 7);
}

/** The moment at which a day ends in a zone. */
export function endOfDay(zone: DayZone, day: number): Micros {
  return zone === 'New York' ? newYorkTime(day + 1, 0) : (day + 1) * MICROS_PER_DAY - offsetOf(zone);
}

function offsetOf(zone: DayZone): Micros {
  const [, sign, hours = '0', minutes = '0'] = FIXED.exec(zone) ?? [];
  const offset = Number(hours) * MICROS_PER_HOUR + Number(minutes) * MICROS_PER_MINUTE;
  return sign === '-' ? -offset : offset;
}
