import type { Moments } from './moments.ts';
import { normalCdf, normalQuantile } from './normal.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/** A search that a strategy came from: how many were tried, and how far their Sharpe ratios (per period, as below) lay apart. */
export interface Trials {
  readonly count: number;
  readonly sharpeVariance: number;
}

/**
 * Probability that the true Sharpe ratio is above `benchmark`, given the moments of the returns (Sharpe ratios per period, not annualised);
 * null where no return differs from another.
 * Source: D. H. Bailey and M. López de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2), 2012, equation 9.
 */
export function probabilisticSharpe({ count, mean, deviation, skewness, kurtosis }: Moments, benchmark: number): number | null {
  if (deviation === 0) return null;
  return sharpeProbability({ sharpe: mean / deviation, count, skewness, kurtosis }, benchmark);
}

/** The same from a Sharpe ratio that was measured already. */
export function sharpeProbability(
  { sharpe, count, skewness, kurtosis }: { readonly sharpe: number } & Pick<Moments, 'count' | 'skewness' | 'kurtosis'>,
  benchmark: number,
): number {
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(variance));
}

/**
 * The Sharpe ratio per period that the best of so many worthless strategies is expected to show; 0 for a single one.
 * Source: D. H. Bailey and M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40(5), 2014, equation 1.
 */
export function expectedBestSharpe({ count, sharpeVariance }: Trials): number {
  if (count <= 1) return 0;
  const one = normalQuantile(1 - 1 / count);
  const other = normalQuantile(1 - 1 / (count * Math.E));
  return Math.sqrt(sharpeVariance) * ((1 - EULER_MASCHERONI) * one + EULER_MASCHERONI * other);
}

/** Probability that a strategy's true Sharpe ratio is above what the best of its search would show by luck alone (same source, equation 2). */
export function deflatedSharpe(moments: Moments, trials: Trials): number | null {
  return probabilisticSharpe(moments, expectedBestSharpe(trials));
}
