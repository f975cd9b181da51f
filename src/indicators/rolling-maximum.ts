/** What a rolling maximum remembers: the candidates, oldest first, and how many updates ago counts from `count`. */
export type RollingMaximumState = { readonly count: number; readonly values: readonly number[]; readonly positions: readonly number[] };

/**
 * The largest of the newest `length` values in amortised constant time: a queue of the values that can still become the largest,
 * each smaller than the one before it.
 */
export class RollingMaximum {
  readonly length: number;
  readonly #values: Float64Array;
  readonly #positions: Float64Array;
  #head = 0;
  #size = 0;
  #count = -0;

  constructor(length: number) {
    this.length = length;
    this.#values = new Float64Array(length);
    this.#positions = new Float64Array(length);
  }

  /** Takes one value in, the oldest out, and returns the largest. */
  add(value: number): number {
    const { length } = this;
    const values = this.#values;
    if (this.#size > 0 && (this.#positions[this.#head] as number) <= this.#count - length) {
      this.#head = this.#head + 1 === length ? 0 : this.#head + 1;
      this.#size -= 1;
    }
    let end = this.#head + this.#size;
    if (end >= length) end -= length;
    while (this.#size > 0) {
      const last = end === 0 ? length - 1 : end - 1;
      if ((values[last] as number) > value) break;
      end = last;
      this.#size -= 1;
    }
    values[end] = value;
    this.#positions[end] = this.#count;
    this.#size += 1;
    this.#count += 1;
    return values[this.#head] as number;
  }

  /** The largest of the newest `length` values; NaN before the first. */
  get maximum(): number {
    return this.#size === 0 ? Number.NaN : (this.#values[this.#head] as number);
  }

  /** Forgets all values. */
  clear(): void {
    this.#head = 0;
    this.#size = 0;
    this.#count = -0;
  }

  get state(): RollingMaximumState {
    const queue = (column: Float64Array): number[] =>
      Array.from({ length: this.#size }, (_, at) => column[(this.#head + at) % this.length] as number);
    return { count: this.#count, values: queue(this.#values), positions: queue(this.#positions) };
  }

  set state(saved: RollingMaximumState) {
    this.#head = 0;
    this.#size = saved.values.length;
    this.#count = saved.count;
    this.#values.set(saved.values);
    this.#positions.set(saved.positions);
  }
}
