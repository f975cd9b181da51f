import { BaseIndicator, checkFinite, checkLength } from './base-indicator.ts';
import type { IndicatorBar } from './indicator.ts';
import { Line } from './line.ts';
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
    this.lines = { upper: new Line(this), lower: new Line(this), previousUpper: new Line(this), previousLower: new Line(this) };
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

  feed(bar: IndicatorBar): void {
    this.#update(bar.high, bar.low);
  }

  /** Takes one bar's finite high and low and returns the new middle. Errors: `INDICATOR_NOT_FINITE`. */
  push(high: number, low: number): number {
    this.#update(checkFinite('donchian', high), checkFinite('donchian', low));
    return this.value;
  }

  #update(high: number, low: number): void {
    if (this.seen > 0) {
      this.#previousHigh = this.#highs.maximum;
      this.#previousLow = -this.#lows.maximum;
    }
    this.#highs.add(high);
    this.#lows.add(-low);
    this.seen += 1;
    if (this.seen >= this.needed) this.#publish();
  }

  #publish(): void {
    const { divisor, lines } = this;
    const upper = this.#highs.maximum;
    const lower = -this.#lows.maximum;
    this.cell[0] = (upper + lower) / (2 * divisor);
    lines.upper.cell[0] = upper / divisor;
    lines.lower.cell[0] = lower / divisor;
    lines.previousUpper.cell[0] = this.#previousHigh / divisor;
    lines.previousLower.cell[0] = this.#previousLow / divisor;
  }

  protected clear(): void {
    this.#highs.clear();
    this.#lows.clear();
    this.#previousHigh = -0;
    this.#previousLow = -0;
    for (const line of Object.values(this.lines)) line.cell[0] = Number.NaN;
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
    if (this.isReady) this.#publish();
  }
}

/** A Donchian channel over `length` bars. */
export function donchian(length: number): Donchian {
  return new Donchian(length);
}
