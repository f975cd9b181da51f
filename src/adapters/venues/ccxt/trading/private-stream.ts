import type { Instrument } from '../../../../domain/instrument.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../../../kernel/time.ts';
import type { Clock } from '../../../../ports/clock.ts';
import type { VenueFill, VenueReport } from '../../../../ports/venue.ts';
import { backoff } from '../backoff.ts';
import { EventQueue } from '../event-queue.ts';
import { terminateConnections, type ExchangeFactory } from '../exchange.ts';
import { shown } from '../reply-fields.ts';
import type { Desk, StreamDialect } from './dialect.ts';
import type { TradingExchange } from './trading-exchange.ts';
import { badReply } from './wire-fields.ts';

/** What a private stream is made of. */
export interface PrivateStreamParts {
  readonly dialect: StreamDialect;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newExchange: ExchangeFactory<TradingExchange>;
  /** The exchange object that has loaded the markets. */
  readonly markets: TradingExchange;
  /** A stream with heartbeats that is silent for so long is rebuilt. */
  readonly maxSilence: Micros;
  /** A failure in one line, fit to be shown. */
  readonly words: (error: unknown) => string;
}

/** A connection that has been up for so long was a good one: the next pause is short again. */
const GOOD_CONNECTION = 60 * MICROS_PER_SECOND;
/** A stream that is not up by then is tried anew. */
const UP_WITHIN = 20 * MICROS_PER_SECOND;
/** A fill that REST tells and the stream has not told after so long will not come: the stream is mute. */
const FILL_WITHIN = 10 * MICROS_PER_SECOND;

/**
 * The private stream of an account, on exchange objects of its own, which are thrown away when it breaks. Messages are read as the venue sent
 * them, before ccxt merges them into its caches. ccxt's part is to connect, to sign in and to stay signed in.
 */
export class PrivateStream {
  readonly #parts: PrivateStreamParts;
  readonly #instruments: readonly Instrument[];
  readonly #queue = new EventQueue<VenueReport>(() => false);
  #read: ReturnType<StreamDialect['reader']> = () => [];
  #confirmed = new Set<string>();
  #told = new Set<string>();
  #upSince: Micros | undefined;
  #lastHeard: Micros = 0;
  #break: (reason: Error) => void = () => undefined;

  constructor(parts: PrivateStreamParts, instruments: readonly Instrument[]) {
    this.#parts = parts;
    this.#instruments = instruments;
  }

  get isUp(): boolean {
    return this.#upSince !== undefined;
  }

  /** What the stream says until `signal` is aborted, or the reader leaves. */
  async *reports(signal: AbortSignal): AsyncGenerator<VenueReport> {
    const left = new AbortController();
    const ended = AbortSignal.any([signal, left.signal]);
    const stop = (): void => {
      this.#queue.end();
      this.#break(new Error('the stream is closed'));
    };
    ended.addEventListener('abort', stop, { once: true });
    if (ended.aborted) stop();
    const running = this.#keepConnected(ended).catch((error: unknown) => this.#queue.end({ error }));
    try {
      yield* this.#queue.read();
    } finally {
      left.abort();
      await running;
    }
  }

  /** REST told these fills: a stream that was up then and has not told of one of them is mute, whatever it answers to pings. */
  compare(fills: readonly VenueFill[]): void {
    const { desk, dialect } = this.#parts;
    const since = this.#upSince;
    if (since === undefined || !dialect.tellsFills) return;
    const missed = fills.find(({ ts, tradeId }) => ts > since + FILL_WITHIN && ts < desk.now() - FILL_WITHIN && !this.#told.has(tradeId));
    if (missed !== undefined) this.#break(new Error(`the stream did not tell of the fill ${missed.tradeId}`));
  }

  async #keepConnected(signal: AbortSignal): Promise<void> {
    const { clock, random, words } = this.#parts;
    for (let failures = 0; !signal.aborted;) {
      const started = clock.now();
      const reason = await this.#connectOnce(signal);
      const wasUp = this.#upSince;
      this.#upSince = undefined;
      if (signal.aborted) return;
      this.#queue.push({ kind: 'down', reason: words(reason) });
      failures = wasUp !== undefined && clock.now() - started >= GOOD_CONNECTION ? 1 : failures + 1;
      await clock.sleep(backoff(failures, random), signal);
    }
  }

  /** One connection on a new exchange object; gives what ended it. */
  async #connectOnce(signal: AbortSignal): Promise<unknown> {
    const { dialect, newExchange, markets, clock, desk } = this.#parts;
    const connection = new AbortController();
    const broken = new Promise<never>((_, reject) => (this.#break = reject));
    broken.catch(() => undefined);
    this.#read = dialect.reader(this.#instruments, desk);
    this.#confirmed = new Set();
    this.#told = new Set();
    this.#lastHeard = clock.now();
    let exchange: TradingExchange | undefined;
    try {
      exchange = await newExchange();
      signal.throwIfAborted();
      exchange.setMarketsFromExchange(markets);
      this.#listen(exchange, connection.signal);
      const channels = dialect.watch(exchange).map((next) => watchForever(next, connection.signal));
      return await Promise.race([broken, this.#watchSilence(connection.signal), ...channels]);
    } catch (reason) {
      return reason;
    } finally {
      connection.abort();
      if (exchange !== undefined) {
        terminateConnections(exchange);
        await dialect.leave?.(exchange).catch(() => undefined);
      }
    }
  }

  /** Reads every message of the venue's before ccxt does, and keeps ccxt's timers from outliving the connection. */
  #listen(exchange: TradingExchange, connection: AbortSignal): void {
    const handle = exchange.handleMessage.bind(exchange);
    exchange.handleMessage = (client, message) => {
      if (connection.aborted) return undefined;
      // What is binary is read once ccxt has decoded it.
      if (!(message instanceof Uint8Array)) this.#hear(message);
      return handle(client, message);
    };
    const handleDecoded = exchange.handleProtobufMessage?.bind(exchange);
    exchange.handleProtobufMessage = (client, message) => {
      this.#hear(message);
      return handleDecoded?.(client, message);
    };
    exchange.delay = (millis, method, ...args) => void this.#callLater(millis, () => method.apply(exchange, args), connection);
  }

  async #callLater(millis: number, call: () => Promise<unknown>, connection: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(millis * MICROS_PER_MILLISECOND, connection);
    // ccxt itself ends the connection when it cannot stay signed in.
    if (!connection.aborted) await call().catch(() => undefined);
  }

  #hear(message: unknown): void {
    this.#lastHeard = this.#parts.clock.now();
    try {
      if (typeof message === 'string') badReply('a message')(`is not JSON: ${shown(message)}`);
      for (const news of this.#read(message)) {
        if (news.kind === 'confirmed') this.#confirm(news.channel);
        else {
          if (news.kind === 'fill') this.#told.add(news.fill.tradeId);
          this.#queue.push(news);
        }
      }
    } catch (error) {
      // What it meant is not known: a new stream, and the reconciliation that follows its coming up, find out.
      this.#break(error instanceof Error ? error : new Error('a message that cannot be read'));
    }
  }

  #confirm(channel: string): void {
    this.#confirmed.add(channel);
    if (this.isUp || !this.#parts.dialect.channels.every((each) => this.#confirmed.has(each))) return;
    this.#upSince = this.#parts.desk.now();
    this.#queue.push({ kind: 'up' });
  }

  /** The watchdog: the stream has to come up in time, and where the venue has heartbeats it is never silent for long. */
  async #watchSilence(connection: AbortSignal): Promise<never> {
    const { dialect, clock, maxSilence } = this.#parts;
    const upBy = clock.now() + UP_WITHIN;
    for (;;) {
      const due = this.isUp ? (dialect.heartbeat ? this.#lastHeard + maxSilence : Infinity) : upBy;
      if (due <= clock.now()) throw new Error(this.isUp ? 'the stream fell silent' : 'the stream did not come up');
      await clock.sleep(Math.min(due - clock.now(), UP_WITHIN), connection);
      connection.throwIfAborted();
    }
  }
}

async function watchForever(next: () => Promise<unknown>, connection: AbortSignal): Promise<never> {
  for (;;) {
    connection.throwIfAborted();
    await next();
  }
}
