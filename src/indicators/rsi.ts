import { checkFinite, checkLength } from './base-indicator.ts';
import type { IndicatorBar } from './indicator.ts';
import { ValueIndicator } from './value-indicator.ts';

/** What an RSI remembers. */
export type RsiState = { readonly count: number; readonly previous: number; readonly gain: number; readonly loss: number };

/**
 * Relative strength index after Wilder: 100 * gain / (gain + loss), both smoothed over `length` changes, seeded with their plain mean.
 * From 0 to 100, without scale. Ready after `length + 1` bars. A market that has not moved at all reads 50 (TA-Lib: 0, which looks oversold).
 */
export class Rsi extends ValueIndicator {
  readonly #length: number;
  #previous = -0;
  #gain = -0;
  #loss = -0;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super(checkLength('rsi', 'length', length) + 1);
    this.#length = length;
  }

  feed(bar: IndicatorBar): void {
    const value = this.followed === undefined ? bar.close : (this.followed[0] as number);
    if (!Number.isNaN(value)) this.#update(value);
  }

  /** Takes any finite value and returns the new index. Errors: `INDICATOR_NOT_FINITE`. */
  push(value: number): number {
    this.#update(checkFinite('rsi', value));
    return this.value;
  }

  #update(value: number): void {
    const change = value - this.#previous;
    this.#previous = value;
    this.seen += 1;
    if (this.seen === 1) return;
    const gain = Math.max(change, 0);
    const loss = gain - change;
    if (this.seen > this.needed) {
      this.#gain = (this.#gain * (this.#length - 1) + gain) / this.#length;
      this.#loss = (this.#loss * (this.#length - 1) + loss) / this.#length;
    } else {
      this.#gain += gain;
      this.#loss += loss;
      if (this.seen < this.needed) return;
      this.#gain /= this.#length;
      this.#loss /= this.#length;
    }
    this.#publish();
  }

  #publish(): void {
    const movement = this.#gain + this.#loss;
    this.cell[0] = movement === 0 ? 50 : (100 * this.#gain) / movement;
  }

  protected clear(): void {
    this.#previous = -0;
    this.#gain = -0;
    this.#loss = -0;
  }

  get state(): RsiState {
    return { count: this.seen, previous: this.#previous, gain: this.#gain, loss: this.#loss };
  }

  set state(saved: RsiState) {
    this.seen = saved.count;
    this.#previous = saved.previous;
    this.#gain = saved.gain;
    this.#loss = saved.loss;
    this.cell[0] = Number.NaN;
    if (this.isReady) this.#publish();
  }
}

/** A relative strength index of the closes over `length` changes. */
export function rsi(length: number): Rsi {
  return new Rsi(length);
}
