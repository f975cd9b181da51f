import { fail } from '../../kernel/errors.ts';
import type { Matrix } from './covariance.ts';

/** How far two halves of a matrix may differ for its largest variance. */
const TOLERANCE = 1e-9;

/**
 * Refuses what is no covariance: not square, not symmetric, a variance that is not above zero, or correlations that cannot all hold at once.
 * Errors: `ALLOCATION_MATRIX`.
 */
export function checkCovariance(matrix: Matrix): void {
  const wrong = (what: string): never => fail('ALLOCATION_MATRIX', `the matrix is no covariance: ${what}`);
  if (matrix.length === 0 || matrix.some((row) => row.length !== matrix.length)) wrong('it is not square');
  const largest = Math.max(...matrix.map((row, at) => row[at] ?? 0));
  for (const [row, values] of matrix.entries()) {
    for (const [column, value] of values.entries()) {
      if (!Number.isFinite(value)) wrong(`row ${row + 1}, column ${column + 1} is ${value}`);
      if (Math.abs(value - (matrix[column]?.[row] ?? NaN)) > TOLERANCE * largest)
        wrong(`row ${row + 1}, column ${column + 1} and its mirror differ`);
    }
    if ((values[row] ?? 0) <= 0) wrong(`the variance in row ${row + 1} is not above zero`);
  }
  if (!isPositive(matrix)) wrong('its correlations contradict each other, so that some portfolio would have no risk, or less than none');
}

/** Whether a Cholesky decomposition exists. */
function isPositive(matrix: Matrix): boolean {
  const factor: number[][] = [];
  for (const [row, values] of matrix.entries()) {
    const line: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const other = column === row ? line : (factor[column] ?? []);
      let rest = values[column] ?? 0;
      for (let at = 0; at < column; at += 1) rest -= (line[at] ?? 0) * (other[at] ?? 0);
      if (column === row && rest <= 0) return false;
      line.push(column === row ? Math.sqrt(rest) : rest / (other[column] ?? NaN));
    }
    factor.push(line);
  }
  return true;
}
