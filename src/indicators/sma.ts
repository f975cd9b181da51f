import { checkLength } from './base-indicator.ts';
import { RollingSum, type RollingSumState } from './rolling-sum.ts';
import { ValueIndicator } from './value-indicator.ts';

/** Simple moving average: the mean of the newest `length` closes. A price. Ready after `length` bars. */
export class Sma extends ValueIndicator {
  readonly #window: RollingSum;
  #denominator: number;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super('sma', checkLength('sma', 'length', length));
    this.#window = new RollingSum(length);
    this.#denominator = length;
  }

  protected draw(values: Float64Array, from: number, to: number, row: number): void {
    this.#window.addAll(values, from, to, this.#denominator, this.main, row);
    this.seen += to - from;
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
    this.main.put(this.stretch.row, this.isReady ? this.#window.sum / this.#denominator : Number.NaN);
  }
}

/** A simple moving average of the closes of `length` bars. */
export function sma(length: number): Sma {
  return new Sma(length);
}
