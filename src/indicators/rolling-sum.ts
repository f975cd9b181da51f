import type { Line } from './line.ts';

/** What a rolling sum remembers. */
export type RollingSumState = { readonly ring: readonly number[]; readonly index: number; readonly sum: number; readonly fresh: number };

/**
 * The sum of the newest `length` values. Exact for integers. For other numbers a second sum restarts with each turn
 * of the ring and replaces the first, so that rounding errors never outlive `length` updates.
 */
export class RollingSum {
  readonly length: number;
  readonly #ring: Float64Array;
  #index = 0;
  // -0 rather than 0 makes V8 keep these as doubles from the start, so that large sums never change the object's shape.
  #sum = -0;
  #fresh = -0;

  constructor(length: number) {
    this.length = length;
    this.#ring = new Float64Array(length);
  }

  /** Takes one value in, the oldest out, and returns the sum. */
  add(value: number): number {
    const index = this.#index;
    const ring = this.#ring;
    this.#sum += value - (ring[index] as number);
    this.#fresh += value;
    ring[index] = value;
    if (index + 1 < this.length) {
      this.#index = index + 1;
    } else {
      this.#index = 0;
      this.#sum = this.#fresh;
      this.#fresh = -0;
    }
    return this.#sum;
  }

  /**
   * Takes in the rows `from` to `to` of a column and draws each sum, divided by `divisor`, into the rows of a line from `row` on.
   * The same as `add` for each, with the state in registers.
   */
  addAll(values: Float64Array, from: number, to: number, divisor: number, line: Line, row: number): void {
    const ring = this.#ring;
    const { length } = this;
    let index = this.#index;
    let sum = this.#sum;
    let fresh = this.#fresh;
    for (let at = from, into = row; at < to; at += 1, into += 1) {
      const value = values[at] as number;
      sum += value - (ring[index] as number);
      fresh += value;
      ring[index] = value;
      index += 1;
      if (index === length) {
        index = 0;
        sum = fresh;
        fresh = -0;
      }
      line.put(into, sum / divisor);
    }
    this.#index = index;
    this.#sum = sum;
    this.#fresh = fresh;
  }

  /** The sum of what was added, at most the newest `length` values. */
  get sum(): number {
    return this.#sum;
  }

  /** The sum of squared distances from `mean`, from the oldest value to the newest, so that it does not depend on the ring's turn. */
  squaredDistances(mean: number): number {
    const ring = this.#ring;
    let total = 0;
    for (let at = this.#index; at < this.length; at += 1) total += ((ring[at] as number) - mean) ** 2;
    for (let at = 0; at < this.#index; at += 1) total += ((ring[at] as number) - mean) ** 2;
    return total;
  }

  /** Forgets all values. */
  clear(): void {
    this.#ring.fill(0);
    this.#index = 0;
    this.#sum = -0;
    this.#fresh = -0;
  }

  get state(): RollingSumState {
    return { ring: [...this.#ring], index: this.#index, sum: this.#sum, fresh: this.#fresh };
  }

  set state(saved: RollingSumState) {
    this.#ring.set(saved.ring);
    this.#index = saved.index;
    this.#sum = saved.sum;
    this.#fresh = saved.fresh;
  }
}
