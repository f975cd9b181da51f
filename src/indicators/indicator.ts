import type { Interval } from '../domain/interval.ts';

/** What an indicator reads of a closed bar: integer price units, and volume in base units. */
export interface IndicatorBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What an indicator remembers, as JSON keeps it without loss: finite numbers, arrays of them, and records of both. */
export type IndicatorState = { readonly [name: string]: number | readonly number[] | IndicatorState };

/**
 * A line of values that another indicator can follow.
 * `cell` is a single number that the source overwrites on every update, NaN until it is ready:
 * a reader keeps the array and pays one load instead of a call through an unknown class.
 */
export interface Series {
  readonly cell: Float64Array;
  /** The indicator that writes the cell; `undefined` for a constant level. */
  readonly source: Indicator | undefined;
}

/**
 * Computes step by step: one update a closed bar, nothing allocated.
 * The engine feeds integer price units, so that running sums are exact and do not depend on where a series started.
 */
export interface Indicator {
  /** Updates seen so far. */
  readonly count: number;
  /** Updates until the first value. */
  readonly warmup: number;
  /** Whether `warmup` updates have been seen; every value is NaN before. */
  readonly isReady: boolean;
  /** Indicators that must be fed before this one on every bar. */
  readonly inputs: readonly Indicator[];
  /** The interval whose bars feed it; the strategy's first subscription when undefined. */
  readonly interval: Interval | undefined;
  /** Takes one closed bar. Its prices are finite: the catalog and the feeds see to that. */
  feed(bar: IndicatorBar): void;
  /** Forgets everything but the parameters and the scale. */
  reset(): void;
  /** All that is needed to go on exactly as before in an indicator of the same parameters and scale. */
  state: IndicatorState;
  /** Makes prices of integer units: values are divided by `divisor`, 10^priceScale. 1 unless bound. Call it before the first update. */
  bindScale(divisor: number): void;
}
