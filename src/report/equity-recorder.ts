import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import { allocateBars } from '../domain/bars.ts';
import type { Money, Price } from '../domain/instrument.ts';
import { DailyCloses } from './daily-closes.ts';
import { DrawdownMeter, type DrawdownSummary } from './drawdown-meter.ts';
import { EquityCurve, type CurveSummary, type RecordedBars } from './equity-curve.ts';

/** Bars that `record` gathers before they are worked through together. */
const PENDING = 256;
/** Bars that are scanned at a stretch: short enough that most stretches never touch the peak. */
const STRETCH = 256;

/** What the recorder knows at the end. Money and prices are integers at their scales, times microseconds UTC. */
export interface EquitySummary {
  readonly startTime: Micros;
  readonly endTime: Micros;
  readonly startEquity: Money;
  readonly finalEquity: Money;
  /** First and last close of the first instrument; undefined without a bar. */
  readonly firstPrice: Price | undefined;
  readonly lastPrice: Price | undefined;
  readonly bars: number;
  /** Bars at whose close a position was held. */
  readonly exposedBars: number;
  readonly drawdown: DrawdownSummary;
  /** Days since 1970-01-01 and the equity at their last bar close. */
  readonly daily: { readonly day: Float64Array; readonly equity: Float64Array };
  readonly curve: CurveSummary;
}

/**
 * Follows the equity of a run bar by bar, in memory that does not grow with the bars (but for one number a day).
 * It works on columns, a stretch of bars at a time, so that a bar costs a few reads and nothing is allocated.
 */
export class EquityRecorder {
  readonly #startTime: Micros;
  readonly #startEquity: Money;
  readonly #pending: RecordedBars = allocateBars(PENDING);
  readonly #pendingEquity = new Float64Array(PENDING);
  readonly #pendingExposed = new Uint8Array(PENDING);
  #pendingLength = 0;
  readonly #daily = new DailyCloses();
  readonly #drawdown: DrawdownMeter;
  readonly #curve: EquityCurve;
  #bars = 0;
  #exposedBars = 0;
  #endTime: Micros;
  #finalEquity: Money;
  #firstPrice: Price | undefined;
  #lastPrice: Price | undefined;

  /** `startTime` is the opening time of the first bar, `startEquity` the cash in money units, `points` the most points of the curve. */
  constructor(options: { startTime: Micros; startEquity: Money; points?: number }) {
    this.#startTime = this.#endTime = options.startTime;
    this.#startEquity = this.#finalEquity = options.startEquity;
    this.#drawdown = new DrawdownMeter(options.startTime, options.startEquity);
    this.#curve = new EquityCurve(options.points);
  }

  /**
   * Takes one closed bar: the equity at its close, the prices of the first instrument (its last close three times where it had no bar)
   * and whether any position was held.
   */
  record(closeTime: Micros, equity: Money, high: Price, low: Price, close: Price, exposed: boolean): void {
    const row = this.#pendingLength;
    const pending = this.#pending;
    pending.closeTime[row] = closeTime;
    pending.high[row] = high;
    pending.low[row] = low;
    pending.close[row] = close;
    this.#pendingEquity[row] = equity;
    this.#pendingExposed[row] = exposed ? 1 : 0;
    this.#pendingLength = row + 1;
    if (row === PENDING - 1) this.#flush();
  }

  /** Takes rows `from` to `to` of the bars of the first instrument: the same, for columns of equity and exposure (0 or 1) in their rows. */
  take(bars: RecordedBars, from: number, to: number, equity: Float64Array, exposed: Uint8Array): void {
    if (from >= to) return;
    this.#flush();
    this.#work(bars, from, to, equity, exposed);
  }

  /** Everything so far, the open day and the unfinished point included; recording may go on afterwards. */
  summary(): EquitySummary {
    this.#flush();
    return {
      startTime: this.#startTime,
      endTime: this.#endTime,
      startEquity: this.#startEquity,
      finalEquity: this.#finalEquity,
      firstPrice: this.#firstPrice,
      lastPrice: this.#lastPrice,
      bars: this.#bars,
      exposedBars: this.#exposedBars,
      drawdown: this.#drawdown.summary(this.#endTime),
      daily: this.#daily.summary(),
      curve: this.#curve.summary(),
    };
  }

  /** Works through the bars that were gathered. */
  #flush(): void {
    const to = this.#pendingLength;
    if (to === 0) return;
    this.#pendingLength = 0;
    this.#work(this.#pending, 0, to, this.#pendingEquity, this.#pendingExposed);
  }

  #work(bars: RecordedBars, from: number, to: number, equity: Float64Array, exposed: Uint8Array): void {
    const { closeTime, close } = bars;
    assert((closeTime[from] as number) >= this.#endTime, 'bars are recorded in time order');
    this.#firstPrice ??= close[from] as number;
    this.#daily.take(closeTime, equity, from, to);
    for (let row = from; row < to;) {
      const end = Math.min(to, row + STRETCH, row + this.#curve.room);
      const stretch = this.#curve.take(bars, row, end, equity, exposed);
      this.#drawdown.take(closeTime, equity, row, end, stretch.low, stretch.high);
      this.#exposedBars += stretch.exposedBars;
      row = end;
    }
    this.#bars += to - from;
    this.#endTime = closeTime[to - 1] as number;
    this.#finalEquity = equity[to - 1] as number;
    this.#lastPrice = close[to - 1] as number;
  }
}
