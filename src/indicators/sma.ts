import { checkFinite, checkLength } from './base-indicator.ts';
import type { IndicatorBar } from './indicator.ts';
import { RollingSum, type RollingSumState } from './rolling-sum.ts';
import { ValueIndicator } from './value-indicator.ts';

/** Simple moving average: the mean of the newest `length` closes. A price. Ready after `length` bars. */
export class Sma extends ValueIndicator {
  readonly #window: RollingSum;
  #denominator: number;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super(checkLength('sma', 'length', length));
    this.#window = new RollingSum(length);
    this.#denominator = length;
  }

  feed(bar: IndicatorBar): void {
    const value = this.followed === undefined ? bar.close : (this.followed[0] as number);
    if (!Number.isNaN(value)) this.#update(value);
  }

  /** Takes any finite value and returns the new average. Errors: `INDICATOR_NOT_FINITE`. */
  push(value: number): number {
    this.#update(checkFinite('sma', value));
    return this.value;
  }

  #update(value: number): void {
    const sum = this.#window.add(value);
    this.seen += 1;
    if (this.seen >= this.needed) this.cell[0] = sum / this.#denominator;
  }

  override bindScale(divisor: number): void {
    super.bindScale(divisor);
    // One division by an exact product: equal averages of different lengths come out as equal doubles.
    this.#denominator = this.needed * this.divisor;
  }

  protected clear(): void {
    this.#window.clear();
  }

  get state(): { readonly count: number; readonly window: RollingSumState } {
    return { count: this.seen, window: this.#window.state };
  }

  set state(saved: { readonly count: number; readonly window: RollingSumState }) {
    this.seen = saved.count;
    this.#window.state = saved.window;
    this.cell[0] = this.isReady ? this.#window.sum / this.#denominator : Number.NaN;
  }
}

/** A simple moving average of the closes of `length` bars. */
export function sma(length: number): Sma {
  return new Sma(length);
}
