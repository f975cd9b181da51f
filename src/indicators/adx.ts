import type { BarColumns } from '../domain/bars.ts';
import { BaseIndicator, checkFinite, checkLength } from './base-indicator.ts';
import type { Line } from './line.ts';

/** What an ADX remembers. */
export type AdxState = {
  readonly count: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly up: number;
  readonly down: number;
  readonly range: number;
  readonly average: number;
};

/**
 * Average directional index after Wilder: how much of the movement goes one way, from 0 to 100, without scale. `plus` and `minus` are the
 * directional indicators, 100 * smoothed movement up or down / smoothed true range; `value` is Wilder's average over `length` bars of
 * 100 * |plus - minus| / (plus + minus), seeded with their plain mean. Ready after `2 * length` bars. A market that does not move keeps its value.
 */
export class Adx extends BaseIndicator {
  readonly lines: { readonly plus: Line; readonly minus: Line };
  readonly #length: number;
  #high = -0;
  #low = -0;
  #close = -0;
  #up = -0;
  #down = -0;
  #range = -0;
  #average = -0;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super(2 * checkLength('adx', 'length', length, 2));
    this.#length = length;
    this.lines = { plus: this.newLine(), minus: this.newLine() };
  }

  /** The movement up, 0 to 100; NaN until ready. */
  get plus(): number {
    return this.lines.plus.value;
  }

  /** The movement down, 0 to 100; NaN until ready. */
  get minus(): number {
    return this.lines.minus.value;
  }

  feed(bars: BarColumns, from: number, to: number): void {
    this.#take(bars.high, bars.low, bars.close, from, to);
  }

  /** Takes one bar's finite high, low and close and returns the new index. Errors: `INDICATOR_NOT_FINITE`. */
  push(high: number, low: number, close: number): number {
    const [highs, lows, closes] = [high, low, close].map((price) => Float64Array.of(checkFinite('adx', price)));
    this.#take(highs as Float64Array, lows as Float64Array, closes as Float64Array, 0, 1);
    return this.pushed();
  }

  #take(highs: Float64Array, lows: Float64Array, closes: Float64Array, from: number, to: number): void {
    this.extend();
    for (let at = from, into = 1; at < to; at += 1, into += 1) {
      this.#update(highs[at] as number, lows[at] as number, closes[at] as number);
      this.#show(into);
    }
    this.blankUnready(1, to - from);
  }

  #update(high: number, low: number, close: number): void {
    const up = high - this.#high;
    const down = this.#low - low;
    const range = Math.max(high, this.#close) - Math.min(low, this.#close);
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.seen += 1;
    if (this.seen === 1) return;
    // The first `length - 1` movements are summed up; from then on a sum loses one part in `length` before it takes the next.
    const kept = this.seen > this.#length ? 1 - 1 / this.#length : 1;
    this.#up = this.#up * kept + (up > down && up > 0 ? up : 0);
    this.#down = this.#down * kept + (down > up && down > 0 ? down : 0);
    this.#range = this.#range * kept + range;
    if (this.seen > this.#length) this.#smooth();
  }

  #smooth(): void {
    const movement = this.#up + this.#down;
    const isSeeding = this.seen <= this.needed;
    const share = movement === 0 ? 0 : (100 * Math.abs(this.#up - this.#down)) / movement;
    if (isSeeding) this.#average += share / this.#length;
    else if (movement !== 0) this.#average = (this.#average * (this.#length - 1) + share) / this.#length;
  }

  #show(row: number): void {
    this.main.put(row, this.#average);
    this.lines.plus.put(row, this.#range === 0 ? 0 : (100 * this.#up) / this.#range);
    this.lines.minus.put(row, this.#range === 0 ? 0 : (100 * this.#down) / this.#range);
  }

  protected clear(): void {
    this.#high = this.#low = this.#close = -0;
    this.#up = this.#down = this.#range = this.#average = -0;
  }

  get state(): AdxState {
    const [high, low, close] = [this.#high, this.#low, this.#close];
    return { count: this.seen, high, low, close, up: this.#up, down: this.#down, range: this.#range, average: this.#average };
  }

  set state(saved: AdxState) {
    this.seen = saved.count;
    this.#high = saved.high;
    this.#low = saved.low;
    this.#close = saved.close;
    this.#up = saved.up;
    this.#down = saved.down;
    this.#range = saved.range;
    this.#average = saved.average;
    const { row } = this.stretch;
    if (this.isReady) this.#show(row);
    else this.blank(row, row + 1);
  }
}

/** An average directional index over `length` bars; 14 is usual, above 25 a trend, below 20 none. */
export function adx(length = 14): Adx {
  return new Adx(length);
}
