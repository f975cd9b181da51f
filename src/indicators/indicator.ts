import type { BarColumns } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';
import type { Stretch } from './stretch.ts';

/** What an indicator remembers, as JSON keeps it without loss: finite numbers, arrays of them, and records of both. */
export type IndicatorState = { readonly [name: string]: number | readonly number[] | IndicatorState };

/** A line of values that another indicator can follow. */
export interface Series {
  /** The indicator that draws it; `undefined` for a constant level. */
  readonly source: Indicator | undefined;
  /** The value of the bar at hand; NaN until the source is ready. */
  readonly value: number;
  /**
   * For a reader that is being fed along `stretch`: the values of those bars, from row 1 on. Where the source is fed by other bars,
   * there is one value, the one at hand; such a reader is fed bar by bar.
   */
  values(stretch: Stretch): Float64Array;
}

/**
 * Computes step by step, in one loop over the columns of closed bars, nothing allocated; however the bars are split into stretches,
 * the values are the same to the bit. What it shows is that of the bar at hand in its stretch.
 * The engine feeds integer price units, so that running sums are exact and do not depend on where a series started.
 */
export interface Indicator {
  /** Updates up to the bar at hand. */
  readonly count: number;
  /** Updates until the first value. */
  readonly warmup: number;
  /** Whether `warmup` updates have been seen; every value is NaN before. */
  readonly isReady: boolean;
  /** Indicators that must be fed before this one. */
  readonly inputs: readonly Indicator[];
  /** The interval whose bars feed it; the strategy's first subscription when undefined. */
  readonly interval: Interval | undefined;
  /** Is fed and read along this stretch from now on, together with others. */
  join(stretch: Stretch): void;
  /** Takes the closed bars of rows `from` (inclusive) to `to` (exclusive). Their prices are finite: the catalog and the feeds see to that. */
  feed(bars: BarColumns, from: number, to: number): void;
  /** Forgets everything but the parameters and the scale. */
  reset(): void;
  /** All that is needed to go on exactly as before in an indicator of the same parameters and scale; for the last bar of a stretch. */
  state: IndicatorState;
  /** Makes prices of integer units: values are divided by `divisor`, 10^priceScale. 1 unless bound. Call it before the first update. */
  bindScale(divisor: number): void;
}
