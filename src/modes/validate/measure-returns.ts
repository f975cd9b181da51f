import { MICROS_PER_DAY, MICROS_PER_HOUR, type Micros } from '../../kernel/time.ts';
import { bootstrapInterval } from '../../report/evidence/bootstrap.ts';
import { momentsOf } from '../../report/evidence/moments.ts';
import type { StoredEquity } from '../../ports/store.ts';

/** Returns are taken by the hour: days are too few in a run of days. Where trading has closed hours, they count as hours without return. */
export const HOURS_PER_YEAR = 365 * 24;
const RESAMPLES = 2_000;

/** What the equity of a run says. */
export interface MeasuredReturns {
  readonly netProfit?: number;
  readonly drawdown?: number;
  readonly sharpe?: number;
  readonly sharpeLower?: number;
  readonly sortino?: number;
  /** By the hour, for those who look closer. */
  readonly returns: Float64Array;
}

/** Measures equity points of [from, to], oldest first; what they cannot tell is left out. `seed` is that of the bootstrap. */
export function measureReturns(points: readonly StoredEquity[], from: Micros, to: Micros, seed: number): MeasuredReturns {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || first.equity <= 0) return { returns: new Float64Array() };
  const returns = hourlyReturns(points, from, to);
  const { mean, deviation } = momentsOf(returns);
  const annual = Math.sqrt(HOURS_PER_YEAR);
  const downside = Math.sqrt(returns.reduce((sum, value) => sum + Math.min(value, 0) ** 2, 0) / returns.length);
  return {
    returns,
    netProfit: last.equity / first.equity - 1,
    drawdown: deepest(points),
    ...(deviation > 0 && { sharpe: (mean / deviation) * annual, ...lowerBound(returns, seed, annual) }),
    ...(downside > 0 && { sortino: (mean / downside) * annual }),
  };
}

function lowerBound(returns: Float64Array, seed: number, annual: number): { readonly sharpeLower?: number } {
  if (returns.length * MICROS_PER_HOUR < MICROS_PER_DAY) return {};
  const sharpe = (resample: Float64Array): number | null => {
    const { mean, deviation } = momentsOf(resample);
    return deviation === 0 ? null : (mean / deviation) * annual;
  };
  return { sharpeLower: bootstrapInterval(returns, sharpe, { confidence: 0.95, resamples: RESAMPLES, seed }).lower };
}

/** The return of every whole hour: equity at its last point over that at the last one before it. */
function hourlyReturns(points: readonly StoredEquity[], from: Micros, to: Micros): Float64Array {
  const hours = Math.floor((to - from) / MICROS_PER_HOUR);
  const closes = new Float64Array(hours + 1);
  let [at, equity] = [0, points[0]?.equity ?? 0];
  for (let hour = 0; hour <= hours; hour += 1) {
    for (; at < points.length && (points[at]?.ts ?? 0) <= from + hour * MICROS_PER_HOUR; at += 1) equity = points[at]?.equity ?? equity;
    closes[hour] = equity;
  }
  return Float64Array.from({ length: hours }, (_, hour) => (closes[hour + 1] as number) / (closes[hour] as number) - 1);
}

/** The largest fall from a peak, as a share of it. */
function deepest(points: readonly StoredEquity[]): number {
  let [peak, fall] = [0, 0];
  for (const { equity } of points) {
    peak = Math.max(peak, equity);
    fall = Math.max(fall, 1 - equity / peak);
  }
  return fall;
}
