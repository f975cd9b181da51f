import { Adx, type AdxState } from '../../indicators/adx.ts';
import { RollingMaximum, type RollingMaximumState } from '../../indicators/rolling-maximum.ts';
import { RollingSum, type RollingSumState } from '../../indicators/rolling-sum.ts';
import { RollingMedian } from './rolling-median.ts';
import type { RegimeSettings } from './regime-settings.ts';

/** What measures remember, JSON-safe. */
export interface MarketMeasuresState {
  readonly count: number;
  readonly close: number;
  readonly adx: AdxState;
  readonly squares: RollingSumState;
  readonly ranges: RollingSumState;
  readonly usualDeviation: readonly number[];
  readonly usualRange: readonly number[];
  readonly highs: RollingMaximumState;
}

/**
 * What both models look at, of the closed bars of one instrument. All of it is free of the price's scale and of how lively the instrument is in
 * general: a threshold in money or in percent would call one coin wild for ever and another one asleep.
 */
export class MarketMeasures {
  /** How far the movement goes one way: ADX, 0 to 100. */
  direction = NaN;
  /** Realised volatility and true range as multiples of their own medians, the smaller of both: one spike raises one of them only. */
  volatility = NaN;
  /** How far the close lies below the highest high, as a fraction. */
  drawdown = NaN;
  readonly #settings: RegimeSettings;
  readonly #adx: Adx;
  readonly #squares: RollingSum;
  readonly #ranges: RollingSum;
  readonly #usualDeviation: RollingMedian;
  readonly #usualRange: RollingMedian;
  readonly #highs: RollingMaximum;
  #count = 0;
  #close = NaN;

  constructor(settings: RegimeSettings) {
    const { adxLength, volatilityBars, history, drawdownBars } = settings;
    this.#settings = settings;
    this.#adx = new Adx(adxLength);
    this.#squares = new RollingSum(volatilityBars);
    this.#ranges = new RollingSum(volatilityBars);
    this.#usualDeviation = new RollingMedian(history);
    this.#usualRange = new RollingMedian(history);
    this.#highs = new RollingMaximum(drawdownBars);
  }

  /** Bars until all of it is known. */
  static warmUp({ adxLength, volatilityBars, history, drawdownBars }: RegimeSettings): number {
    return Math.max(2 * adxLength, volatilityBars + history, drawdownBars);
  }

  /** Whether all of it is known. */
  get isReady(): boolean {
    return this.#count >= MarketMeasures.warmUp(this.#settings);
  }

  /** Takes a closed bar, prices above 0 in units of any size. */
  take(high: number, low: number, close: number): void {
    const previous = this.#close;
    this.#close = close;
    this.#count += 1;
    this.direction = this.#adx.push(high, low, close);
    this.drawdown = 1 - close / this.#highs.add(high);
    if (this.#count === 1) return;
    const { volatilityBars } = this.#settings;
    // Rounding may leave a little less than nothing of a sum whose large values have gone.
    const deviation = Math.sqrt(Math.max(0, this.#squares.add(Math.log(close / previous) ** 2)) / volatilityBars);
    const range = Math.max(0, this.#ranges.add((Math.max(high, previous) - Math.min(low, previous)) / previous)) / volatilityBars;
    if (this.#count <= volatilityBars) return;
    this.#usualDeviation.add(deviation);
    this.#usualRange.add(range);
    this.volatility = Math.min(multiple(deviation, this.#usualDeviation.median), multiple(range, this.#usualRange.median));
  }

  /** What is known now, in words. */
  get words(): string {
    const below = `${(100 * this.drawdown).toFixed(1)}% below the high of ${this.#settings.drawdownBars} bars`;
    return `ADX ${this.direction.toFixed(1)}, volatility ${this.volatility.toFixed(2)} times the usual, ${below}`;
  }

  get state(): MarketMeasuresState {
    return {
      count: this.#count,
      close: this.#count === 0 ? 0 : this.#close,
      adx: this.#adx.state,
      squares: this.#squares.state,
      ranges: this.#ranges.state,
      usualDeviation: this.#usualDeviation.state,
      usualRange: this.#usualRange.state,
      highs: this.#highs.state,
    };
  }

  /** The next bar goes on from it. */
  set state(saved: MarketMeasuresState) {
    this.#count = saved.count;
    this.#close = saved.count === 0 ? NaN : saved.close;
    this.#adx.state = saved.adx;
    this.#squares.state = saved.squares;
    this.#ranges.state = saved.ranges;
    this.#usualDeviation.state = saved.usualDeviation;
    this.#usualRange.state = saved.usualRange;
    this.#highs.state = saved.highs;
  }
}

/** A market that mostly stands still moves without measure when it moves at all. */
function multiple(value: number, usual: number): number {
  return value === 0 ? 0 : value / usual;
}
