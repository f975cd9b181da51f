import { assert } from '../../kernel/assert.ts';

/** A square matrix by rows. Statistics only: floats never become money without a named rounding. */
export type Matrix = readonly (readonly number[])[];

/** A covariance, and how far it was drawn towards equal and independent variances: 0 not at all, 1 wholly. */
export interface ShrunkCovariance {
  readonly covariance: Matrix;
  readonly shrinkage: number;
}

/**
 * The covariance of returns, shrunk towards a multiple of the identity by the share that is expected to err least, so that a short history
 * of many instruments gives a matrix that can be trusted. `returns` has a list of equal length for each instrument; at least two of them each.
 *
 * Source: O. Ledoit and M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate
 * Analysis 88 (2004), 365-411; divisor n, as there. Checked against scikit-learn's `LedoitWolf` in tests/golden/allocation.json.
 */
export function shrunkCovariance(returns: readonly (readonly number[])[]): ShrunkCovariance {
  const assets = returns.length;
  const samples = returns[0]?.length ?? 0;
  assert(
    samples >= 2 && returns.every(({ length }) => length === samples),
    'every instrument has the same number of returns, two at least',
  );
  const centred = returns.map(centre);
  const sample = centred.map((left) => centred.map((right) => dot(left, right) / samples));
  const mean = sample.reduce((sum, row, at) => sum + (row[at] ?? 0), 0) / assets;
  let distance = 0;
  let error = 0;
  for (const [row, left] of centred.entries()) {
    for (const [column, right] of centred.entries()) {
      const value = sample[row]?.[column] ?? 0;
      distance += (value - (row === column ? mean : 0)) ** 2;
      error += left.reduce((sum, each, at) => sum + (each * (right[at] ?? 0)) ** 2, 0) / samples - value ** 2;
    }
  }
  // What the sample errs by is at most all that it differs by.
  const shrinkage = distance === 0 ? 0 : Math.min(1, Math.max(0, error / samples / distance));
  return {
    shrinkage,
    covariance: sample.map((row, at) => row.map((value, column) => (1 - shrinkage) * value + (at === column ? shrinkage * mean : 0))),
  };
}

/** How strongly the instruments of a covariance move together, -1 to 1. */
export function correlations(covariance: Matrix): Matrix {
  const deviations = covariance.map((row, at) => Math.sqrt(row[at] ?? 0));
  return covariance.map((row, at) => row.map((value, column) => value / ((deviations[at] ?? 0) * (deviations[column] ?? 0))));
}

function centre(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}
