import { checkLength } from './base-indicator.ts';
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
    super('rsi', checkLength('rsi', 'length', length) + 1);
    this.#length = length;
  }

  protected draw(values: Float64Array, from: number, to: number, row: number): void {
    for (let at = from, into = row; at < to; at += 1, into += 1) {
      this.#update(values[at] as number);
      this.main.put(into, this.#index);
    }
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
  }

  get #index(): number {
    const movement = this.#gain + this.#loss;
    return movement === 0 ? 50 : (100 * this.#gain) / movement;
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
    this.main.put(this.stretch.row, this.isReady ? this.#index : Number.NaN);
  }
}

/** A relative strength index of the closes over `length` changes. */
export function rsi(length: number): Rsi {
  return new Rsi(length);
}
