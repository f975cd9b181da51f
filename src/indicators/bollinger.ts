import { fail } from '../kernel/errors.ts';
import { checkFinite, checkLength } from './base-indicator.ts';
import type { IndicatorBar } from './indicator.ts';
import { Line } from './line.ts';
import { RollingSum, type RollingSumState } from './rolling-sum.ts';
import { ValueIndicator } from './value-indicator.ts';

/**
 * Bollinger bands: the mean of the newest `length` closes (`middle`, also `value`) and `width` population standard deviations
 * above and below it (`upper`, `lower`). Prices. Ready after `length` bars.
 * The deviation is taken from the window itself, not from running squares, which lose all digits where prices are large and calm.
 */
export class Bollinger extends ValueIndicator {
  readonly lines: { readonly upper: Line; readonly lower: Line };
  readonly #width: number;
  readonly #window: RollingSum;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number, width: number) {
    super(checkLength('bollinger', 'length', length, 2));
    if (!Number.isFinite(width) || width <= 0) fail('INDICATOR_INVALID', `bollinger: width is ${width}, and must be above 0`);
    this.lines = { upper: new Line(this), lower: new Line(this) };
    this.#width = width;
    this.#window = new RollingSum(length);
  }

  /** The mean; NaN until ready. */
  get middle(): number {
    return this.value;
  }

  /** The upper band; NaN until ready. */
  get upper(): number {
    return this.lines.upper.value;
  }

  /** The lower band; NaN until ready. */
  get lower(): number {
    return this.lines.lower.value;
  }

  feed(bar: IndicatorBar): void {
    const value = this.followed === undefined ? bar.close : (this.followed[0] as number);
    if (!Number.isNaN(value)) this.#update(value);
  }

  /** Takes any finite value and returns the new mean. Errors: `INDICATOR_NOT_FINITE`. */
  push(value: number): number {
    this.#update(checkFinite('bollinger', value));
    return this.value;
  }

  #update(value: number): void {
    this.#window.add(value);
    this.seen += 1;
    if (this.seen >= this.needed) this.#publish();
  }

  #publish(): void {
    const mean = this.#window.sum / this.needed;
    const reach = this.#width * Math.sqrt(this.#window.squaredDistances(mean) / this.needed);
    this.cell[0] = this.#window.sum / (this.needed * this.divisor);
    this.lines.upper.cell[0] = (mean + reach) / this.divisor;
    this.lines.lower.cell[0] = (mean - reach) / this.divisor;
  }

  protected clear(): void {
    this.#window.clear();
    this.lines.upper.cell[0] = Number.NaN;
    this.lines.lower.cell[0] = Number.NaN;
  }

  get state(): { readonly count: number; readonly window: RollingSumState } {
    return { count: this.seen, window: this.#window.state };
  }

  set state(saved: { readonly count: number; readonly window: RollingSumState }) {
    this.reset();
    this.seen = saved.count;
    this.#window.state = saved.window;
    if (this.isReady) this.#publish();
  }
}

/** Bollinger bands of the closes; usually 20 bars and 2 deviations. */
export function bollinger(length = 20, width = 2): Bollinger {
  return new Bollinger(length, width);
}
