import { parseTime, MICROS_PER_DAY } from '../kernel/time.ts';
import { errorCodes } from '../kernel/error-codes.ts';
import { displayNumber, displayTime } from './display.ts';
import type { BacktestResult } from './result.ts';

/** Below this many days, a figure per year says more about the formula than about the strategy. */
const SHORT_DAYS = 90;
/** Below this many round trips, their averages are mostly luck. */
const FEW_TRIPS = 30;

/** What a reader must know before believing the numbers, most important first. */
export function resultNotes({ settings, statistics, roundTrips, refusals, regimes }: BacktestResult): readonly string[] {
  const notes: string[] = [];
  const days = (parseTime(settings.to) - parseTime(settings.from)) / MICROS_PER_DAY;
  const count = (value: number): string => displayNumber(value, 0);
  if (statistics.bars === 0) notes.push('There was no bar in the period.');
  else if (statistics.fills === 0)
    notes.push('Nothing was traded. If that surprises you, --debug finds misspelled indicators and parameters.');
  if (statistics.bars > 0 && days < SHORT_DAYS)
    notes.push(`The period is ${displayNumber(days, 1)} days: CAGR, volatility, Sharpe, Sortino and Calmar extrapolate it to a year.`);
  if (statistics.fills > 0 && statistics.roundTrips < FEW_TRIPS) {
    notes.push(`Only ${count(statistics.roundTrips)} round trips closed: win rate, profit factor and expectancy rest on few cases.`);
  }
  if (refusals.total > 0) {
    const byCode = Object.entries(refusals.byCode)
      .sort(([, left], [, right]) => right - left)
      .map(([code, times]) => `${count(times)} ${code}`);
    notes.push(
      `${count(refusals.total)} ${refusals.total === 1 ? 'order was' : 'orders were'} refused: ${byCode.join(', ')}.`,
      ...commonestRefusal(refusals),
    );
  }
  for (const { time, strategyId, reason } of regimes?.stops ?? [])
    notes.push(`Strategy ${strategyId} was stopped for good at ${displayTime(time)} UTC, as regime.effects says: ${reason}.`);
  if (roundTrips.open > 0) {
    notes.push(
      `${count(roundTrips.open)} ${roundTrips.open === 1 ? 'position was' : 'positions were'} still open at the end: counted in the equity, not in the win rate.`,
    );
  }
  for (const { id, interval, notes: found } of settings.instruments)
    for (const note of found) notes.push(`Data of ${id} ${interval}: ${note}.`);
  return notes;
}

/** What the commonest refusal said first, and how to mend it; nothing where none of its kind was kept. */
function commonestRefusal({ byCode, first }: BacktestResult['refusals']): string[] {
  const [commonest] = Object.entries(byCode).toSorted(([, left], [, right]) => right - left)[0] ?? [];
  const refusal = first.find(({ code }) => code === commonest);
  if (refusal === undefined) return [];
  const mend = Object.entries(errorCodes).find(([code]) => code === refusal.code)?.[1].mend;
  return [`${refusal.code}: ${refusal.message}.${mend === undefined ? '' : ` ${mend}`}`];
}
