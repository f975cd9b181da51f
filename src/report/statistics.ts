import { formatDecimal, powerOfTen } from '../kernel/exact.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import type { CalendarId } from '../domain/instrument.ts';
import { dailyEquity, dailyReturns, DAYS_PER_YEAR } from './daily-returns.ts';
import type { EquitySummary } from './equity-recorder.ts';
import type { BacktestStatistics } from './result.ts';
import type { RoundTripSummary } from './round-trips.ts';

/** Below this ratio to the mean, a deviation is what rounding left of zero. */
const ROUNDING_NOISE = 1e-12;

/** What the statistics are computed from. */
export interface StatisticsInput {
  readonly equity: EquitySummary;
  readonly trips: RoundTripSummary;
  readonly orders: number;
  /** Decimals of the account currency's money units. */
  readonly moneyScale: number;
  readonly calendar: CalendarId;
}

/** The statistics of a run. A value that is not defined is null; none is ever NaN or infinite. Formulas: docs/statistics.md. */
export function computeStatistics(input: StatisticsInput): BacktestStatistics {
  const { equity, moneyScale } = input;
  const money = (units: number | bigint): string => formatDecimal(units, moneyScale);
  const closes = dailyEquity(equity.daily, input.calendar);
  const cagr = compoundGrowth(equity);
  const { drawdown, bars } = equity;
  const profit = equity.finalEquity - equity.startEquity;
  return {
    finalEquity: money(equity.finalEquity),
    profit: money(profit),
    return: bars === 0 ? null : finite(profit / equity.startEquity),
    buyAndHoldReturn: holdingReturn(equity),
    cagr,
    ...dailyStatistics(dailyReturns(equity.startEquity, closes), DAYS_PER_YEAR[input.calendar]),
    calmar: cagr === null || drawdown.fraction === 0 ? null : finite(cagr / drawdown.fraction),
    maxDrawdown: bars === 0 ? null : drawdown.fraction,
    maxDrawdownMoney: money(drawdown.money),
    maxDrawdownPeak: timeOrNull(drawdown.peakTime),
    maxDrawdownTrough: timeOrNull(drawdown.troughTime),
    longestDrawdownSeconds: drawdown.longest / MICROS_PER_SECOND,
    exposure: bars === 0 ? null : equity.exposedBars / bars,
    ...tripStatistics(input.trips, powerOfTen(moneyScale)),
    fees: money(input.trips.fees),
    turnover: money(input.trips.notional),
    turnoverPerYear: turnoverPerYear(input.trips.notional, closes, yearsOf(equity)),
    orders: input.orders,
    fills: input.trips.fills,
    bars,
    days: closes.length,
  };
}

type DailyStatistics = Pick<BacktestStatistics, 'volatility' | 'sharpe' | 'sortino' | 'bestDay' | 'worstDay'>;

function dailyStatistics(returns: Float64Array, daysPerYear: number): DailyStatistics {
  const days = returns.length;
  if (days < 2) return { volatility: null, sharpe: null, sortino: null, bestDay: null, worstDay: null };
  const mean = returns.reduce((sum, value) => sum + value, 0) / days;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (days - 1);
  const downside = Math.sqrt(returns.reduce((sum, value) => sum + Math.min(value, 0) ** 2, 0) / days);
  const measured = Math.sqrt(variance);
  const deviation = measured <= Math.abs(mean) * ROUNDING_NOISE ? 0 : measured;
  const annual = Math.sqrt(daysPerYear);
  return {
    volatility: finite(deviation * annual),
    sharpe: deviation === 0 ? null : finite((mean / deviation) * annual),
    sortino: downside === 0 ? null : finite((mean / downside) * annual),
    bestDay: returns.reduce((best, value) => Math.max(best, value), -Infinity),
    worstDay: returns.reduce((worst, value) => Math.min(worst, value), Infinity),
  };
}

type TripStatistics = Pick<
  BacktestStatistics,
  | 'roundTrips'
  | 'winRate'
  | 'profitFactor'
  | 'expectancy'
  | 'averageWin'
  | 'averageLoss'
  | 'longestWinStreak'
  | 'longestLossStreak'
  | 'averageHoldSeconds'
>;

function tripStatistics(trips: RoundTripSummary, moneyUnit: number): TripStatistics {
  const won = Number(trips.grossProfit) / moneyUnit;
  const lost = Number(trips.grossLoss) / moneyUnit;
  const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);
  return {
    roundTrips: trips.total,
    winRate: mean(trips.wins, trips.total),
    profitFactor: trips.losses === 0 ? null : finite(won / -lost),
    expectancy: mean(Number(trips.grossProfit + trips.grossLoss) / moneyUnit, trips.total),
    averageWin: mean(won, trips.wins),
    averageLoss: mean(lost, trips.losses),
    longestWinStreak: trips.longestWinStreak,
    longestLossStreak: trips.longestLossStreak,
    averageHoldSeconds: mean(Number(trips.held) / MICROS_PER_SECOND, trips.total),
  };
}

function yearsOf(equity: EquitySummary): number {
  return (equity.endTime - equity.startTime) / (365.25 * MICROS_PER_DAY);
}

function compoundGrowth(equity: EquitySummary): number | null {
  const years = yearsOf(equity);
  if (equity.bars === 0 || years <= 0 || equity.finalEquity < 0) return null;
  return finite((equity.finalEquity / equity.startEquity) ** (1 / years) - 1);
}

function holdingReturn({ firstPrice, lastPrice }: EquitySummary): number | null {
  if (firstPrice === undefined || lastPrice === undefined || firstPrice <= 0) return null;
  return lastPrice / firstPrice - 1;
}

function turnoverPerYear(notional: bigint, closes: Float64Array, years: number): number | null {
  const mean = closes.reduce((sum, value) => sum + value, 0) / closes.length;
  return mean > 0 && years > 0 ? finite(Number(notional) / mean / years) : null;
}

function timeOrNull(time: Micros | undefined): string | null {
  return time === undefined ? null : formatTime(time);
}

/** A number that JSON can hold, or null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
