import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Balance } from '../exchange/account.ts';
import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, StreamHandler, WireConnection } from '../wire/venue-face.ts';
import type { ListenKeys } from './listen-keys.ts';
import { encodePush, type PushMessage } from './push-message.ts';
import { bestPricesMessage, dealMessage, holdingMessage, klineMessage, orderMessage, tradeMessage } from './stream-messages.ts';
import { isPrivateTopic, readSubscription, type Subscription } from './subscription.ts';

/** The most channels of one connection. */
const MOST_CHANNELS = 30;
/** A connection that subscribes to nothing is cut after the first, one over which nothing goes after the second, any after the last. */
const CUT_OFFS = { unused: 30 * MICROS_PER_SECOND, silent: 60 * MICROS_PER_SECOND, old: MICROS_PER_DAY } as const;

interface Listener {
  readonly connection: WireConnection;
  readonly listenKey: string | undefined;
  readonly channels: Map<string, Subscription>;
  readonly since: Micros;
  lastTraffic: Micros;
  /** The newest candle that each channel has told, by its start. */
  readonly told: Map<string, Micros>;
}

/** MEXC's streams: what is asked comes as JSON, what is told goes as protobuf; both over one path. */
export class MexcStreams {
  readonly #terms: FaceTerms;
  readonly #listenKeys: ListenKeys;
  readonly #listeners = new Set<Listener>();
  readonly #holdings = new Map<string, Balance>();

  constructor(terms: FaceTerms, listenKeys: ListenKeys) {
    this.#terms = terms;
    this.#listenKeys = listenKeys;
    terms.exchange.listen((event) => this.#tell(event));
  }

  /** Takes in a connection; its query may carry a listen key. */
  open(connection: WireConnection): StreamHandler {
    const listenKey = new URLSearchParams(connection.query).get('listenKey') ?? undefined;
    const now = this.#terms.time();
    const listener: Listener = { connection, listenKey, channels: new Map(), since: now, lastTraffic: now, told: new Map() };
    if (listenKey === undefined || this.#accountOf(listener) !== undefined) this.#listeners.add(listener);
    else {
      connection.send('Invalid listen key', 'control');
      connection.close(1008, 'Invalid listen key');
    }
    return { message: (text) => this.#hear(listener, text), closed: () => this.#listeners.delete(listener) };
  }

  /** Cuts what MEXC cuts, and tells of candles that begin without a trade. */
  tick(): void {
    const now = this.#terms.time();
    for (const listener of this.#listeners) {
      const isUnused = listener.channels.size === 0 && now - listener.since >= CUT_OFFS.unused;
      const isOld = now - listener.since >= CUT_OFFS.old || now - listener.lastTraffic >= CUT_OFFS.silent;
      const isExpired = listener.listenKey !== undefined && this.#accountOf(listener) === undefined;
      if (isUnused || isExpired || isOld) this.#cut(listener);
      else for (const subscription of listener.channels.values()) this.#tellCandle(listener, subscription, 'new only');
    }
  }

  /** Cuts all private streams. */
  cutPrivate(): void {
    for (const listener of this.#listeners) if (listener.listenKey !== undefined) this.#cut(listener);
  }

  #accountOf({ listenKey }: Listener): string | undefined {
    return listenKey === undefined ? undefined : this.#listenKeys.accountOf(listenKey, this.#terms.time());
  }

  #cut(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.connection.close(1000, 'Bye');
  }

  #hear(listener: Listener, text: string): void {
    listener.lastTraffic = this.#terms.time();
    const { id, method, channels } = readRequest(text);
    const say = (msg: string): void => listener.connection.send({ id, code: 0, msg }, 'control');
    if (method === 'PING') return say('PONG');
    if (method === 'SUBSCRIPTION') return say(this.#subscribe(listener, channels));
    if (method !== 'UNSUBSCRIPTION') return say('Invalid request');
    for (const channel of channels) listener.channels.delete(channel);
    say(channels.join(','));
  }

  /** Subscribes to channels, and says it as MEXC does: the names of all, or what did not work. */
  #subscribe(listener: Listener, channels: readonly string[]): string {
    const failed = (channel: string, reason: string): string => `Not Subscribed successfully! [${channel}].  Reason： ${reason}! `;
    for (const channel of channels) {
      const subscription = readSubscription(channel, this.#terms.exchange);
      if (subscription === undefined) return failed(channel, 'Blocked');
      if (isPrivateTopic(subscription.topic) && listener.listenKey === undefined) return failed(channel, 'Blocked');
      if (listener.channels.size >= MOST_CHANNELS && !listener.channels.has(channel)) return failed(channel, 'Too many subscriptions');
      listener.channels.set(channel, subscription);
    }
    return channels.join(',');
  }

  #tell(event: ExchangeEvent): void {
    if (event.kind === 'order') this.#tellOrder(event);
    if (event.kind === 'balance') this.#tellBalances(event);
    if (event.kind === 'trade') this.#tellTrade(event);
    if (event.kind === 'book') this.#tellBestPrices(event);
  }

  #tellOrder({ order, fill, ts }: Extract<ExchangeEvent, { kind: 'order' }>): void {
    for (const [listener, { topic }] of this.#subscriptions()) {
      if (!isPrivateTopic(topic) || this.#accountOf(listener) !== order.accountId) continue;
      if (topic === 'orders') this.#push(listener, orderMessage(order, fill, ts), 'private');
      if (topic === 'deals' && fill !== undefined) this.#push(listener, dealMessage(fill), 'private');
    }
  }

  #tellBalances({ accountId, balances, ts }: Extract<ExchangeEvent, { kind: 'balance' }>): void {
    for (const balance of balances) {
      const name = `${accountId} ${balance.currency.code}`;
      const message = holdingMessage(balance, this.#holdings.get(name), ts);
      this.#holdings.set(name, balance);
      for (const [listener, { topic }] of this.#subscriptions()) {
        if (topic === 'account' && this.#accountOf(listener) === accountId) this.#push(listener, message, 'private');
      }
    }
  }

  #tellTrade({ trade }: Extract<ExchangeEvent, { kind: 'trade' }>): void {
    for (const [listener, subscription] of this.#subscriptions()) {
      if (!('market' in subscription) || subscription.market.instrument.id !== trade.instrument.id) continue;
      if (subscription.topic === 'trades') this.#push(listener, tradeMessage(trade, subscription.channel), 'public');
      this.#tellCandle(listener, subscription, 'any');
    }
  }

  #tellBestPrices({ instrument, ts }: Extract<ExchangeEvent, { kind: 'book' }>): void {
    for (const [listener, subscription] of this.#subscriptions()) {
      if (subscription.topic !== 'best-prices' || subscription.market.instrument.id !== instrument.id) continue;
      const message = bestPricesMessage(subscription.market, subscription.channel, ts);
      if (message !== undefined) this.#push(listener, message, 'public');
    }
  }

  *#subscriptions(): Generator<readonly [Listener, Subscription], void> {
    for (const listener of this.#listeners) for (const subscription of listener.channels.values()) yield [listener, subscription];
  }

  #tellCandle(listener: Listener, subscription: Subscription, which: 'any' | 'new only'): void {
    if (subscription.topic !== 'kline') return;
    const { market, channel, interval } = subscription;
    const now = this.#terms.exchange.now;
    const [candle] = market.candles.between(interval, { from: 0, to: now + 1, limit: 1, fromEnd: true, now });
    if (candle === undefined || (which === 'new only' && listener.told.get(channel) === candle.openTime)) return;
    listener.told.set(channel, candle.openTime);
    this.#push(listener, klineMessage(market.instrument, channel, candle, now), 'public');
  }

  #push(listener: Listener, message: PushMessage, kind: 'public' | 'private'): void {
    listener.lastTraffic = this.#terms.time();
    listener.connection.send(encodePush(message), kind);
  }
}

function readRequest(text: string): { readonly id: unknown; readonly method: string; readonly channels: readonly string[] } {
  const { id = 0, method, params } = readJson(text);
  const channels = Array.isArray(params) ? params.filter((channel) => typeof channel === 'string') : [];
  return { id, method: typeof method === 'string' ? method.toUpperCase() : '', channels };
}
