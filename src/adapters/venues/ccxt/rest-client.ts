import { bucketClose, bucketOpen, intervalLength, type Interval } from '../../../domain/interval.ts';
import type { BarEvent } from '../../../domain/market-event.ts';
import { fail } from '../../../kernel/errors.ts';
import { formatTime, MICROS_PER_MILLISECOND, MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../../kernel/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FeedInstrument } from '../../../ports/market-data.ts';
import { backoff } from './backoff.ts';
import { decodeBar, type SeenAt } from './decode.ts';
import type { CcxtExchange } from './exchange.ts';
import { describeFailure, failureKind, VenueReply } from './venue-reply.ts';

/** A request is tried this often before the venue counts as unavailable. */
const ATTEMPTS = 5;
/** A venue that wants us away for longer is reported rather than waited for. */
const LONGEST_WAIT = 10 * MICROS_PER_MINUTE;
/** What to wait where a venue limits us and does not say for how long. */
const UNSTATED_WAIT = 60 * MICROS_PER_SECOND;
/** An answer that took longer does not tell the time: the network was slow, or the machine slept meanwhile. */
const SLOWEST_CLOCK_ANSWER = 10 * MICROS_PER_SECOND;
/** Bars to ask for where ccxt does not know the venue's limit. */
const DEFAULT_PAGE = 500;

/**
 * A venue's REST interface: one request at a time, so that one answer of the venue's limiter is obeyed by all,
 * each retried within bounds. It outlives the streams, and with it ccxt's own rate limiter and the list of markets.
 */
export class RestClient {
  readonly exchange: CcxtExchange;
  readonly #clock: Clock;
  readonly #random: () => number;
  #turn: Promise<unknown> = Promise.resolve();
  #blockedUntil: Micros = 0;
  #connected = false;
  /** The venue's clock minus ours. */
  clockOffset: Micros = 0;

  constructor(exchange: CcxtExchange, clock: Clock, random: () => number) {
    this.exchange = exchange;
    this.#clock = clock;
    this.#random = random;
  }

  /** Now, by both clocks. */
  seenAt(): SeenAt {
    const ours = this.#clock.now();
    return { ours, venue: ours + this.clockOffset };
  }

  /** Loads the venue's markets, once. Errors: `FEED_UNAVAILABLE`. */
  async connect(signal: AbortSignal): Promise<void> {
    if (this.#connected) return;
    await this.#request(signal, async () => {
      if (this.#connected) return;
      await this.exchange.loadMarkets(true);
      // An answer without a single market is no list of markets.
      if (Object.keys(this.exchange.markets ?? {}).length === 0) throw new VenueReply(200, undefined);
      this.#connected = true;
    });
  }

  /** Checks that the venue has bars of an interval; asks it nothing. Errors: `FEED_INTERVAL_UNSUPPORTED`. */
  checkInterval(interval: Interval): void {
    const { timeframes, id } = this.exchange;
    if (timeframes !== undefined && timeframes[interval] === undefined)
      fail('FEED_INTERVAL_UNSUPPORTED', `${id} has no bars of ${interval}`);
  }

  /** Checks that the venue, once connected, lists an instrument. Errors: `FEED_SYMBOL_UNKNOWN`. */
  checkSymbol(instrument: FeedInstrument): void {
    if (this.exchange.markets?.[instrument.symbol] !== undefined) return;
    fail('FEED_SYMBOL_UNKNOWN', `${this.exchange.id} does not list ${instrument.symbol}`, { where: instrument.id });
  }

  /** Compares the venue's clock with ours, where it tells its time. Errors: `FEED_UNAVAILABLE`. */
  async measureClock(signal: AbortSignal): Promise<void> {
    if (this.exchange.has['fetchTime'] !== true) return;
    const [time, sent, heard] = await this.#request(signal, async () => {
      const asked = this.#clock.now();
      return [await this.exchange.fetchTime(), asked, this.#clock.now()] as const;
    });
    if (typeof time !== 'number' || !Number.isSafeInteger(time) || heard - sent > SLOWEST_CLOCK_ANSWER) return;
    // The answer was written some time between the request and its arrival: the middle is off by half of that at most.
    this.clockOffset = Math.round(time * MICROS_PER_MILLISECOND - (sent + heard) / 2);
  }

  /** The closed bars that open in [from, to), page by page, oldest first. Errors: `FEED_UNAVAILABLE`, `FEED_BAD_MESSAGE`. */
  async *bars(
    instrument: FeedInstrument,
    interval: Interval,
    from: Micros,
    to: Micros,
    signal: AbortSignal,
  ): AsyncGenerator<readonly BarEvent[]> {
    const limit = this.exchange.features?.spot?.fetchOHLCV?.limit ?? DEFAULT_PAGE;
    const span = limit * intervalLength(interval);
    let next = from;
    while (next < to && !signal.aborted) {
      const since = next;
      const [answer, asked] = await this.#request(signal, async () => {
        const { venue } = this.seenAt();
        return [
          await this.exchange.fetchOHLCV(instrument.symbol, interval, Math.ceil(since / MICROS_PER_MILLISECOND), limit),
          venue,
        ] as const;
      });
      const rows = decodePage(instrument, interval, answer, this.seenAt()).filter((bar) => bar.openTime >= since);
      const closed = rows.filter((bar) => bar.openTime < to && bar.closeTime <= asked);
      if (closed.length > 0) yield closed;
      // What follows lies beyond `to`, or has not ended.
      if (rows.length > closed.length) return;
      const last = closed.at(-1);
      // An empty answer ends nothing: some venues answer for a window of time, and a window may be empty.
      next = last === undefined ? bucketOpen(interval, since + span) : bucketClose(interval, last.openTime);
      if (last === undefined && since + span > asked) return;
    }
  }

  /** Lets go of the connections, which would keep the process alive for a while. */
  async close(): Promise<void> {
    await this.exchange.fetchDispatcher?.destroy();
  }

  /** Runs a request when its turn has come. */
  #request<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(() => this.#attempt(signal, send));
    this.#turn = run.catch(() => undefined);
    return orAborted(run, signal);
  }

  async #attempt<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.#waitForBlock(signal);
      signal.throwIfAborted();
      try {
        return await send();
      } catch (error) {
        const kind = failureKind(error);
        const { id } = this.exchange;
        if (kind === 'symbol-unknown') fail('FEED_SYMBOL_UNKNOWN', `${id}: ${describeFailure(error)}`);
        if (kind === 'unsupported') fail('FEED_INTERVAL_UNSUPPORTED', `${id}: ${describeFailure(error)}`);
        if (kind === 'refused' || attempt === ATTEMPTS) fail('FEED_UNAVAILABLE', `${id}, try ${attempt}: ${describeFailure(error)}`);
        if (kind === 'limited') this.#block(error);
        else await this.#clock.sleep(backoff(attempt, this.#random), signal);
      }
    }
  }

  #block(error: unknown): void {
    const stated = error instanceof VenueReply ? error.retryAfterSeconds : undefined;
    const wait = stated === undefined ? UNSTATED_WAIT : stated * MICROS_PER_SECOND;
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + wait);
  }

  async #waitForBlock(signal: AbortSignal): Promise<void> {
    while (this.#blockedUntil > this.#clock.now() && !signal.aborted) {
      const wait = this.#blockedUntil - this.#clock.now();
      if (wait > LONGEST_WAIT) fail('FEED_UNAVAILABLE', `${this.exchange.id} wants no requests before ${formatTime(this.#blockedUntil)}`);
      await this.#clock.sleep(wait, signal);
    }
  }
}

function decodePage(instrument: FeedInstrument, interval: Interval, rows: unknown, seen: SeenAt): BarEvent[] {
  if (!Array.isArray(rows)) return fail('FEED_BAD_MESSAGE', `the ${interval} bars of ${instrument.id} are not a list`);
  const bars = rows.map((row) => decodeBar(instrument, interval, row, seen)).sort((a, b) => a.openTime - b.openTime);
  return bars.filter((bar, index) => bar.openTime !== bars[index - 1]?.openTime);
}

/** The outcome of a request, or the end of the wait for it: a request that is under way cannot be recalled. */
function orAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
