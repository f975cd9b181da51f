import { checkFinite, checkLength } from './base-indicator.ts';
import type { IndicatorBar } from './indicator.ts';
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
    super(checkLength('ema', 'length', length));
    this.#weight = 2 / (length + 1);
  }

  feed(bar: IndicatorBar): void {
    const value = this.followed === undefined ? bar.close : (this.followed[0] as number);
    if (!Number.isNaN(value)) this.update(value);
  }

  /** Takes any finite value and returns the new average. Errors: `INDICATOR_NOT_FINITE`. */
  push(value: number): number {
    this.update(checkFinite('ema', value));
    return this.value;
  }

  /** The average in fed units, not divided by the scale; meaningless before it is ready. */
  get raw(): number {
    return this.#average;
  }

  /** Takes a value that is known to be finite. */
  update(value: number): void {
    this.seen += 1;
    if (this.seen > this.needed) {
      this.#average += (value - this.#average) * this.#weight;
    } else {
      this.#seed += value;
      if (this.seen < this.needed) return;
      this.#average = this.#seed / this.needed;
    }
    this.cell[0] = this.#average / this.divisor;
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
    this.cell[0] = this.isReady ? this.#average / this.divisor : Number.NaN;
  }
}

/** An exponential moving average of the closes over `length` bars. */
export function ema(length: number): Ema {
  return new Ema(length);
}
