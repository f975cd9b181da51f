import type { CalendarId } from '../domain/instrument.ts';
import { dateFromDays } from '../kernel/time.ts';
import type { EquitySummary } from './equity-recorder.ts';

/** Days that a year of a calendar has, for annualising. */
export const DAYS_PER_YEAR: Readonly<Record<CalendarId, number>> = { '24/7': 365, 'us-equities': 252, forex: 260 };

const SUNDAY = 0;

/** The days by which an account is told: those of the one of its instruments that trades on most of them. */
export function accountCalendar(calendars: readonly CalendarId[]): CalendarId {
  return (['24/7', 'forex'] as const).find((each) => calendars.includes(each)) ?? calendars[0] ?? '24/7';
}

/**
 * Closing equity per day in money units, oldest first. Where every day trades, a day without a bar carries the one before it. The forex
 * week opens on Sunday evening, which belongs to Monday.
 */
export function dailyEquity(daily: EquitySummary['daily'], calendar: CalendarId): Float64Array {
  if (daily.day.length === 0 || calendar === 'us-equities') return daily.equity;
  return calendar === 'forex' ? withoutSundays(daily) : withEveryDay(daily);
}

function withEveryDay(daily: EquitySummary['daily']): Float64Array {
  const first = daily.day[0] as number;
  const last = daily.day[daily.day.length - 1] as number;
  const filled = new Float64Array(last - first + 1);
  for (let row = 0, day = 0; day < filled.length; day += 1) {
    if ((daily.day[row + 1] ?? Infinity) <= first + day) row += 1;
    filled[day] = daily.equity[row] as number;
  }
  return filled;
}

/** A Sunday after which no Monday comes stands for it. */
function withoutSundays({ day, equity }: EquitySummary['daily']): Float64Array {
  return equity.filter((_, row) => dateFromDays(day[row] as number).weekday !== SUNDAY || day[row + 1] !== (day[row] as number) + 1);
}

/** Returns from one closing equity to the next, the first one from the starting equity; empty where an equity is not above zero. */
export function dailyReturns(startEquity: number, closes: Float64Array): Float64Array {
  const returns = new Float64Array(closes.length);
  let before = startEquity;
  for (let day = 0; day < closes.length; day += 1) {
    const close = closes[day] as number;
    if (before <= 0 || close <= 0) return new Float64Array(0);
    returns[day] = close / before - 1;
    before = close;
  }
  return returns;
}
