import type { BarColumns } from '../domain/bars.ts';
import { BaseIndicator, checkFinite, checkLength } from './base-indicator.ts';

/** What an ATR remembers. */
export type AtrState = { readonly count: number; readonly previousClose: number; readonly average: number };

/**
 * Average true range after Wilder: the larger of the bar's range and its distance from the previous close, smoothed over `length` bars,
 * seeded with their plain mean. A distance in price. Ready after `length + 1` bars, since the first bar has no previous close.
 */
export class Atr extends BaseIndicator {
  readonly #length: number;
  #previousClose = -0;
  #average = -0;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super(checkLength('atr', 'length', length) + 1);
    this.#length = length;
  }

  feed(bars: BarColumns, from: number, to: number): void {
    this.#take(bars.high, bars.low, bars.close, from, to);
  }

  /** Takes one bar's finite high, low and close and returns the new range. Errors: `INDICATOR_NOT_FINITE`. */
  push(high: number, low: number, close: number): number {
    const [highs, lows, closes] = [high, low, close].map((price) => Float64Array.of(checkFinite('atr', price)));
    this.#take(highs as Float64Array, lows as Float64Array, closes as Float64Array, 0, 1);
    return this.pushed();
  }

  #take(highs: Float64Array, lows: Float64Array, closes: Float64Array, from: number, to: number): void {
    this.extend();
    for (let at = from, into = 1; at < to; at += 1, into += 1) {
      this.#update(highs[at] as number, lows[at] as number, closes[at] as number);
      this.main.put(into, this.#average / this.divisor);
    }
    this.blankUnready(1, to - from);
  }

  #update(high: number, low: number, close: number): void {
    const previous = this.#previousClose;
    this.#previousClose = close;
    this.seen += 1;
    if (this.seen === 1) return;
    const range = Math.max(high, previous) - Math.min(low, previous);
    if (this.seen > this.needed) {
      this.#average = (this.#average * (this.#length - 1) + range) / this.#length;
    } else {
      this.#average += range;
      if (this.seen === this.needed) this.#average /= this.#length;
    }
  }

  protected clear(): void {
    this.#previousClose = -0;
    this.#average = -0;
  }

  get state(): AtrState {
    return { count: this.seen, previousClose: this.#previousClose, average: this.#average };
  }

  set state(saved: AtrState) {
    this.seen = saved.count;
    this.#previousClose = saved.previousClose;
    this.#average = saved.average;
    this.main.put(this.stretch.row, this.isReady ? this.#average / this.divisor : Number.NaN);
  }
}

/** An average true range over `length` bars. */
export function atr(length: number): Atr {
  return new Atr(length);
}
