import type { BarEvent, MarketEvent } from '../../../domain/market-event.ts';
import type { Tick } from '../../../domain/tick.ts';
import { fail, isBallastError } from '../../../kernel/errors.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FeedRequest } from '../../../ports/market-data.ts';
import { backoff } from './backoff.ts';
import { decodeBar, decodeQuote, decodeTrade } from './decode.ts';
import { EventQueue } from './event-queue.ts';
import { terminateConnections, type ExchangeFactory } from './exchange.ts';
import type { FeedStatus } from './feed-status.ts';
import type { RestClient } from './rest-client.ts';
import { byConnection, checkTicks, hasStreams, streamsBars, watchStreams } from './stream.ts';
import { Subscription } from './subscription.ts';
import { describeFailure, failureKind } from './venue-reply.ts';

/** The clockwork of a feed. Times in microseconds. */
export interface FeedTiming {
  /** A stream that brings no data for so long is taken for dead, however alive its socket looks. */
  readonly maxAge: Micros;
  /** How long after a bar's end REST is asked for it, if the stream has not closed it by then. */
  readonly grace: Micros;
}

/** What a live feed works with. */
export interface FeedParts {
  readonly rest: RestClient;
  readonly newExchange: ExchangeFactory;
  readonly clock: Clock;
  /** Numbers in [0, 1), to spread reconnections. */
  readonly random: () => number;
  readonly timing: FeedTiming;
  readonly status: FeedStatus;
}

/** A connection that lasted so many times the permitted age of data was a good one: the backoff starts anew. */
const GOOD_CONNECTION_AGES = 2;
/** A bar that REST tells wrongly so often in a row cannot be had. */
const BAD_ANSWERS = 3;

/** One run of `MarketData.events`: a stream that is rebuilt whenever it breaks or falls silent, and REST for what it missed. */
export class LiveFeed {
  readonly #parts: FeedParts;
  readonly #queue = new EventQueue<MarketEvent>((event) => event.kind !== 'bar');
  readonly #session = new AbortController();
  #subscriptions: readonly Subscription[] = [];
  #connectedAt: Micros = 0;
  #lastStreamedAt: Micros = 0;
  #breakConnection: (reason: Error) => void = () => undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Events until `signal` is aborted. Errors: `FEED_UNAVAILABLE`, `FEED_SYMBOL_UNKNOWN`, `FEED_INTERVAL_UNSUPPORTED`, `FEED_BAD_MESSAGE`. */
  async *events(requests: readonly FeedRequest[], signal: AbortSignal): AsyncGenerator<MarketEvent> {
    const stop = (): void => this.#stop();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const running = this.#run(requests).catch((error: unknown) => this.#queue.end({ error }));
    try {
      yield* this.#queue.read();
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await running;
      this.#parts.status.disconnected();
    }
  }

  #stop(): void {
    this.#queue.end();
    this.#session.abort();
    this.#breakConnection(new Error('the feed is closed'));
    for (const subscription of this.#subscriptions) subscription.wake();
  }

  async #run(requests: readonly FeedRequest[]): Promise<void> {
    const { rest, timing } = this.#parts;
    for (const { interval, ticks } of requests) {
      rest.checkInterval(interval);
      checkTicks(rest.exchange, ticks);
    }
    await rest.connect(this.#session.signal);
    for (const { instrument } of requests) rest.checkSymbol(instrument);
    await rest.measureClock(this.#session.signal);
    this.#subscriptions = requests.map((request) => new Subscription(request, rest.seenAt().venue, timing.grace));
    await Promise.all([this.#keepStreaming(), ...this.#subscriptions.map((subscription) => this.#askOnTime(subscription))]);
  }

  /** Connects, and connects anew after every break, with growing pauses. */
  async #keepStreaming(): Promise<void> {
    const { rest, clock, random, status, timing } = this.#parts;
    const { signal } = this.#session;
    for (let failures = 0; !signal.aborted && hasStreams(rest.exchange, this.#subscriptions);) {
      const fromRest = this.#barsFromRest();
      const reason = await this.#connectOnce();
      status.disconnected();
      for (const subscription of this.#subscriptions) subscription.tracker.forget();
      if (signal.aborted) return;
      if (failureKind(reason) === 'unsupported' && this.#barsFromRest() === fromRest) {
        fail('FEED_INTERVAL_UNSUPPORTED', `${rest.exchange.id}: ${describeFailure(reason)}`);
      }
      status.broke(reason);
      const lasted = this.#lastStreamedAt - this.#connectedAt;
      failures = lasted >= GOOD_CONNECTION_AGES * timing.maxAge ? 1 : failures + 1;
      await clock.sleep(backoff(failures, random), signal);
      rest.measureClock(signal).catch((error: unknown) => this.#note(error));
    }
  }

  #barsFromRest(): number {
    return this.#subscriptions.filter((subscription) => subscription.barsFromRest).length;
  }

  /** Connects once, each connection on a new exchange object; gives what ended one of them, and thereby all. */
  async #connectOnce(): Promise<unknown> {
    const { rest, clock, newExchange } = this.#parts;
    const connection = new AbortController();
    const groups = byConnection(rest.exchange, this.#subscriptions);
    const exchanges = await Promise.all(groups.map(() => newExchange()));
    if (this.#session.signal.aborted) return undefined;
    for (const exchange of exchanges) exchange.setMarketsFromExchange(rest.exchange);
    this.#connectedAt = this.#lastStreamedAt = clock.now();
    const broken = new Promise<never>((_, reject) => (this.#breakConnection = reject));
    const streams = exchanges.map((exchange, at) => watchStreams(exchange, groups[at] ?? [], this, connection.signal));
    try {
      return await Promise.race([broken, ...streams, this.#watchAge(connection.signal)]);
    } catch (reason) {
      return reason;
    } finally {
      connection.abort();
      exchanges.forEach(terminateConnections);
    }
  }

  /** The watchdog: looks at the age of data, since a socket can answer pings for ever and bring none. */
  async #watchAge(signal: AbortSignal): Promise<never> {
    const { clock, timing } = this.#parts;
    for (;;) {
      const left = this.#lastStreamedAt + timing.maxAge - clock.now();
      if (left <= 0) throw new Error('the stream fell silent');
      await clock.sleep(left, signal);
      signal.throwIfAborted();
    }
  }

  /** Asks REST for the bars of a subscription that are due and have not come. */
  async #askOnTime(subscription: Subscription): Promise<void> {
    const { signal } = this.#session;
    const { tracker } = subscription;
    for (let badAnswers = 0; !signal.aborted;) {
      const left = tracker.askAt - this.#parts.rest.seenAt().venue;
      if (left > 0) {
        await this.#parts.clock.sleep(left, subscription.wakeSignal());
        continue;
      }
      try {
        await this.#ask(subscription);
        badAnswers = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (isBallastError(error, 'FEED_BAD_MESSAGE')) badAnswers++;
        if (badAnswers === BAD_ANSWERS) throw error;
        this.#note(error);
        tracker.askLater(this.#parts.rest.seenAt().venue);
      }
    }
  }

  async #ask(subscription: Subscription): Promise<void> {
    const { rest } = this.#parts;
    const { instrument, interval } = subscription.request;
    let pages = 0;
    for await (const page of rest.bars(instrument, interval, subscription.tracker.next, rest.seenAt().venue, this.#session.signal)) {
      this.#answered(subscription, page);
      pages++;
    }
    if (pages === 0) this.#answered(subscription, []);
  }

  #answered(subscription: Subscription, page: readonly BarEvent[]): void {
    const { rest, status, clock } = this.#parts;
    const { bars, unseen } = subscription.tracker.answer(page, rest.seenAt().venue);
    for (const bar of bars) this.#queue.push(bar);
    if (streamsBars(rest.exchange, subscription)) {
      status.received(clock.now());
      status.backfilled(subscription.live(unseen).length);
      this.#breakIfMute(subscription, unseen);
    } else {
      status.streamed(clock.now());
    }
  }

  /** A channel that shows nothing for a whole bar in which, REST says, things were traded is dead while the others live. */
  #breakIfMute(subscription: Subscription, unseen: readonly BarEvent[]): void {
    const watchedFrom = Math.max(this.#connectedAt, subscription.lastShownAt) + this.#parts.rest.clockOffset;
    if (unseen.some((bar) => bar.volume > 0 && bar.openTime > watchedFrom)) {
      this.#breakConnection(new Error(`the stream of ${subscription.request.instrument.id} fell silent`));
    }
  }

  /** Takes a bar from the stream. */
  bar(subscription: Subscription, row: unknown): void {
    const { request, tracker } = subscription;
    const seen = this.#parts.rest.seenAt();
    const bar = this.#decode(() => decodeBar(request.instrument, request.interval, row, seen));
    // The refused message may have been the last word on its bar: what was shown before it is not to be trusted as final.
    if (bar === undefined) return tracker.forget();
    subscription.lastShownAt = seen.ours;
    for (const closed of tracker.show(bar, seen.venue)) this.#queue.push({ ...closed, tsInit: seen.ours });
    if (tracker.askAt <= seen.venue) subscription.wake();
  }

  /** Takes a trade from the stream. */
  trade(subscription: Subscription, row: unknown): void {
    const trade = this.#decode(() => decodeTrade(subscription.request.instrument, row, this.#parts.rest.seenAt()));
    if (trade !== undefined && subscription.isNewTrade(trade)) this.#pushTick(trade);
  }

  /** Takes a quote from the stream. */
  quote(subscription: Subscription, ticker: unknown): void {
    const quote = this.#decode(() => decodeQuote(subscription.request.instrument, ticker, this.#parts.rest.seenAt()));
    if (quote !== undefined) this.#pushTick(quote);
  }

  #pushTick(tick: Tick): void {
    if (!this.#queue.push(tick)) this.#parts.status.dropped();
  }

  /** A message that is refused is counted and breaks nothing, but it is no data either: the watchdog does not see it. */
  #decode<T>(decode: () => T): T | undefined {
    const { clock, status } = this.#parts;
    try {
      const decoded = decode();
      this.#lastStreamedAt = clock.now();
      status.streamed(this.#lastStreamedAt);
      return decoded;
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  /** Counts a known failure; any other is a mistake of ours. */
  #note(error: unknown): void {
    if (!isBallastError(error)) {
      if (!this.#session.signal.aborted) this.#queue.end({ error });
    } else if (error.code === 'FEED_BAD_MESSAGE') this.#parts.status.refused(error);
    else this.#parts.status.failed(error);
  }
}
