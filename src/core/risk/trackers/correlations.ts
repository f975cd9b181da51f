import type { Matrix } from '../../../domain/correlation-matrix.ts';

/** Days that two series must have in common before it is said how they move together. */
export const LEAST_DAYS = 20;

/**
 * How the instruments of a session move together, from the returns of their daily closes over the last days: Pearson's correlation. Two of
 * which too little is known count as one. A matrix that was set stands instead of what is measured.
 */
export class Correlations {
  readonly #count: number;
  readonly #days: number;
  readonly #fixed: Matrix | undefined;
  /** Returns by day, oldest first; NaN where an instrument had no new close. */
  #returns: number[][] = [];
  #closes: number[];
  #matrix: number[][];

  constructor(count: number, days: number, fixed?: Matrix) {
    this.#count = count;
    this.#days = days;
    this.#fixed = fixed;
    this.#closes = Array.from({ length: count }, () => NaN);
    this.#matrix = this.#measure();
  }

  /** A day has ended with these closes, NaN for an instrument that had none. */
  endDay(closes: readonly number[]): void {
    this.#returns.push(closes.map((close, index) => Math.log(close / (this.#closes[index] as number))));
    if (this.#returns.length > this.#days) this.#returns.shift();
    this.#closes = closes.map((close, index) => (Number.isNaN(close) ? (this.#closes[index] as number) : close));
    if (this.#fixed === undefined) this.#matrix = this.#measure();
  }

  /** The correlation of two instruments, by their numbers; NaN where too little is known. */
  between(one: number, other: number): number {
    return one === other ? 1 : ((this.#fixed ?? this.#matrix)[one]?.[other] ?? NaN);
  }

  get state(): CorrelationsState {
    const kept = (values: readonly number[]): (number | null)[] => values.map((value) => (Number.isFinite(value) ? value : null));
    return { closes: kept(this.#closes), returns: this.#returns.map(kept) };
  }

  set state({ closes, returns }: CorrelationsState) {
    const read = (values: readonly (number | null)[]): number[] => values.map((value) => value ?? NaN);
    this.#closes = read(closes);
    this.#returns = returns.map(read);
    this.#matrix = this.#measure();
  }

  #measure(): number[][] {
    const indices = Array.from({ length: this.#count }, (_, index) => index);
    return indices.map((one) => indices.map((other) => correlation(this.#returns, one, other)));
  }
}

/** What must be remembered, JSON-safe. */
export interface CorrelationsState {
  readonly closes: readonly (number | null)[];
  readonly returns: readonly (readonly (number | null)[])[];
}

/** Pearson's correlation of two columns over the rows in which both are known. */
function correlation(rows: readonly (readonly number[])[], one: number, other: number): number {
  const pairs = rows
    .map((row) => [row[one] as number, row[other] as number] as const)
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (pairs.length < LEAST_DAYS) return NaN;
  const mean = (pick: (pair: readonly [number, number]) => number): number =>
    pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  let [covariance, varianceX, varianceY] = [0, 0, 0];
  for (const [x, y] of pairs) {
    covariance += (x - meanX) * (y - meanY);
    varianceX += (x - meanX) ** 2;
    varianceY += (y - meanY) ** 2;
  }
  // What never moves moves with nothing.
  return varianceX === 0 || varianceY === 0 ? 0 : covariance / Math.sqrt(varianceX * varianceY);
}
