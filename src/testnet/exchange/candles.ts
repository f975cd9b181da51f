import type { Price, Quantity, Money } from '../../domain/instrument.ts';
import { bucketClose, bucketOpen, type Interval } from '../../domain/interval.ts';
import type { Micros } from '../../kernel/time.ts';

/** A candle; `closeTime` is where the next one opens. */
export interface Candle {
  readonly openTime: Micros;
  readonly closeTime: Micros;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
  /** What was paid for it, in quote money units. */
  readonly turnover: Money;
  readonly trades: number;
  /** The part of volume and turnover that buyers took from the book. */
  readonly takerVolume: Quantity;
  readonly takerTurnover: Money;
}

/** What one trade, or a whole candle, adds to a candle. */
export type CandlePart = Omit<Candle, 'openTime' | 'closeTime'>;

/** Minutes are kept for as long as anybody may ask for, seconds for two hours. */
const KEPT: readonly (readonly [Interval, number])[] = [
  ['1m', 200_000],
  ['1s', 7_200],
];

/** The candles of an instrument, of every interval. An interval without a trade has a flat one, at the last price, once there was a trade before it. */
export class Candles {
  readonly #series = KEPT.map(([interval, kept]) => ({ interval, kept, rows: [] as Candle[] }));

  /** Adds what was traded at `time`, which never lies before what was added earlier. */
  add(time: Micros, part: CandlePart): void {
    for (const { interval, kept, rows } of this.#series) {
      fillUp(rows, interval, time);
      const last = rows.at(-1);
      const openTime = bucketOpen(interval, time);
      if (last?.openTime === openTime && last.trades > 0) rows[rows.length - 1] = joined(last, part);
      else {
        if (last?.openTime === openTime) rows.pop();
        rows.push({ openTime, closeTime: bucketClose(interval, openTime), ...part });
      }
      if (rows.length > kept * 1.1) rows.splice(0, rows.length - kept);
    }
  }

  /** Candles that open in [from, to), oldest first, at most `limit` (the newest of them where `fromEnd`); the last may be unfinished. */
  between(interval: Interval, range: { from: Micros; to: Micros; limit: number; fromEnd: boolean; now: Micros }): readonly Candle[] {
    const series = this.#series.find((series) => series.interval === interval) ?? this.#series[0];
    if (series === undefined) return [];
    fillUp(series.rows, series.interval, range.now);
    const candles: Candle[] = [];
    const { from, to, limit, fromEnd } = range;
    const first = fromEnd ? Math.max(0, series.rows.length - Math.ceil(reachOf(interval, series.interval) * (limit + 1))) : 0;
    for (let at = lowerBound(series.rows, from, first); at < series.rows.length; at++) {
      const row = series.rows[at] as Candle;
      if (row.openTime >= to || (!fromEnd && candles.length > limit)) break;
      const openTime = bucketOpen(interval, row.openTime);
      const last = candles.at(-1);
      if (last?.openTime === openTime) candles[candles.length - 1] = joined(last, row);
      else if (openTime >= from) candles.push({ ...row, openTime, closeTime: bucketClose(interval, openTime) });
    }
    return fromEnd ? candles.slice(-limit) : candles.slice(0, limit);
  }
}

/** How many rows of one interval a candle of another holds, at most. */
function reachOf(interval: Interval, row: Interval): number {
  const length = (name: Interval): number => bucketClose(name, 0) - bucketOpen(name, 0);
  return (length(interval) / length(row)) * 1.05;
}

function lowerBound(rows: readonly Candle[], time: Micros, from: number): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as Candle).openTime < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lays flat candles behind the last one, up to the one that holds `time`. */
function fillUp(rows: Candle[], interval: Interval, time: Micros): void {
  for (let last = rows.at(-1); last !== undefined && last.closeTime <= time; last = rows.at(-1)) {
    const [openTime, price] = [last.closeTime, last.close];
    const nothing = { volume: 0, turnover: 0, trades: 0, takerVolume: 0, takerTurnover: 0 };
    rows.push({ openTime, closeTime: bucketClose(interval, openTime), open: price, high: price, low: price, close: price, ...nothing });
  }
}

function joined(candle: Candle, part: CandlePart): Candle {
  return {
    openTime: candle.openTime,
    closeTime: candle.closeTime,
    open: candle.open,
    high: Math.max(candle.high, part.high),
    low: Math.min(candle.low, part.low),
    close: part.close,
    volume: candle.volume + part.volume,
    turnover: candle.turnover + part.turnover,
    trades: candle.trades + part.trades,
    takerVolume: candle.takerVolume + part.takerVolume,
    takerTurnover: candle.takerTurnover + part.takerTurnover,
  };
}
