import type { BarColumns } from '../domain/bars.ts';
import { BaseIndicator, checkFinite, checkLength } from './base-indicator.ts';
import type { Line } from './line.ts';
import { RollingMaximum, type RollingMaximumState } from './rolling-maximum.ts';

/** What a Donchian channel remembers. */
export type DonchianState = {
  readonly count: number;
  readonly highs: RollingMaximumState;
  readonly lows: RollingMaximumState;
  readonly previous: readonly number[];
};

/**
 * Donchian channel: the highest high (`upper`) and lowest low (`lower`) of the newest `length` bars, this one included; `value` is
 * the middle. `previousUpper` and `previousLower` are the channel as it was before this bar: a breakout is a close beyond those,
 * since no close can leave a channel that it is part of. Prices. Ready after `length + 1` bars, so that both are known.
 */
export class Donchian extends BaseIndicator {
  readonly lines: { readonly upper: Line; readonly lower: Line; readonly previousUpper: Line; readonly previousLower: Line };
  readonly #highs: RollingMaximum;
  // Holds negated lows: the lowest low is the negative of their maximum.
  readonly #lows: RollingMaximum;
  #previousHigh = -0;
  #previousLow = -0;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(length: number) {
    super(checkLength('donchian', 'length', length) + 1);
    this.lines = { upper: this.newLine(), lower: this.newLine(), previousUpper: this.newLine(), previousLower: this.newLine() };
    this.#highs = new RollingMaximum(length);
    this.#lows = new RollingMaximum(length);
  }

  /** The highest high, this bar included; NaN until ready. */
  get upper(): number {
    return this.lines.upper.value;
  }

  /** The lowest low, this bar included; NaN until ready. */
  get lower(): number {
    return this.lines.lower.value;
  }

  /** The highest high of the `length` bars before this one; NaN until ready. */
  get previousUpper(): number {
    return this.lines.previousUpper.value;
  }

  /** The lowest low of the `length` bars before this one; NaN until ready. */
  get previousLower(): number {
    return this.lines.previousLower.value;
  }

  feed(bars: BarColumns, from: number, to: number): void {
    this.#take(bars.high, bars.low, from, to);
  }

  /** Takes one bar's finite high and low and returns the new middle. Errors: `INDICATOR_NOT_FINITE`. */
  push(high: number, low: number): number {
    this.#take(Float64Array.of(checkFinite('donchian', high)), Float64Array.of(checkFinite('donchian', low)), 0, 1);
    return this.pushed();
  }

  #take(highs: Float64Array, lows: Float64Array, from: number, to: number): void {
    this.extend();
    for (let at = from, into = 1; at < to; at += 1, into += 1) {
      this.#update(highs[at] as number, lows[at] as number);
      this.#show(into);
    }
    this.blankUnready(1, to - from);
  }

  #update(high: number, low: number): void {
    if (this.seen > 0) {
      this.#previousHigh = this.#highs.maximum;
      this.#previousLow = -this.#lows.maximum;
    }
    this.#highs.add(high);
    this.#lows.add(-low);
    this.seen += 1;
  }

  #show(row: number): void {
    const { divisor, lines } = this;
    const upper = this.#highs.maximum;
    const lower = -this.#lows.maximum;
    this.main.put(row, (upper + lower) / (2 * divisor));
    lines.upper.put(row, upper / divisor);
    lines.lower.put(row, lower / divisor);
    lines.previousUpper.put(row, this.#previousHigh / divisor);
    lines.previousLower.put(row, this.#previousLow / divisor);
  }

  protected clear(): void {
    this.#highs.clear();
    this.#lows.clear();
    this.#previousHigh = -0;
    this.#previousLow = -0;
  }

  get state(): DonchianState {
    return { count: this.seen, highs: this.#highs.state, lows: this.#lows.state, previous: [this.#previousHigh, this.#previousLow] };
  }

  set state(saved: DonchianState) {
    this.reset();
    this.seen = saved.count;
    this.#highs.state = saved.highs;
    this.#lows.state = saved.lows;
    [this.#previousHigh = -0, this.#previousLow = -0] = saved.previous;
    if (this.isReady) this.#show(this.stretch.row);
  }
}

/** A Donchian channel over `length` bars. */
export function donchian(length: number): Donchian {
  return new Donchian(length);
}
