/** The median of the newest `length` finite values: they are kept sorted, one out and one in a step, nothing allocated. */
export class RollingMedian {
  readonly length: number;
  readonly #ring: Float64Array;
  readonly #sorted: Float64Array;
  /** Values so far, at most `length`, and where the oldest of a full ring is. */
  #count = 0;
  #index = 0;

  constructor(length: number) {
    this.length = length;
    this.#ring = new Float64Array(length);
    this.#sorted = new Float64Array(length);
  }

  /** Whether the window is full. */
  get isFull(): boolean {
    return this.#count === this.length;
  }

  /** The median, the mean of the two in the middle where their number is even; NaN without values. */
  get median(): number {
    const middle = this.#count >>> 1;
    const upper = this.#sorted[middle] as number;
    return this.#count === 0 ? NaN : this.#count % 2 === 1 ? upper : ((this.#sorted[middle - 1] as number) + upper) / 2;
  }

  /** Takes one value in, and the oldest out of a full window. */
  add(value: number): void {
    if (this.isFull) this.#remove(this.#ring[this.#index] as number);
    this.#ring[this.#index] = value;
    this.#index = (this.#index + 1) % this.length;
    const place = this.#placeOf(value);
    this.#sorted.copyWithin(place + 1, place, this.#count);
    this.#sorted[place] = value;
    this.#count += 1;
  }

  #remove(value: number): void {
    this.#sorted.copyWithin(this.#placeOf(value), this.#placeOf(value) + 1, this.#count);
    this.#count -= 1;
  }

  /** The first place whose value is not less. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The values, oldest first. */
  get state(): readonly number[] {
    const oldest = this.isFull ? this.#index : 0;
    return Array.from({ length: this.#count }, (_, at) => this.#ring[(oldest + at) % this.length] as number);
  }

  set state(values: readonly number[]) {
    this.#count = this.#index = 0;
    for (const value of values) this.add(value);
  }
}
