import { bucketOpen } from '../../../domain/interval.ts';
import type { BarEvent } from '../../../domain/market-event.ts';
import type { TradeTick } from '../../../domain/tick.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { FeedRequest } from '../../../ports/market-data.ts';
import { BarTracker } from './bar-tracker.ts';

/** One feed request while it is served: which of its bars are out, and which trades were seen. */
export class Subscription {
  readonly request: FeedRequest;
  readonly tracker: BarTracker;
  /** Opening time of the first bar that closes while we run; earlier ones are history being caught up with. */
  readonly liveFrom: Micros;
  /** When the stream last showed a bar of it, by our clock. */
  lastShownAt: Micros = -Infinity;
  /** Whether the venue turned out not to stream bars that we can read. */
  barsFromRest = false;
  #waker = new AbortController();
  #lastTradeAt: Micros = -Infinity;
  #tradesAtThatTime = new Set<string>();

  constructor(request: FeedRequest, venueNow: Micros, grace: Micros) {
    this.request = request;
    this.liveFrom = bucketOpen(request.interval, venueNow);
    this.tracker = new BarTracker(request.interval, request.since ?? this.liveFrom, grace);
  }

  /** Those of the bars that closed while we ran: the stream should have shown them. */
  live(bars: readonly BarEvent[]): readonly BarEvent[] {
    return bars.filter((bar) => bar.openTime >= this.liveFrom);
  }

  /** A signal that fires with the next `wake`. */
  wakeSignal(): AbortSignal {
    this.#waker = new AbortController();
    return this.#waker.signal;
  }

  /** Ends the wait for the tracker's `askAt`, since it has come forward or the feed ends. */
  wake(): void {
    this.#waker.abort();
  }

  /** Whether a trade was not seen before; venues send the latest ones again with every new subscription. */
  isNewTrade(trade: TradeTick): boolean {
    if (trade.tsEvent < this.#lastTradeAt) return false;
    if (trade.tsEvent > this.#lastTradeAt) this.#tradesAtThatTime.clear();
    this.#lastTradeAt = trade.tsEvent;
    if (this.#tradesAtThatTime.has(trade.tradeId)) return false;
    this.#tradesAtThatTime.add(trade.tradeId);
    return true;
  }
}
