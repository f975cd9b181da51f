import { formatTime, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import type { Market } from '../exchange/market.ts';
import type { FillsByOrder } from '../fills-by-order.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, MessageKind, StreamHandler, WireConnection } from '../wire/venue-face.ts';
import { findMarket, tickerReply } from './product-routes.ts';
import { tradeReply } from './replies.ts';
import { userOrder } from './user-order.ts';
import { namedUuid } from './uuid.ts';
import { claimedKey, isValidToken } from './web-token.ts';

/** Whoever has not subscribed to anything by then is cut; so is whoever nothing was told for the other time. */
const CUT_OFFS = { unused: 5 * MICROS_PER_SECOND, silent: 90 * MICROS_PER_SECOND } as const;
const HEARTBEAT = MICROS_PER_SECOND;

type Channel = 'user' | 'heartbeats' | 'market_trades' | 'ticker';
const CHANNELS: readonly string[] = ['user', 'heartbeats', 'market_trades', 'ticker'] satisfies readonly Channel[];

interface Listener {
  readonly connection: WireConnection;
  /** The products of each channel; of the user's channel the account, and no products where it wants them all. */
  readonly channels: Map<Channel, { readonly accountId: string; readonly markets: Set<Market> }>;
  readonly since: Micros;
  lastTold: Micros;
  lastBeat: Micros;
  beats: number;
  sequence: number;
}

/** Coinbase's streams: every message is wrapped in a channel, events and a number that counts the messages of its connection. */
export class CoinbaseStreams {
  readonly #terms: FaceTerms;
  readonly #fills: FillsByOrder;
  readonly #listeners = new Set<Listener>();

  constructor(terms: FaceTerms, fills: FillsByOrder) {
    this.#terms = terms;
    this.#fills = fills;
    terms.exchange.listen((event) => this.#tell(event));
  }

  /** Takes in a connection. */
  open(connection: WireConnection): StreamHandler {
    const now = this.#terms.time();
    const listener: Listener = { connection, channels: new Map(), since: now, lastTold: now, lastBeat: now, beats: 0, sequence: -1 };
    this.#listeners.add(listener);
    return { message: (text) => this.#hear(listener, text), closed: () => this.#listeners.delete(listener) };
  }

  /** Sends heartbeats to those who want them, and cuts whom Coinbase cuts. */
  tick(): void {
    const now = this.#terms.time();
    for (const listener of this.#listeners) {
      const isUnused = listener.channels.size === 0 && now - listener.since >= CUT_OFFS.unused;
      if (isUnused || now - listener.lastTold >= CUT_OFFS.silent) this.#cut(listener);
      else if (listener.channels.has('heartbeats') && now - listener.lastBeat >= HEARTBEAT) {
        listener.lastBeat = now;
        listener.beats += 1;
        this.#send(listener, 'heartbeats', { current_time: formatTime(now), heartbeat_counter: listener.beats }, 'control');
      }
    }
  }

  /** Cuts the connections that subscribed to their user's channel. */
  cutPrivate(): void {
    for (const listener of this.#listeners) if (listener.channels.has('user')) this.#cut(listener);
  }

  #cut(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.connection.close(1000, 'closed');
  }

  #hear(listener: Listener, text: string): void {
    const { type, channel, product_ids = [], jwt } = readJson(text);
    const fail = (message: string): void => listener.connection.send({ type: 'error', message }, 'control');
    if (type !== 'subscribe' && type !== 'unsubscribe') return fail('invalid message type');
    if (!isChannel(channel)) return fail('channel is not supported');
    const products = Array.isArray(product_ids) ? product_ids.map(String) : [];
    const markets = products.map((product) => findMarket(this.#terms.exchange, product));
    if (markets.includes(undefined)) return fail('invalid product_ids');
    const accountId = this.#accountOf(jwt);
    if (channel === 'user' && accountId === undefined) return fail('authentication failure');
    const known = listener.channels.get(channel)?.markets ?? new Set();
    for (const market of markets) {
      if (market === undefined) continue;
      if (type === 'subscribe') known.add(market);
      else known.delete(market);
    }
    if (type === 'subscribe') listener.channels.set(channel, { accountId: accountId ?? '', markets: known });
    else if (products.length === 0 || known.size === 0) listener.channels.delete(channel);
    this.#send(listener, 'subscriptions', { subscriptions: this.#subscriptionsOf(listener) }, 'control');
    if (type === 'subscribe') this.#sendSnapshot(listener, channel);
  }

  /** Whose token it is; it is for no request, but for streams. */
  #accountOf(jwt: unknown): string | undefined {
    const token = typeof jwt === 'string' ? jwt : '';
    const found = this.#terms.exchange.findKey(claimedKey(token) ?? '');
    if (found === undefined) return undefined;
    const now = Math.floor(this.#terms.time() / MICROS_PER_SECOND);
    return isValidToken(token, { keyName: found.key.id, secret: found.key.secret, now, uri: undefined }) ? found.accountId : undefined;
  }

  #subscriptionsOf({ channels }: Listener): object {
    return Object.fromEntries(
      [...channels].map(([channel, { accountId, markets }]) => {
        if (channel === 'user') return [channel, [namedUuid(accountId)]];
        return [
          channel,
          channel === 'heartbeats' ? ['heartbeats'] : [...markets].map(({ instrument }) => instrument.symbol.replace('/', '-')),
        ];
      }),
    );
  }

  #sendSnapshot(listener: Listener, channel: Channel): void {
    const subscribed = listener.channels.get(channel);
    if (subscribed === undefined || channel === 'heartbeats') return;
    const { exchange } = this.#terms;
    if (channel === 'user') {
      const open = exchange.history(subscribed.accountId).openOrders(exchange.now);
      this.#sendOrders(
        listener,
        'snapshot',
        open.map((order) => userOrder(order, this.#fills.of(order))),
      );
      return;
    }
    for (const market of subscribed.markets) {
      const rows = channel === 'ticker' ? tickersOf(market) : { trades: market.trades.slice(-50).map(tradeReply).reverse() };
      if (rows !== undefined) this.#send(listener, channel, { type: 'snapshot', ...rows }, 'public');
    }
  }

  #sendOrders(listener: Listener, type: 'snapshot' | 'update', orders: readonly object[]): void {
    const positions = { perpetual_futures_positions: [], expiring_futures_positions: [] };
    this.#send(listener, 'user', { type, orders, positions }, 'private');
  }

  #tell(event: ExchangeEvent): void {
    if (event.kind === 'order') {
      const order = userOrder(event.order, this.#fills.of(event.order));
      for (const listener of this.#listeners) {
        const user = listener.channels.get('user');
        if (user?.accountId !== event.order.accountId) continue;
        const isWanted = user.markets.size === 0 || [...user.markets].some(({ instrument }) => instrument.id === event.order.instrument.id);
        if (isWanted) this.#sendOrders(listener, 'update', [order]);
      }
    }
    if (event.kind === 'trade') this.#tellMarket('market_trades', event.trade.instrument.id, () => ({ trades: [tradeReply(event.trade)] }));
    if (event.kind === 'book') this.#tellMarket('ticker', event.instrument.id, tickersOf);
  }

  #tellMarket(channel: 'market_trades' | 'ticker', instrumentId: string, rowsOf: (market: Market) => object | undefined): void {
    for (const listener of this.#listeners) {
      const market = [...(listener.channels.get(channel)?.markets ?? [])].find(({ instrument }) => instrument.id === instrumentId);
      const rows = market === undefined ? undefined : rowsOf(market);
      if (rows !== undefined) this.#send(listener, channel, { type: 'update', ...rows }, 'public');
    }
  }

  #send(listener: Listener, channel: Channel | 'subscriptions', event: object, kind: MessageKind): void {
    const now = this.#terms.time();
    listener.lastTold = now;
    listener.sequence += 1;
    const frame = { channel, client_id: '', timestamp: formatTime(now), sequence_num: listener.sequence };
    listener.connection.send({ ...frame, events: [event] }, kind);
  }
}

function tickersOf(market: Market): object | undefined {
  const ticker = tickerReply(market);
  return ticker === undefined ? undefined : { tickers: [ticker] };
}

function isChannel(name: unknown): name is Channel {
  return typeof name === 'string' && CHANNELS.includes(name);
}
