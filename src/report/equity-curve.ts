import { assert } from '../kernel/assert.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { Money } from '../domain/instrument.ts';

/** Points that a curve holds at most, unless told otherwise. */
const POINTS = 8_192;
const COLUMNS = ['time', 'equity', 'low', 'high', 'priceOpen', 'priceHigh', 'priceLow', 'priceClose', 'exposed'] as const;

/** The columns of closed bars that are recorded. */
export type RecordedBars = Pick<BarColumns, 'closeTime' | 'high' | 'low' | 'close'>;

type Columns = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;

/** The curve as columns of `length` points; every point covers `stride` bars, the last one perhaps fewer. */
export interface CurveSummary extends Columns {
  readonly stride: number;
  readonly length: number;
}

/** A stretch of bars in numbers. The same object is handed out each time. */
export interface Stretch {
  low: Money;
  high: Money;
  exposedBars: number;
}

/**
 * The equity curve at bounded size: when it is full, neighbours are joined and a point covers twice as many bars.
 * A point keeps the lowest and highest equity and the open, high, low and close of the price, so joining loses no extreme.
 */
export class EquityCurve {
  readonly #columns: Columns;
  readonly #capacity: number;
  readonly #stretch: Stretch = { low: 0, high: 0, exposedBars: 0 };
  #length = 0;
  #stride = 1;
  /** Bars that the unfinished point, at row `#length`, already covers. */
  #filled = 0;

  /** `capacity` is the most points, an even number. */
  constructor(capacity: number = POINTS) {
    assert(capacity >= 2 && capacity % 2 === 0, 'a curve holds an even number of points');
    this.#capacity = capacity;
    const column = (): Float64Array => new Float64Array(capacity);
    this.#columns = {
      time: column(),
      equity: column(),
      low: column(),
      high: column(),
      priceOpen: column(),
      priceHigh: column(),
      priceLow: column(),
      priceClose: column(),
      exposed: column(),
    };
  }

  /** Bars that fit into the unfinished point. */
  get room(): number {
    return this.#stride - this.#filled;
  }

  /** Takes rows `from` to `to`, at most `room` of them, and tells their extremes. */
  take(bars: RecordedBars, from: number, to: number, equity: Float64Array, exposed: Uint8Array): Stretch {
    const stretch = this.#scan(equity, exposed, from, to);
    const point = this.#length;
    const columns = this.#columns;
    if (this.#filled === 0) this.#begin(point, bars.close[from] as number);
    this.#scanPrices(bars.high, bars.low, from, to);
    if (stretch.low < (columns.low[point] as number)) columns.low[point] = stretch.low;
    if (stretch.high > (columns.high[point] as number)) columns.high[point] = stretch.high;
    if (stretch.exposedBars > 0) columns.exposed[point] = 1;
    columns.time[point] = bars.closeTime[to - 1] as number;
    columns.equity[point] = equity[to - 1] as number;
    columns.priceClose[point] = bars.close[to - 1] as number;
    this.#filled += to - from;
    if (this.#filled === this.#stride) this.#finish();
    return stretch;
  }

  /** A copy of the curve so far, with the unfinished point. */
  summary(): CurveSummary {
    const length = this.#length + (this.#filled > 0 ? 1 : 0);
    const copies = Object.fromEntries(COLUMNS.map((name) => [name, this.#columns[name].slice(0, length)])) as unknown as Columns;
    return { ...copies, stride: this.#stride, length };
  }

  #scan(equity: Float64Array, exposed: Uint8Array, from: number, to: number): Stretch {
    let low = equity[from] as number;
    let high = low;
    let exposedBars = 0;
    for (let row = from; row < to; row += 1) {
      const value = equity[row] as number;
      if (value < low) low = value;
      else if (value > high) high = value;
      exposedBars += exposed[row] as number;
    }
    const stretch = this.#stretch;
    stretch.low = low;
    stretch.high = high;
    stretch.exposedBars = exposedBars;
    return stretch;
  }

  #scanPrices(highs: Float64Array, lows: Float64Array, from: number, to: number): void {
    const point = this.#length;
    let high = this.#columns.priceHigh[point] as number;
    let low = this.#columns.priceLow[point] as number;
    for (let row = from; row < to; row += 1) {
      const barHigh = highs[row] as number;
      const barLow = lows[row] as number;
      if (barHigh > high) high = barHigh;
      if (barLow < low) low = barLow;
    }
    this.#columns.priceHigh[point] = high;
    this.#columns.priceLow[point] = low;
  }

  /** A point opens at the last close before it; the first one at its own first close. */
  #begin(point: number, firstClose: number): void {
    const columns = this.#columns;
    const open = point > 0 ? (columns.priceClose[point - 1] as number) : firstClose;
    columns.priceOpen[point] = columns.priceHigh[point] = columns.priceLow[point] = open;
    columns.low[point] = Infinity;
    columns.high[point] = -Infinity;
    columns.exposed[point] = 0;
  }

  #finish(): void {
    this.#length += 1;
    this.#filled = 0;
    if (this.#length < this.#capacity) return;
    for (let point = 0; point < this.#capacity / 2; point += 1) this.#join(point * 2, point);
    this.#length = this.#capacity / 2;
    this.#stride *= 2;
  }

  #join(left: number, into: number): void {
    const right = left + 1;
    const { low, high, priceOpen, priceHigh, priceLow, priceClose, time, equity, exposed } = this.#columns;
    time[into] = time[right] as number;
    equity[into] = equity[right] as number;
    low[into] = Math.min(low[left] as number, low[right] as number);
    high[into] = Math.max(high[left] as number, high[right] as number);
    priceOpen[into] = priceOpen[left] as number;
    priceHigh[into] = Math.max(priceHigh[left] as number, priceHigh[right] as number);
    priceLow[into] = Math.min(priceLow[left] as number, priceLow[right] as number);
    priceClose[into] = priceClose[right] as number;
    exposed[into] = Math.max(exposed[left] as number, exposed[right] as number);
  }
}
