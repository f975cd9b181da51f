import type { BacktestStatistics } from './result.ts';

/** What a statistic is measured in. Fractions are shown as percentages: 0.05 is 5%. */
export type StatisticUnit = 'money' | 'fraction' | 'ratio' | 'time' | 'seconds' | 'count';

/** One statistic: its name in words, its unit, its formula and when it has no value. */
export interface StatisticEntry {
  readonly id: keyof BacktestStatistics;
  readonly label: string;
  readonly unit: StatisticUnit;
  readonly formula: string;
  /** When the value is null; undefined for a statistic that always has one. */
  readonly nullWhen?: string;
}

/** A group of statistics under one heading. */
export interface StatisticGroup {
  readonly title: string;
  readonly entries: readonly StatisticEntry[];
}

const NO_TRIP = 'no round trip has closed';
const NO_VOLATILITY = 'there are fewer than two daily returns, or equity at the close of a day is not above zero';

/** Every statistic of a backtest, in the order of the report. docs/statistics.md is written from this table, and a test holds both to the code. */
export const STATISTICS: readonly StatisticGroup[] = [
  {
    title: 'Return',
    entries: [
      {
        id: 'finalEquity',
        label: 'Final equity',
        unit: 'money',
        formula: 'equity at the close of the last bar, open positions at its close price',
      },
      { id: 'profit', label: 'Profit', unit: 'money', formula: 'final equity - starting cash' },
      { id: 'return', label: 'Return', unit: 'fraction', formula: 'profit / starting cash', nullWhen: 'there is no bar' },
      {
        id: 'buyAndHoldReturn',
        label: 'Buy and hold',
        unit: 'fraction',
        formula: 'last close / first close - 1 of the first instrument, without fees',
        nullWhen: 'there is no bar, or the first close is not above zero',
      },
      {
        id: 'cagr',
        label: 'CAGR',
        unit: 'fraction',
        formula:
          '(final equity / starting cash)^(1 / years) - 1; years = (closing time of the last bar - opening time of the first) / 365.25 days',
        nullWhen: 'there is no bar, final equity is below zero, or the value is too large for a number',
      },
      { id: 'bestDay', label: 'Best day', unit: 'fraction', formula: 'the largest daily return', nullWhen: NO_VOLATILITY },
      { id: 'worstDay', label: 'Worst day', unit: 'fraction', formula: 'the smallest daily return', nullWhen: NO_VOLATILITY },
    ],
  },
  {
    title: 'Risk',
    entries: [
      {
        id: 'volatility',
        label: 'Volatility',
        unit: 'fraction',
        formula: 'sample standard deviation (n - 1) of the daily returns x sqrt(days per year)',
        nullWhen: NO_VOLATILITY,
      },
      {
        id: 'sharpe',
        label: 'Sharpe',
        unit: 'ratio',
        formula: 'mean daily return / their sample standard deviation x sqrt(days per year); risk-free rate 0',
        nullWhen: 'volatility is null or 0',
      },
      {
        id: 'sortino',
        label: 'Sortino',
        unit: 'ratio',
        formula: 'mean daily return / sqrt(mean over all days of min(daily return, 0)^2) x sqrt(days per year); target 0',
        nullWhen: 'volatility is null, or no day lost',
      },
      { id: 'calmar', label: 'Calmar', unit: 'ratio', formula: 'CAGR / max drawdown', nullWhen: 'CAGR is null or max drawdown is 0' },
      {
        id: 'maxDrawdown',
        label: 'Max drawdown',
        unit: 'fraction',
        formula:
          'the largest (peak - equity) / peak over every bar close, peak = highest equity so far, starting cash included; above 1 where the account owes money',
        nullWhen: 'there is no bar',
      },
      { id: 'maxDrawdownMoney', label: 'Drawdown in money', unit: 'money', formula: 'peak - equity at that same point' },
      {
        id: 'maxDrawdownPeak',
        label: 'Drawdown from',
        unit: 'time',
        formula: 'when that peak was last held',
        nullWhen: 'equity never fell below a peak',
      },
      {
        id: 'maxDrawdownTrough',
        label: 'Drawdown to',
        unit: 'time',
        formula: 'when that trough was first reached',
        nullWhen: 'equity never fell below a peak',
      },
      {
        id: 'longestDrawdownSeconds',
        label: 'Longest drawdown',
        unit: 'seconds',
        formula: 'the longest time from a peak until equity was back at it; to the last bar where it never came back',
      },
      {
        id: 'exposure',
        label: 'Exposure',
        unit: 'fraction',
        formula: 'bars at whose close a position was held / bars',
        nullWhen: 'there is no bar',
      },
    ],
  },
  {
    title: 'Round trips',
    entries: [
      {
        id: 'roundTrips',
        label: 'Round trips',
        unit: 'count',
        formula: 'ways from flat to flat that have closed, per strategy and instrument',
      },
      {
        id: 'winRate',
        label: 'Win rate',
        unit: 'fraction',
        formula: 'round trips with profit after fees above 0 / round trips',
        nullWhen: NO_TRIP,
      },
      {
        id: 'profitFactor',
        label: 'Profit factor',
        unit: 'ratio',
        formula: 'sum of the profits of winning round trips / -(sum of those of losing ones), after fees',
        nullWhen: 'no round trip lost',
      },
      { id: 'expectancy', label: 'Expectancy', unit: 'money', formula: 'mean profit of a round trip, after fees', nullWhen: NO_TRIP },
      {
        id: 'averageWin',
        label: 'Average win',
        unit: 'money',
        formula: 'mean profit of the winning round trips',
        nullWhen: 'no round trip won',
      },
      {
        id: 'averageLoss',
        label: 'Average loss',
        unit: 'money',
        formula: 'mean profit of the losing round trips, below 0',
        nullWhen: 'no round trip lost',
      },
      {
        id: 'longestWinStreak',
        label: 'Longest winning streak',
        unit: 'count',
        formula: 'most winning round trips in a row, by exit time',
      },
      { id: 'longestLossStreak', label: 'Longest losing streak', unit: 'count', formula: 'most losing round trips in a row, by exit time' },
      {
        id: 'averageHoldSeconds',
        label: 'Average time held',
        unit: 'seconds',
        formula: 'mean of exit time - entry time',
        nullWhen: NO_TRIP,
      },
    ],
  },
  {
    title: 'Trading',
    entries: [
      { id: 'orders', label: 'Orders', unit: 'count', formula: 'orders that passed risk, bracket legs included' },
      { id: 'fills', label: 'Fills', unit: 'count', formula: 'executions; one order can have several' },
      { id: 'fees', label: 'Fees', unit: 'money', formula: 'sum of the fees of all fills, rebates subtracted' },
      { id: 'turnover', label: 'Turnover', unit: 'money', formula: 'sum of the notionals of all fills, bought and sold' },
      {
        id: 'turnoverPerYear',
        label: 'Turnover per year',
        unit: 'ratio',
        formula: 'turnover / mean daily closing equity / years',
        nullWhen: 'there is no bar, or mean equity is not above zero',
      },
      { id: 'bars', label: 'Bars', unit: 'count', formula: 'bars at whose close equity was measured' },
      { id: 'days', label: 'Days', unit: 'count', formula: 'days with a closing equity, those carried forward included' },
    ],
  },
];
