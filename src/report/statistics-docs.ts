import { STATISTICS, type StatisticEntry, type StatisticUnit } from './statistics-table.ts';

const UNITS: Readonly<Record<StatisticUnit, string>> = {
  money: 'account currency',
  fraction: 'fraction (0.05 is 5%)',
  ratio: 'ratio',
  time: 'time (UTC)',
  seconds: 'seconds',
  count: 'count',
};

const INTRODUCTION = `# Statistics

What a backtest's \`statistics\` mean: in the JSON result, the terminal, \`ballast runs show\` and the HTML report.
This page is written from \`src/report/statistics-table.ts\`; a test fails when the two differ.

## What all of them have in common

- A value that is not defined is \`null\` in the JSON and \`-\` elsewhere: never \`NaN\`, never infinite, never a made-up 0.
- Sums of money are exact decimal texts. Means and ratios are binary floats, and so is everything computed from them.
- **Daily returns.** A day is a UTC day; a bar belongs to the day in which its last microsecond lies, so the bar that closes at midnight ends its day.
  A day's closing equity is the equity at its last bar close, and its return is closing equity / the one before - 1; the first day starts from the cash.
  A first or last day that is not whole counts as a day.
- **Days per year**: those of the instrument that trades on most days. 365 where one trades around the clock; a day without a bar then counts
  with a return of 0. Else a day without a bar is no day, and a year has 260 of them where one is forex, whose Sunday evening belongs to
  Monday, and 252 where all keep the hours of US equities.
- Annualised values (CAGR, volatility, Sharpe, Sortino, Calmar) extrapolate a short period; the report says so below 90 days.
- **Drawdown and exposure** are measured at every bar close, not at daily closes; the highest equity so far begins at the starting cash.
- **Round trips** run from flat to flat, per strategy and instrument; a fill that crosses flat ends one and begins the next.
  Profit is after fees. A round trip that made exactly 0 is neither won nor lost. Open positions count in the equity and not here.
- **Buy and hold** is the first instrument from its first close to its last, bought with all the cash, without fees.
`;

/** The page docs/statistics.md. */
export function statisticsDocs(): string {
  const groups = STATISTICS.map(
    ({ title, entries }) =>
      `## ${title}\n\n| statistic | in the JSON | unit | formula | null when |\n|---|---|---|---|---|\n${entries.map(row).join('\n')}\n`,
  );
  return [INTRODUCTION, ...groups].join('\n');
}

function row({ id, label, unit, formula, nullWhen }: StatisticEntry): string {
  const cells = [label, `\`${id}\``, UNITS[unit], formula, nullWhen ?? 'never'];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
