import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import { calendar } from './calendar.ts';
import type { CalendarId } from './instrument.ts';
import { bucketClose, bucketOpen, type Interval } from './interval.ts';
import type { TradingCalendar } from './trading-calendar.ts';

/** Volumes have at most 8 decimals: rounding a sum to them makes it the same along every path of aggregation. */
const VOLUME_UNITS = 1e8;
/** From here on a double has fewer decimals than that; whole volumes are exact in any case. */
const VOLUME_ROUNDED_BELOW = 2 ** 26;

/** The bar that an aggregator is building; exact through JSON. */
export interface BarAggregatorState {
  /** Base bars in it so far; the rest means nothing while it is 0. */
  readonly count: number;
  readonly openTime: Micros;
  readonly closeTime: Micros;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Builds the bars of one interval from shorter ones of one instrument, in every mode.
 *
 * Bars close by the clock: the bar is complete when time reaches `closesAt`, whether or not another base bar comes. The caller
 * compares, calls `take()` and then reads the finished bar from the fields:
 *
 *     if (aggregator.closesAt <= base.openTime) deliver(aggregator.take());   // base bars are missing at its end
 *     aggregator.add(base.openTime, base.closeTime, ...);
 *     if (aggregator.closesAt <= base.closeTime) deliver(aggregator.take());  // this was its last base bar
 *
 * Where no base bar falls there is no bar. Base bars outside the sessions of the calendar are left out. Nothing is allocated per base bar.
 */
export class BarAggregator {
  readonly interval: Interval;
  readonly #calendar: TradingCalendar;
  readonly #alwaysOpen: boolean;
  #sessionOpen: Micros = -Infinity;
  #sessionClose: Micros = -Infinity;

  /** When the bar being built closes; Infinity while there is none. */
  closesAt: Micros = Infinity;
  /** Base bars in it. */
  count = 0;
  openTime: Micros = 0;
  closeTime: Micros = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;

  constructor(interval: Interval, calendarId: CalendarId) {
    this.interval = interval;
    this.#calendar = calendar(calendarId);
    this.#alwaysOpen = calendarId === '24/7';
  }

  /** Adds the next base bar. A bar that is complete must have been taken before. */
  add(openTime: Micros, closeTime: Micros, open: number, high: number, low: number, close: number, volume: number): void {
    if (!this.#alwaysOpen && !this.#isInSession(openTime, closeTime)) return;
    assert(openTime < this.closesAt, 'a bar that is complete is taken before the next one begins');
    if (this.closesAt === Infinity) {
      this.#begin(openTime);
      this.open = open;
      this.high = high;
      this.low = low;
      this.volume = 0;
      this.count = 0;
    }
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.close = close;
    this.volume += volume;
    this.count++;
    // Vendors let a bar of a half day end at the usual hour; what it is part of cannot close before it.
    if (closeTime > this.closesAt) this.closesAt = this.closeTime = closeTime;
  }

  /** Completes the bar: the fields keep it until the next base bar, and `closesAt` is Infinity again. Returns this, for the caller to read. */
  take(): this {
    if (this.volume < VOLUME_ROUNDED_BELOW) this.volume = Math.round(this.volume * VOLUME_UNITS) / VOLUME_UNITS;
    this.closesAt = Infinity;
    return this;
  }

  /** What is needed to go on from here. */
  get state(): BarAggregatorState {
    const { openTime, closeTime, open, high, low, close, volume } = this;
    return { count: this.closesAt === Infinity ? 0 : this.count, openTime, closeTime, open, high, low, close, volume };
  }

  set state(state: BarAggregatorState) {
    Object.assign(this, state);
    this.closesAt = state.count === 0 ? Infinity : state.closeTime;
    this.#sessionOpen = this.#sessionClose = -Infinity;
  }

  #begin(openTime: Micros): void {
    if (this.#alwaysOpen) {
      this.openTime = bucketOpen(this.interval, openTime);
      this.closesAt = this.closeTime = bucketClose(this.interval, openTime);
      return;
    }
    // The session's own opening finds the bar: a base bar may be stamped with the midnight or the hour before it.
    const bar = this.#calendar.barAt(this.interval, Math.max(openTime, this.#sessionOpen));
    assert(bar !== undefined, 'a base bar within a session belongs to a bar');
    this.openTime = bar.open;
    this.closesAt = this.closeTime = bar.close;
  }

  /** Whether a base bar has a part of it in a session. Base bars come in order, so the session at hand is looked up once. */
  #isInSession(openTime: Micros, closeTime: Micros): boolean {
    if (openTime >= this.#sessionClose) {
      const session = this.#calendar.sessionOf(this.#calendar.nextOpen(openTime));
      assert(session !== undefined, 'a session is on when it opens');
      this.#sessionOpen = session.open;
      this.#sessionClose = session.close;
    }
    return closeTime > this.#sessionOpen;
  }
}
