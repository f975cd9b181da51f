/** What a rolling maximum remembers: the values of its unfinished block, and the largest from each place of the block before it to its end. */
export type RollingMaximumState = { readonly block: readonly number[]; readonly suffix: readonly number[] };

/**
 * The largest of the newest `length` values, in amortised constant time and without a branch that the data decides.
 * Values are taken in blocks of `length`: the window is the end of the finished block, whose maxima are known from every place on,
 * and the beginning of the unfinished one, whose maximum runs along.
 */
export class RollingMaximum {
  readonly length: number;
  readonly #block: Float64Array;
  /** `suffix[i]` is the largest of the finished block from place i to its end; one place more, so that past the end there is nothing. */
  readonly #suffix: Float64Array;
  #index = 0;
  #running = -Infinity;
  #maximum = -Infinity;

  constructor(length: number) {
    this.length = length;
    this.#block = new Float64Array(length);
    this.#suffix = new Float64Array(length + 1).fill(-Infinity);
  }

  /** Takes one value in, the oldest out, and returns the largest. */
  add(value: number): number {
    this.#block[this.#index] = value;
    this.#index += 1;
    this.#running = Math.max(this.#running, value);
    this.#maximum = Math.max(this.#running, this.#suffix[this.#index] as number);
    if (this.#index === this.length) this.#finishBlock();
    return this.#maximum;
  }

  /** The largest of the newest `length` values; -Infinity before the first. */
  get maximum(): number {
    return this.#maximum;
  }

  /** Forgets all values. */
  clear(): void {
    this.#suffix.fill(-Infinity);
    this.#index = 0;
    this.#running = -Infinity;
    this.#maximum = -Infinity;
  }

  #finishBlock(): void {
    let largest = -Infinity;
    for (let at = this.length - 1; at >= 0; at -= 1) {
      largest = Math.max(largest, this.#block[at] as number);
      this.#suffix[at] = largest;
    }
    this.#index = 0;
    this.#running = -Infinity;
  }

  get state(): RollingMaximumState {
    const hasFinished = this.#suffix[0] !== -Infinity;
    return { block: [...this.#block.subarray(0, this.#index)], suffix: hasFinished ? [...this.#suffix.subarray(0, this.length)] : [] };
  }

  set state(saved: RollingMaximumState) {
    this.clear();
    this.#suffix.set(saved.suffix);
    this.#block.set(saved.block);
    this.#index = saved.block.length;
    for (const value of saved.block) this.#running = Math.max(this.#running, value);
    this.#maximum = Math.max(this.#running, this.#suffix[this.#index] as number);
  }
}
