import { checkLength } from './base-indicator.ts';
import { ValueIndicator } from './value-indicator.ts';

/** What an exponential average remembers: updates, the sum of the seed, and the average in fed units. */
export type EmaState = { readonly count: number; readonly seed: number; readonly average: number };

/**
 * Exponential moving average of closes, weight 2 / (length + 1), seeded with the simple average of the first `length` bars
 * as TA-Lib does. A price. Ready after `length` bars.
 */
export class Ema extends ValueIndicator {
  readonly #weight: number;
  #seed = -0;
  #average = -0;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super('ema', checkLength('ema', 'length', length));
    this.#weight = 2 / (length + 1);
  }

  protected draw(values: Float64Array, from: number, to: number, row: number): void {
    for (let at = from, into = row; at < to; at += 1, into += 1) {
      this.update(values[at] as number);
      this.main.put(into, this.#average / this.divisor);
    }
  }

  /** The average in fed units, not divided by the scale; meaningless before it is ready. */
  get raw(): number {
    return this.#average;
  }

  /** Takes a value that is known to be finite, and draws nothing: for an indicator that is made of averages. */
  update(value: number): void {
    this.seen += 1;
    if (this.seen > this.needed) {
      this.#average += (value - this.#average) * this.#weight;
    } else {
      this.#seed += value;
      if (this.seen === this.needed) this.#average = this.#seed / this.needed;
    }
  }

  protected clear(): void {
    this.#seed = -0;
    this.#average = -0;
  }

  get state(): EmaState {
    return { count: this.seen, seed: this.#seed, average: this.#average };
  }

  set state(saved: EmaState) {
    this.seen = saved.count;
    this.#seed = saved.seed;
    this.#average = saved.average;
    this.main.put(this.stretch.row, this.isReady ? this.#average / this.divisor : Number.NaN);
  }
}

/** An exponential moving average of the closes over `length` bars. */
export function ema(length: number): Ema {
  return new Ema(length);
}
