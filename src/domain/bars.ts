import type { Micros } from '../kernel/time.ts';
import type { Interval } from './interval.ts';

/** What a series of bars was built from. */
export type BarSource = 'trade' | 'bid' | 'ask' | 'mid';

/**
 * A chunk of closed bars as columns, oldest first. The columns have the same capacity; `length` rows are valid.
 * Times are microseconds UTC; prices are integers at the series' price scale; volume is in base units.
 */
export interface BarColumns {
  length: number;
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** What identifies a series of bars in the catalog. */
export interface BarSeriesKey {
  readonly instrumentId: string;
  readonly interval: Interval;
  readonly source: BarSource;
}

/** The columns of `BarColumns` that hold one number a bar, in their stored order. */
export const BAR_COLUMNS = ['openTime', 'closeTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Bars a chunk holds by default: small enough for the cache, large enough to hide the cost of a read. */
export const CHUNK_BARS = 65_536;

/** Empty columns with room for `capacity` bars. */
export function allocateBars(capacity: number): BarColumns {
  const column = (): Float64Array => new Float64Array(capacity);
  return {
    length: 0,
    openTime: column(),
    closeTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** A copy of rows `from` (inclusive) to `to` (exclusive). */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  const slice = allocateBars(to - from);
  for (const name of BAR_COLUMNS) slice[name].set(bars[name].subarray(from, to));
  slice.length = to - from;
  return slice;
}

/** The first row whose `openTime` is at or after `time`; `length` when there is none. */
export function firstRowAt(bars: BarColumns, time: Micros): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.openTime[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
