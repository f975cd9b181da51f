/** Samples of one price, the newest last: as many as give the returns that are wanted. Prices are floats for statistics. */
export class PriceHistory {
  readonly #returns: number;
  #prices: number[] = [];

  /** Keeps what gives so many returns. */
  constructor(returns: number) {
    this.#returns = returns;
  }

  /** Takes the price of now; one that is not known yet (NaN) is not waited for. */
  add(price: number): void {
    if (Number.isNaN(price)) return;
    this.#prices.push(price);
    if (this.#prices.length > this.#returns + 1) this.#prices.shift();
  }

  /** Whether there are as many returns as wanted, and the price has moved at all. */
  get isReady(): boolean {
    return this.#prices.length > this.#returns && this.#prices.some((price) => price !== this.#prices[0]);
  }

  /** Relative changes from sample to sample, oldest first. */
  get returns(): readonly number[] {
    return this.#prices.slice(1).map((price, at) => price / (this.#prices[at] ?? NaN) - 1);
  }

  /** The change over all samples. */
  get change(): number {
    return (this.#prices.at(-1) ?? NaN) / (this.#prices[0] ?? NaN) - 1;
  }

  /** The standard deviation of the returns, about their mean. */
  get deviation(): number {
    const { returns } = this;
    const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
    return Math.sqrt(returns.reduce((sum, each) => sum + (each - mean) ** 2, 0) / returns.length);
  }

  get state(): readonly number[] {
    return [...this.#prices];
  }

  set state(prices: readonly number[]) {
    this.#prices = [...prices];
  }
}
