import { fail } from '../../kernel/errors.ts';
import { checkCovariance } from './check-covariance.ts';
import type { Matrix } from './covariance.ts';

/** The contributions to risk differ by no more than this share when the search ends. */
const TOLERANCE = 1e-10;
const MOST_ROUNDS = 10_000;

/**
 * Weights above zero, with a sum of 1, of which each adds the same to the risk of the whole: `w[i] * (covariance * w)[i]` is equal for all.
 * There is exactly one such set. Errors: `ALLOCATION_MATRIX` for what is no covariance.
 *
 * Source: T. Griveau-Billion, J.-C. Richard and T. Roncalli, "A Fast Algorithm for Computing High-dimensional Risk Parity Portfolios" (2013):
 * each weight in turn solves its own quadratic of the convex problem of F. Spinu, "An Algorithm for Computing Risk Parity Weights" (2013).
 * Checked against a minimiser of SciPy in tests/golden/allocation.json.
 */
export function riskParity(covariance: Matrix): readonly number[] {
  checkCovariance(covariance);
  const budget = 1 / covariance.length;
  const weights = covariance.map((row, at) => budget / Math.sqrt(row[at] ?? NaN));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (const [at, row] of covariance.entries()) {
      const variance = row[at] ?? NaN;
      const others = times(row, weights) - variance * (weights[at] ?? 0);
      weights[at] = (-others + Math.sqrt(others * others + 4 * variance * budget)) / (2 * variance);
    }
    if (isEven(riskContributions(covariance, weights))) {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => weight / sum);
    }
  }
  return fail('ALLOCATION_MATRIX', `no weights of equal risk were found within ${MOST_ROUNDS} rounds`);
}

/** What each weight adds to the variance of the whole. */
export function riskContributions(covariance: Matrix, weights: readonly number[]): readonly number[] {
  return covariance.map((row, at) => (weights[at] ?? 0) * times(row, weights));
}

function isEven(contributions: readonly number[]): boolean {
  return Math.max(...contributions) - Math.min(...contributions) <= TOLERANCE * Math.max(...contributions);
}

function times(row: readonly number[], weights: readonly number[]): number {
  return row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
}
