/** A matrix of correlations, row by row. */
export type Matrix = readonly (readonly number[])[];

/** What is smaller than this is rounding. */
const TOLERANCE = 1e-9;

/** What is wrong with a matrix of correlations, in words; nothing when it is one. */
export function matrixProblem(matrix: Matrix): string | undefined {
  const size = matrix.length;
  for (const [row, values] of matrix.entries()) {
    if (values.length !== size) return `row ${row + 1} has ${values.length} numbers, and there are ${size} instruments`;
    for (const [column, value] of values.entries()) {
      if (!(value >= -1 && value <= 1)) return `row ${row + 1} holds ${value}, and a correlation lies between -1 and 1`;
      if (row === column && value !== 1) return `row ${row + 1} holds ${value} on the diagonal, where 1 has to stand`;
      if (value !== matrix[column]?.[row]) return `rows ${row + 1} and ${column + 1} do not mirror each other`;
    }
  }
  return isPossible(matrix) ? undefined : 'no series can be correlated like that: it is not positive semidefinite';
}

/** Whether a symmetric matrix is positive semidefinite, by Cholesky's method. */
function isPossible(matrix: Matrix): boolean {
  const factor: number[][] = matrix.map((row) => row.map(() => 0));
  for (const [row, values] of matrix.entries()) {
    for (let column = 0; column <= row; column += 1) {
      let rest = values[column] as number;
      for (let at = 0; at < column; at += 1) rest -= (factor[row]?.[at] as number) * (factor[column]?.[at] as number);
      const diagonal = factor[column]?.[column] as number;
      if (row === column && rest < -TOLERANCE) return false;
      if (row !== column && diagonal === 0 && Math.abs(rest) > TOLERANCE) return false;
      (factor[row] as number[])[column] = row === column ? (rest > TOLERANCE ? Math.sqrt(rest) : 0) : diagonal === 0 ? 0 : rest / diagonal;
    }
  }
  return true;
}
