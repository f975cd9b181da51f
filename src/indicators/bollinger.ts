import { fail } from '../kernel/errors.ts';
import { checkLength } from './base-indicator.ts';
import type { Line } from './line.ts';
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
    super('bollinger', checkLength('bollinger', 'length', length, 2));
    if (!Number.isFinite(width) || width <= 0) fail('INDICATOR_INVALID', `bollinger: width is ${width}, and must be above 0`);
    this.lines = { upper: this.newLine(), lower: this.newLine() };
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

  protected draw(values: Float64Array, from: number, to: number, row: number): void {
    for (let at = from, into = row; at < to; at += 1, into += 1) {
      this.#window.add(values[at] as number);
      this.seen += 1;
      if (this.seen >= this.needed) this.#show(into);
    }
  }

  #show(row: number): void {
    const mean = this.#window.sum / this.needed;
    const reach = this.#width * Math.sqrt(this.#window.squaredDistances(mean) / this.needed);
    this.main.put(row, this.#window.sum / (this.needed * this.divisor));
    this.lines.upper.put(row, (mean + reach) / this.divisor);
    this.lines.lower.put(row, (mean - reach) / this.divisor);
  }

  protected clear(): void {
    this.#window.clear();
  }

  get state(): { readonly count: number; readonly window: RollingSumState } {
    return { count: this.seen, window: this.#window.state };
  }

  set state(saved: { readonly count: number; readonly window: RollingSumState }) {
    this.reset();
    this.seen = saved.count;
    this.#window.state = saved.window;
    if (this.isReady) this.#show(this.stretch.row);
  }
}

/** Bollinger bands of the closes; usually 20 bars and 2 deviations. */
export function bollinger(length = 20, width = 2): Bollinger {
  return new Bollinger(length, width);
}
