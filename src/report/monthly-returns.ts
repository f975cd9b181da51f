import type { BacktestResult } from './result.ts';

/** The returns of a year: twelve months, and the months together. Null where the run has no day or no equity above zero to start from. */
export interface YearReturns {
  readonly year: number;
  readonly months: readonly (number | null)[];
  readonly whole: number | null;
}

/** Returns by calendar month (UTC) from daily closing equity: the last close of a month over the last one before it, the first over the cash. */
export function monthlyReturns({ settings, equity }: BacktestResult): readonly YearReturns[] {
  const closes = new Map(equity.daily.map(({ date, equity }) => [date.slice(0, 7), Number(equity)]));
  const years: { year: number; months: (number | null)[]; start: number; end: number }[] = [];
  let before = Number(settings.cash);
  for (const [month, close] of closes) {
    const year = Number(month.slice(0, 4));
    let row = years.at(-1);
    if (row?.year !== year) {
      row = { year, months: Array.from({ length: 12 }, () => null), start: before, end: close };
      years.push(row);
    }
    row.months[Number(month.slice(5)) - 1] = growth(before, close);
    row.end = close;
    before = close;
  }
  return years.map(({ year, months, start, end }) => ({ year, months, whole: growth(start, end) }));
}

function growth(before: number, after: number): number | null {
  return before > 0 ? after / before - 1 : null;
}
