import { dateFromDays, MICROS_PER_DAY, type Micros } from '../kernel/time.ts';
import { ContinuousCalendar } from './continuous-calendar.ts';
import type { CalendarId } from './instrument.ts';
import { bucketClose, bucketOpen, intervalLength, type Interval } from './interval.ts';
import { newYorkDay, newYorkTime } from './new-york-time.ts';
import { SessionCalendar } from './session-calendar.ts';
import type { TimeSpan, TradingCalendar } from './trading-calendar.ts';
import { usEquitiesSession } from './us-equities-session.ts';

const CALENDARS: Readonly<Record<CalendarId, TradingCalendar>> = {
  '24/7': new ContinuousCalendar(),
  'us-equities': new SessionCalendar('us-equities', { sessionFrom: equitySessionFrom, bucketAt: newYorkBucket }),
  forex: new SessionCalendar('forex', { sessionFrom: forexWeekFrom, bucketAt: utcBucket }),
};

/** The calendar of an id. */
export function calendar(id: CalendarId): TradingCalendar {
  return CALENDARS[id];
}

/** Whether a bar of the interval closes at a moment, by the hours of the market; a day of US equities does at 20:00 or 21:00 UTC, or at 17:00 or 18:00. */
export function closesAt(id: CalendarId, interval: Interval, time: Micros): boolean {
  return calendar(id).barAt(interval, time - 1)?.close === time;
}

/** When the first bar of the interval closes that does so after a moment, by the hours of the market. */
export function nextClose(id: CalendarId, interval: Interval, after: Micros): Micros {
  const market = calendar(id);
  const bar = market.barAt(interval, after);
  return bar !== undefined && bar.close > after ? bar.close : market.nextBar(interval, after).close;
}

function equitySessionFrom(time: Micros): TimeSpan {
  for (let day = newYorkDay(time); ; day++) {
    const session = usEquitiesSession(day);
    if (session !== undefined && session.close > time) return session;
  }
}

/** The forex week runs from Sunday 17:00 to Friday 17:00 in New York. Holidays differ between brokers and show as gaps. */
function forexWeekFrom(time: Micros): TimeSpan {
  const day = newYorkDay(time);
  const sunday = day - dateFromDays(day).weekday;
  const week = (start: number): TimeSpan => ({ open: newYorkTime(start, 17), close: newYorkTime(start + 5, 17) });
  return time < week(sunday).close ? week(sunday) : week(sunday + 7);
}

function utcBucket(interval: Interval, time: Micros): TimeSpan {
  return { open: bucketOpen(interval, time), close: bucketClose(interval, time) };
}

/**
 * Within a day buckets count from New York's midnight, so that hours are whole hours and the first one of a session lasts from 9:30 to 10:00,
 * as Interactive Brokers and the consolidated feeds have it. From a day on they count New York's dates.
 */
function newYorkBucket(interval: Interval, time: Micros): TimeSpan {
  const length = intervalLength(interval);
  if (length < MICROS_PER_DAY) {
    const midnight = newYorkTime(newYorkDay(time), 0);
    const open = midnight + Math.floor((time - midnight) / length) * length;
    return { open, close: open + length };
  }
  // Many vendors stamp a day with midnight UTC, which is the evening before in New York: it means the date that it spells.
  const date = (time % MICROS_PER_DAY === 0 ? time / MICROS_PER_DAY : newYorkDay(time)) * MICROS_PER_DAY;
  return {
    open: newYorkTime(bucketOpen(interval, date) / MICROS_PER_DAY, 0),
    close: newYorkTime(bucketClose(interval, date) / MICROS_PER_DAY, 0),
  };
}
