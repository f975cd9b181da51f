import type { Matrix } from './covariance.ts';

/**
 * Weights of which no neighbourhood is more than `most`: an instrument's neighbourhood is itself and all that correlate with it by more than
 * `above`. What is over goes to nobody. Each weight is scaled by the tightest of its neighbourhoods, so the order of instruments is no matter.
 */
export function capCorrelated(weights: readonly number[], correlation: Matrix, above: number, most: number): readonly number[] {
  const isNear = (row: number, column: number): boolean => row === column || (correlation[row]?.[column] ?? 0) > above;
  const scale = weights.map((_, row) => {
    const together = weights.reduce((sum, weight, column) => sum + (isNear(row, column) ? weight : 0), 0);
    return together > most ? most / together : 1;
  });
  return weights.map((weight, row) => weight * Math.min(...scale.filter((_, column) => isNear(row, column))));
}
