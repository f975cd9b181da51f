import type { Instrument } from '../domain/instrument.ts';
import type { Interval } from '../domain/interval.ts';
import type { BarEvent, MarketEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';

/** What a feed needs to know of an instrument. `symbol` is the venue's own name for it in ccxt's form, such as `BTC/USDT`. */
export type FeedInstrument = Pick<Instrument, 'id' | 'symbol' | 'priceScale' | 'quantityScale'>;

/** What to receive for one instrument. */
export interface FeedRequest {
  readonly instrument: FeedInstrument;
  /** Closed bars of this interval. */
  readonly interval: Interval;
  readonly ticks: 'none' | 'trades' | 'quotes';
  /** Bars that opened before this time were already seen; what lies between it and now is filled in first. */
  readonly since?: Micros;
}

/** How a feed is doing; read for health, metrics and the status screen. */
export interface FeedHealth {
  readonly connected: boolean;
  /** Receive time of the newest data of any kind. */
  readonly lastDataAt: Micros | undefined;
  /** Bars that were missing on the stream and fetched instead. */
  readonly backfilledBars: number;
  readonly reconnects: number;
  /** Messages that were refused as `FEED_BAD_MESSAGE`. */
  readonly refusedMessages?: number;
  /** Ticks that were dropped because their reader was too slow; bars never are. */
  readonly droppedTicks?: number;
  /** The venue's clock minus ours, as last measured, in microseconds. */
  readonly clockOffset?: Micros;
  /** What went wrong last, in one line. */
  readonly lastProblem?: string;
}

/**
 * Live market data. Bars come closed, once each, in time order per instrument and without holes that the venue can fill.
 * Trades and quotes come as the venue tells them: what is missed while a stream is down is not told again.
 * Errors: `FEED_UNAVAILABLE`, `FEED_VENUE_UNKNOWN`, `FEED_SYMBOL_UNKNOWN`, `FEED_INTERVAL_UNSUPPORTED`, `FEED_BAD_MESSAGE`.
 */
export interface MarketData {
  /** Events until `signal` is aborted, which ends them without an error. One reader each. */
  events(requests: readonly FeedRequest[], signal: AbortSignal): AsyncIterable<MarketEvent>;
  /** Closed bars with `from <= openTime < to` in time order, fetched page by page within the venue's rate limit; ends early at `signal`. */
  history(
    instrument: FeedInstrument,
    interval: Interval,
    from: Micros,
    to: Micros,
    signal: AbortSignal,
  ): AsyncIterable<readonly BarEvent[]>;
  health(): FeedHealth;
  /** Ends all events and histories and lets go of every connection. */
  close(): Promise<void>;
}
