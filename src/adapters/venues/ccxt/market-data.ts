import type { Interval } from '../../../domain/interval.ts';
import type { BarEvent, MarketEvent } from '../../../domain/market-event.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../kernel/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FeedHealth, FeedInstrument, FeedRequest, MarketData } from '../../../ports/market-data.ts';
import { loadExchange, type ExchangeFactory } from './exchange.ts';
import { FeedStatus } from './feed-status.ts';
import type { FeedUrls } from './feed-urls.ts';
import { LiveFeed, type FeedTiming } from './live-feed.ts';
import { RestClient } from './rest-client.ts';

/** What a feed through ccxt needs to know. */
export interface CcxtMarketDataOptions {
  /** The venue's name in ccxt, which is its name in instrument ids in lower case: `binance`, `kraken`, `coinbase`, `mexc`. */
  readonly exchange: string;
  readonly clock: Clock;
  /** Numbers in [0, 1); they spread retries in time. */
  readonly random: () => number;
  /** Other addresses to reach the venue at. */
  readonly urls?: FeedUrls;
  /** Whether to read the market of the venue's own sandbox, where it has one. */
  readonly sandbox?: boolean;
  /** A stream without data for so long is rebuilt; 90 seconds unless given, since a quiet market may tell of nothing but its closed minutes. */
  readonly maxAge?: Micros;
  /** How long after its end a bar is asked of REST if the stream has not closed it; 3 seconds unless given. */
  readonly grace?: Micros;
  /** A REST request that takes longer has failed; 10 seconds unless given. */
  readonly timeoutMs?: number;
}

/**
 * Market data of a venue through ccxt, public data only: no keys are used. ccxt is loaded at the first request.
 * Errors of `events` and `history`: `FEED_VENUE_UNKNOWN`, `FEED_URL_REFUSED`, `FEED_UNAVAILABLE`, `FEED_SYMBOL_UNKNOWN`,
 * `FEED_INTERVAL_UNSUPPORTED`, `FEED_BAD_MESSAGE`.
 */
export function createCcxtMarketData(options: CcxtMarketDataOptions): MarketData {
  return new CcxtMarketData(options);
}

class CcxtMarketData implements MarketData {
  readonly #options: CcxtMarketDataOptions;
  readonly #timing: FeedTiming;
  readonly #status = new FeedStatus();
  readonly #closing = new AbortController();
  #venue: Promise<{ readonly rest: RestClient; readonly newExchange: ExchangeFactory }> | undefined;
  #rest: RestClient | undefined;

  constructor(options: CcxtMarketDataOptions) {
    this.#options = options;
    this.#timing = { maxAge: options.maxAge ?? 90 * MICROS_PER_SECOND, grace: options.grace ?? 3 * MICROS_PER_SECOND };
  }

  async *events(requests: readonly FeedRequest[], signal: AbortSignal): AsyncGenerator<MarketEvent> {
    const { clock, random } = this.#options;
    const venue = await this.#open();
    const feed = new LiveFeed({ ...venue, clock, random, timing: this.#timing, status: this.#status });
    yield* feed.events(requests, AbortSignal.any([signal, this.#closing.signal]));
  }

  async *history(
    instrument: FeedInstrument,
    interval: Interval,
    from: Micros,
    to: Micros,
    signal: AbortSignal,
  ): AsyncGenerator<readonly BarEvent[]> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const { rest } = await this.#open();
    try {
      rest.checkInterval(interval);
      await rest.connect(either);
      rest.checkSymbol(instrument);
      await rest.measureClock(either);
      yield* rest.bars(instrument, interval, from, to, either);
    } catch (error) {
      if (!either.aborted) throw error;
    }
  }

  health(): FeedHealth {
    return this.#status.health(this.#rest?.clockOffset ?? 0);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#rest?.close();
  }

  #open(): Promise<{ readonly rest: RestClient; readonly newExchange: ExchangeFactory }> {
    this.#venue ??= this.#load();
    return this.#venue;
  }

  async #load(): Promise<{ readonly rest: RestClient; readonly newExchange: ExchangeFactory }> {
    const { exchange, clock, random, urls = {}, sandbox = false, timeoutMs = 10_000 } = this.#options;
    const newExchange = await loadExchange(exchange, { urls, timeoutMs, sandbox });
    this.#rest = new RestClient(await newExchange(), clock, random);
    return { rest: this.#rest, newExchange };
  }
}
