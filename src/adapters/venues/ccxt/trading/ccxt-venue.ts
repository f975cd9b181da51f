import type { Instrument } from '../../../../domain/instrument.ts';
import type { OrderIntent } from '../../../../domain/order.ts';
import { fail, isBallastError } from '../../../../kernel/errors.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../../kernel/time.ts';
import type { Clock } from '../../../../ports/clock.ts';
import type {
  CancelAnswer,
  OrderRef,
  SubmitAnswer,
  Venue,
  VenueBalance,
  VenueCapabilities,
  VenueFill,
  VenueHealth,
  VenueIdentity,
  VenueListing,
  VenueOrder,
  VenueReport,
  VenueTransfer,
} from '../../../../ports/venue.ts';
import { loadExchange, type ExchangeFactory } from '../exchange.ts';
import type { FeedUrls } from '../feed-urls.ts';
import { VenueReply } from '../venue-reply.ts';
import type { Call, Desk, VenueDialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { NotSent, Refusal } from './failure.ts';
import { decodeListing, offGrid } from './listing.ts';
import { PrivateStream } from './private-stream.ts';
import { SignedClient } from './signed-client.ts';
import { fitForTrading, type TradingExchange } from './trading-exchange.ts';
import { VenueDesk } from './venue-desk.ts';
import { identifyHost } from './venue-host.ts';

/** What trading through ccxt needs to know. */
export interface CcxtVenueOptions {
  /** As in instrument ids: `BINANCE`, `MEXC`, `KRAKEN` or `COINBASE`. */
  readonly venue: string;
  /** Held in memory only; no message, error or record shows it. */
  readonly key: { readonly key: string; readonly secret: string };
  readonly clock: Clock;
  /** Numbers in [0, 1); they spread retries in time. */
  readonly random: () => number;
  /** Other addresses to reach the venue at: a test exchange on this machine. */
  readonly urls?: FeedUrls;
  /** Whether to use the venue's own sandbox, where it has one (`BINANCE`). */
  readonly sandbox?: boolean;
  /** A request that takes longer has no answer; 10 seconds unless given. */
  readonly timeoutMs?: number;
  /** So many requests wait for their turn at most; 256 unless given. */
  readonly queue?: number;
  /** A private stream of a venue with heartbeats that is silent for so long is rebuilt; 30 seconds unless given. */
  readonly maxSilence?: Micros;
}

/**
 * A venue that takes real orders, through ccxt, which is loaded by `connect`. Nothing else may be called before `connect` has ended well,
 * but `id`, `capabilities`, `health` and `close`. Whether what it trades is real money, `connect` says; what then is allowed, the caller decides.
 * Errors: `VENUE_UNKNOWN`, `VENUE_CANNOT` (no sandbox), `FEED_URL_REFUSED`; then those of the port.
 */
export function createCcxtVenue(options: CcxtVenueOptions): Venue {
  return new CcxtVenue(options, dialectOf(options.venue));
}

interface Connection {
  readonly exchange: TradingExchange;
  readonly newExchange: ExchangeFactory<TradingExchange>;
  readonly desk: VenueDesk;
}

/** What came of sending a request for orders. */
interface Sent {
  readonly reply?: unknown;
  readonly answer: SubmitAnswer | 'twin' | undefined;
  readonly unknown: (error: unknown) => SubmitAnswer;
}

class CcxtVenue implements Venue {
  readonly id: string;
  readonly capabilities: VenueCapabilities;
  readonly #options: CcxtVenueOptions;
  readonly #dialect: VenueDialect;
  readonly #client: SignedClient;
  readonly #closing = new AbortController();
  readonly #listings = new Map<string, VenueListing>();
  #exchange: TradingExchange | undefined;
  #connection: Connection | undefined;
  #stream: PrivateStream | undefined;

  constructor(options: CcxtVenueOptions, dialect: VenueDialect) {
    const { key, secret } = options.key;
    this.id = options.venue;
    this.capabilities = dialect.capabilities;
    this.#options = options;
    this.#dialect = dialect;
    this.#client = new SignedClient({ venue: this.id, dialect, clock: options.clock, queue: options.queue ?? 256, secrets: [key, secret] });
  }

  async connect(signal: AbortSignal): Promise<VenueIdentity> {
    const newExchange = await loadTradingExchange(this.#options, this.#dialect, this.#client);
    this.#exchange ??= await newExchange();
    const exchange = this.#exchange;
    this.#client.use(exchange);
    signal.throwIfAborted();
    await this.#client.measureClock();
    await this.#loadListings(exchange);
    signal.throwIfAborted();
    const desk = new VenueDesk(this.#client, exchange);
    const permissions = await this.#dialect.permissions(desk);
    if (permissions?.withdraw === true) fail('VENUE_KEY_CAN_WITHDRAW', `the key of ${this.id} may withdraw`);
    // A question that only the owner of the key is answered.
    await this.#dialect.balances(desk);
    this.#connection = { exchange, newExchange, desk };
    return { ...identifyHost(this.#dialect, exchange.urls.api), permissions };
  }

  listings(instruments: readonly Instrument[]): readonly VenueListing[] {
    return instruments.map((instrument) => this.#listing(instrument));
  }

  async submit(intent: OrderIntent, isWanted?: () => boolean): Promise<SubmitAnswer> {
    const { reply, answer, unknown } = await this.#send([intent], (desk) => this.#dialect.place(intent, desk), isWanted);
    if (answer === 'twin') return this.#findTwin(intent, unknown);
    if (answer !== undefined) return answer;
    try {
      return { kind: 'accepted', ...this.#dialect.readPlaced(reply, intent, this.#connected().desk) };
    } catch (error) {
      return unknown(error);
    }
  }

  async submitLinked(stop: OrderIntent, target: OrderIntent, isWanted?: () => boolean): Promise<readonly [SubmitAnswer, SubmitAnswer]> {
    const { linked } = this.#dialect;
    const both = (answer: SubmitAnswer): readonly [SubmitAnswer, SubmitAnswer] => [answer, answer];
    const lacks = (): never => fail('VENUE_CANNOT', `${this.id} does not link orders`);
    const place = (desk: Desk): Call => (linked ?? lacks()).place(stop, target, desk);
    const { reply, answer, unknown } = await this.#send([stop, target], place, isWanted);
    if (answer === 'twin') return both(unknown(new Error('the venue has an order of one of the two ids already')));
    if (answer !== undefined) return both(answer);
    try {
      const [first, second] = (linked ?? lacks()).read(reply, [stop, target], this.#connected().desk);
      return [
        { kind: 'accepted', ...first },
        { kind: 'accepted', ...second },
      ];
    } catch (error) {
      return both(unknown(error));
    }
  }

  async cancel(ref: OrderRef): Promise<CancelAnswer> {
    try {
      const { desk } = this.#connected();
      const call = await this.#dialect.cancel(ref, desk);
      return this.#dialect.readCancelled(await this.#client.send(call, 'exit', () => undefined), ref, desk);
    } catch (error) {
      const reason = this.#client.words(error);
      return { kind: error instanceof Refusal && error.meaning === 'absent' ? 'gone' : 'unknown', reason };
    }
  }

  async cancelAllAfter(micros: Micros): Promise<void> {
    const call =
      this.#dialect.cancelAllAfter?.(Math.ceil(micros / MICROS_PER_SECOND)) ?? fail('VENUE_CANNOT', `${this.id} has no countdown`);
    try {
      await this.#client.send(call, 'exit', () => undefined);
    } catch (error) {
      throw this.#client.explain(error);
    }
  }

  async order(ref: OrderRef): Promise<VenueOrder | undefined> {
    return this.#dialect.order(ref, this.#connected().desk);
  }

  async openOrders(instruments: readonly Instrument[]): Promise<readonly VenueOrder[]> {
    return this.#dialect.openOrders(instruments, this.#connected().desk);
  }

  async fills(instrument: Instrument, since: Micros): Promise<readonly VenueFill[]> {
    const fills = await this.#dialect.fills(instrument, since, this.#connected().desk);
    this.#stream?.compare(fills);
    return fills;
  }

  async balances(): Promise<readonly VenueBalance[]> {
    return this.#dialect.balances(this.#connected().desk);
  }

  async transfers(since: Micros): Promise<readonly VenueTransfer[] | undefined> {
    return this.#dialect.transfers(since, this.#connected().desk);
  }

  async *reports(instruments: readonly Instrument[], signal: AbortSignal): AsyncGenerator<VenueReport> {
    const { exchange, newExchange, desk } = this.#connected();
    const { clock, random, maxSilence = 30 * MICROS_PER_SECOND } = this.#options;
    const words = (error: unknown): string => this.#client.words(error);
    const newStream = async (): Promise<TradingExchange> => sendBy(desk, await newExchange());
    const parts = { dialect: this.#dialect.stream, desk, clock, random, newExchange: newStream, markets: exchange, maxSilence, words };
    this.#stream = new PrivateStream(parts, instruments);
    yield* this.#stream.reports(AbortSignal.any([signal, this.#closing.signal]));
  }

  health(): VenueHealth {
    const { budget, breaker, clockOffset, lastProblem } = this.#client;
    return {
      connected: this.#connection !== undefined && !breaker.isFailing,
      streamUp: this.#stream?.isUp ?? false,
      clockOffset,
      queued: budget.queued,
      weightUsed: budget.used('weight'),
      ordersUsed: budget.used('orders'),
      brokenSince: breaker.brokenSince,
      lastProblem,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#client.close();
    this.#connection = undefined;
    await this.#exchange?.fetchDispatcher?.destroy();
  }

  #listing(instrument: Instrument): VenueListing {
    const { exchange, desk } = this.#connected();
    desk.marketId(instrument);
    const listing = this.#listings.get(instrument.id) ?? decodeListing(exchange.markets?.[instrument.symbol], instrument);
    this.#listings.set(instrument.id, listing);
    return listing;
  }

  #connected(): Connection {
    return this.#connection ?? fail('VENUE_UNAVAILABLE', `${this.id} is not connected`);
  }

  async #loadListings(exchange: TradingExchange): Promise<void> {
    try {
      const cost = { weight: this.#dialect.listingWeight, orders: 0 };
      await this.#client.budget.run(cost, 'question', () => exchange.loadMarkets(true));
      this.#listings.clear();
      // An answer without a single market is no list of markets.
      if (Object.keys(exchange.markets ?? {}).length === 0) throw new VenueReply(200, undefined);
    } catch (error) {
      throw this.#client.explain(error);
    }
  }

  /** Sends the request for orders that may leave: the reply, or what its failure says; `twin` that the venue has an order of such an id. */
  async #send(intents: readonly OrderIntent[], place: (desk: Desk) => Call, isWanted: () => boolean = () => true): Promise<Sent> {
    const { clock } = this.#options;
    let signedAt = clock.now();
    const unknown = (error: unknown): SubmitAnswer => ({
      kind: 'unknown',
      reason: this.#client.words(error),
      expiresAt: signedAt + this.capabilities.requestLifetime + this.#client.clockError,
    });
    try {
      for (const intent of intents) this.#checkMayLeave(intent);
      const urgency = intents.every(({ reduceOnly }) => reduceOnly) ? 'exit' : 'entry';
      const reply = await this.#client.send(place(this.#connected().desk), urgency, (at) => {
        if (!isWanted()) fail('RISK_KILLED', 'it was stopped while it waited for its turn to be sent');
        signedAt = at;
      });
      return { reply, answer: undefined, unknown };
    } catch (error) {
      if (error instanceof Refusal && error.meaning === 'VENUE_DUPLICATE') return { answer: 'twin', unknown };
      if (!isCertainNo(error)) return { answer: unknown(error), unknown };
      const { code, message: reason } = this.#client.explain(error);
      return { answer: { kind: 'rejected', code, reason, ts: clock.now() }, unknown };
    }
  }

  /** Whether an order may leave. Errors: all of them before a byte of it has left. */
  #checkMayLeave(intent: OrderIntent): void {
    const { instrument, clientOrderId } = intent;
    const { brokenSince } = this.#client.breaker;
    if (brokenSince !== undefined && !intent.reduceOnly)
      fail('VENUE_BREAKER_OPEN', `${this.id} keeps failing: ${this.#client.lastProblem}`);
    const [listing] = this.listings([instrument]);
    if (listing?.isTrading !== true)
      fail('VENUE_SYMBOL_HALTED', `${this.id} takes no orders for ${instrument.symbol}`, { where: instrument.id });
    const off = offGrid(intent, listing.instrument);
    if (off !== undefined) fail('VENUE_REJECTED', `the order was not sent: ${off} at ${this.id}`, { where: instrument.id });
    const { clientIdLength, clientIdAlphabet } = this.capabilities;
    if (!new RegExp(`^[${clientIdAlphabet}]{1,${clientIdLength}}$`).test(clientOrderId)) {
      fail('VENUE_REJECTED', `the order was not sent: ${this.id} would not take the client order id ${clientOrderId}`);
    }
  }

  /** The venue has an order of this id already: it is ours if it is what we wanted. */
  async #findTwin(intent: OrderIntent, unknown: (error: unknown) => SubmitAnswer): Promise<SubmitAnswer> {
    const { instrument, clientOrderId, side, quantity } = intent;
    try {
      const twin = await this.order({ instrument, clientOrderId, venueOrderId: undefined });
      if (twin?.side === side && twin.quantity === quantity) return { kind: 'accepted', venueOrderId: twin.venueOrderId, ts: twin.ts };
      return unknown(
        new Error(
          `the venue has an order ${clientOrderId} already${twin === undefined ? ' and does not show it' : ', and it is another one'}`,
        ),
      );
    } catch (error) {
      return unknown(error);
    }
  }
}

/** Whether a failed send cannot have placed anything: it never left, or the venue itself says so. */
function isCertainNo(error: unknown): boolean {
  if (error instanceof Refusal) return error.meaning !== 'unclear' && error.meaning !== 'absent';
  return error instanceof NotSent || (error instanceof VenueReply && error.limited) || isBallastError(error);
}

async function loadTradingExchange(
  { urls = {}, timeoutMs = 10_000, sandbox = false, key }: Omit<CcxtVenueOptions, 'venue'>,
  dialect: VenueDialect,
  client: SignedClient,
): Promise<ExchangeFactory<TradingExchange>> {
  const settings = { enableRateLimit: false, apiKey: key.key, secret: key.secret };
  const load = await loadExchange<TradingExchange>(dialect.ccxtId, { urls, timeoutMs, sandbox, settings });
  return async () => fitForTrading(await load(), client);
}

/** Lets the requests by which a stream signs in go the way of all others, through the budget of the key. */
function sendBy(desk: Desk, exchange: TradingExchange): TradingExchange {
  exchange.request = (path, api, verb, params) => desk.ask({ path, api, verb, params, cost: { weight: 2, orders: 0 } });
  return exchange;
}
