import type { Instrument } from '../domain/instrument.ts';
import type { Interval } from '../domain/interval.ts';
import type { BarEvent, MarketEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';

/** What to receive for one instrument. */
export interface FeedRequest {
  readonly instrument: Instrument;
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
}

/**
 * Live market data. Bars come closed, once each, in time order per instrument and without holes that the venue can fill.
 * Errors: `FEED_UNAVAILABLE`, `FEED_SYMBOL_UNKNOWN`, `FEED_BAD_MESSAGE`.
 */
export interface MarketData {
  events(requests: readonly FeedRequest[], signal: AbortSignal): AsyncIterable<MarketEvent>;
  /** Closed bars of the past in time order, fetched page by page within the venue's rate limit. */
  history(instrument: Instrument, interval: Interval, from: Micros, to: Micros, signal: AbortSignal): AsyncIterable<readonly BarEvent[]>;
  health(): FeedHealth;
  close(): Promise<void>;
}
