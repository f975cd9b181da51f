import type { Micros } from '../kernel/time.ts';
import type { CalendarId } from './instrument.ts';
import type { Interval } from './interval.ts';

/** A stretch of time: `open` belongs to it, `close` does not. */
export interface TimeSpan {
  readonly open: Micros;
  readonly close: Micros;
}

/** When a market trades, and which bars that makes. */
export interface TradingCalendar {
  readonly id: CalendarId;
  /** Whether the market trades at a moment. */
  isOpen(time: Micros): boolean;
  /** The session that holds a moment; undefined while the market is closed. Where the market never closes it is the UTC day. */
  sessionOf(time: Micros): TimeSpan | undefined;
  /** The first moment at or after `time` at which the market trades. */
  nextOpen(time: Micros): Micros;
  /** The sessions that have a moment in `from` (inclusive) to `to` (exclusive), in order. */
  sessionsBetween(from: Micros, to: Micros): readonly TimeSpan[];
  /**
   * The bar that a moment belongs to: the clock's bucket, cut to the sessions in it; undefined when the market does not trade in all of it.
   * The moment may be any stamp that vendors use for the bar, such as midnight for a day.
   */
  barAt(interval: Interval, time: Micros): TimeSpan | undefined;
  /** The first bar that opens at or after a moment. */
  nextBar(interval: Interval, time: Micros): TimeSpan;
  /** How many bars open in `from` (inclusive) to `to` (exclusive). */
  countBars(interval: Interval, from: Micros, to: Micros): number;
}
