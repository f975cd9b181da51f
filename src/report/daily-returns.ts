import type { CalendarId } from '../domain/instrument.ts';
import type { EquitySummary } from './equity-recorder.ts';

/** Days that a year of a calendar has, for annualising. */
export const DAYS_PER_YEAR: Readonly<Record<CalendarId, number>> = { '24/7': 365, 'us-equities': 252, forex: 260 };

/** Closing equity per day in money units, oldest first. Where every day trades, a day without a bar carries the one before it. */
export function dailyEquity(daily: EquitySummary['daily'], calendar: CalendarId): Float64Array {
  if (calendar !== '24/7' || daily.day.length === 0) return daily.equity;
  const first = daily.day[0] as number;
  const last = daily.day[daily.day.length - 1] as number;
  const filled = new Float64Array(last - first + 1);
  for (let row = 0, day = 0; day < filled.length; day += 1) {
    if ((daily.day[row + 1] ?? Infinity) <= first + day) row += 1;
    filled[day] = daily.equity[row] as number;
  }
  return filled;
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
