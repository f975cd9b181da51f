import type { Interval } from '../../domain/interval.ts';
import { formatTime, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import type { Market } from '../exchange/market.ts';
import { lookUp } from '../look-up.ts';
import { fieldsOf, readJson } from '../read-json.ts';
import type { FaceTerms, MessageKind, StreamHandler, WireConnection } from '../wire/venue-face.ts';
import { fillTxid, orderTxid } from './kraken-ids.ts';
import { findMarket, INTERVALS } from './market-routes.ts';
import { REFUSALS } from './refusals.ts';
import { balanceRow, candleRow, orderReport, reportType, tickerRow, tradeReport, tradeRow } from './stream-messages.ts';
import type { StreamTokens } from './stream-tokens.ts';

/** A connection that subscribed to something gets a sign of life this often. */
const HEARTBEAT = MICROS_PER_SECOND;
/** Trades of an account that a snapshot tells, where the client wants them. */
const TRADES_IN_SNAPSHOT = 50;

type Channel =
  | { readonly channel: 'executions' | 'balances'; readonly accountId: string }
  | { readonly channel: 'trade' | 'ticker'; readonly market: Market }
  | { readonly channel: 'ohlc'; readonly market: Market; readonly interval: Interval };

interface Listener {
  readonly connection: WireConnection;
  /** By a name that tells one subscription from another. */
  readonly channels: Map<string, Channel>;
  /** Counts the messages of each private channel. */
  readonly sequences: Map<string, number>;
  lastBeat: Micros;
  readonly told: Map<string, Micros>;
}

/** Kraken's streams, version 2: public and private channels over one path, in JSON. */
export class KrakenStreams {
  readonly #terms: FaceTerms;
  readonly #tokens: StreamTokens;
  readonly #listeners = new Set<Listener>();
  readonly #totals = new Map<string, number>();

  constructor(terms: FaceTerms, tokens: StreamTokens) {
    this.#terms = terms;
    this.#tokens = tokens;
    terms.exchange.listen((event) => this.#tell(event));
  }

  /** Takes in a connection. */
  open(connection: WireConnection): StreamHandler {
    const listener: Listener = { connection, channels: new Map(), sequences: new Map(), lastBeat: this.#terms.time(), told: new Map() };
    this.#listeners.add(listener);
    const system = { api_version: 'v2', connection_id: connection.id, system: 'online', version: '2.0.0' };
    connection.send({ channel: 'status', type: 'update', data: [system] }, 'control');
    return { message: (text) => this.#hear(listener, text), closed: () => this.#listeners.delete(listener) };
  }

  /** Sends signs of life, and tells of candles that begin without a trade. */
  tick(): void {
    const now = this.#terms.time();
    for (const listener of this.#listeners) {
      if (listener.channels.size === 0) continue;
      if (now - listener.lastBeat >= HEARTBEAT) {
        listener.lastBeat = now;
        listener.connection.send({ channel: 'heartbeat' }, 'control');
      }
      for (const channel of listener.channels.values()) this.#tellCandle(listener, channel, 'new only');
    }
  }

  /** Cuts the connections that subscribed to private channels. */
  cutPrivate(): void {
    for (const { connection, channels } of this.#listeners) {
      if ([...channels.values()].some((channel) => 'accountId' in channel)) connection.close(1000, 'session expired');
    }
  }

  #hear(listener: Listener, text: string): void {
    const { method, params, req_id } = readJson(text);
    const time = formatTime(this.#terms.time());
    const frame = { method, ...(req_id === undefined ? {} : { req_id }), time_in: time, time_out: time };
    const fields = fieldsOf(params);
    const say = (message: object): void => listener.connection.send({ ...frame, ...message }, 'control');
    if (method === 'ping') return say({ method: 'pong' });
    if (method !== 'subscribe' && method !== 'unsubscribe') return say({ error: 'Method not supported', success: false });
    const isPrivate = fields['channel'] === 'executions' || fields['channel'] === 'balances';
    const symbols = isPrivate ? [''] : textsOf(fields['symbol']);
    for (const symbol of symbols) {
      const channel = this.#channelOf(fields, symbol);
      const named = isPrivate ? {} : { symbol };
      if (typeof channel === 'string') say({ error: channel, success: false, ...named });
      else {
        const name = JSON.stringify([fields['channel'], symbol, fields['interval'] ?? 1]);
        if (method === 'subscribe') listener.channels.set(name, channel);
        else listener.channels.delete(name);
        say({ result: { channel: fields['channel'], ...named, snapshot: true }, success: true });
        if (method === 'subscribe') this.#sendSnapshot(listener, channel, fields);
      }
    }
  }

  /** What a client subscribes to, or in words why it cannot. */
  #channelOf(fields: Readonly<Record<string, unknown>>, symbol: string): Channel | string {
    const { channel, token, interval = 1 } = fields;
    if (channel === 'executions' || channel === 'balances') {
      const accountId = this.#tokens.accountOf(String(token), this.#terms.time());
      return accountId === undefined ? REFUSALS.sessionInvalid.words : { channel, accountId };
    }
    const market = findMarket(this.#terms.exchange, symbol);
    if (market === undefined) return `Currency pair not supported ${symbol}`;
    if (channel === 'trade' || channel === 'ticker') return { channel, market };
    const name = lookUp(INTERVALS, String(interval));
    if (channel === 'ohlc' && name !== undefined) return { channel, market, interval: name };
    return channel === 'ohlc' ? 'Subscription ohlc interval not supported' : 'Subscription name invalid';
  }

  #sendSnapshot(listener: Listener, channel: Channel, fields: Readonly<Record<string, unknown>>): void {
    const { exchange } = this.#terms;
    if (channel.channel === 'balances') {
      this.#send(listener, 'balances', 'snapshot', exchange.balances(channel.accountId).map(balanceRow));
    } else if (channel.channel === 'executions') {
      const history = exchange.history(channel.accountId);
      const open = history.openOrders(exchange.now);
      if (fields['snap_orders'] !== false) {
        this.#send(
          listener,
          'executions',
          'snapshot',
          open.map((order) => orderReport(order, orderTxid(order.id), 'new')),
        );
      }
      if (fields['snap_trades'] !== true) return;
      const trades = history
        .fills(exchange.now)
        .slice(-TRADES_IN_SNAPSHOT)
        .flatMap((fill) => {
          const order = history.order(fill.orderId, exchange.now);
          return order === undefined ? [] : [tradeReport(order, fill, { order: orderTxid(order.id), fill: fillTxid(exchange, fill) })];
        });
      if (trades.length > 0) this.#send(listener, 'executions', 'snapshot', trades);
    } else if (channel.channel === 'ticker') this.#tellTicker(listener, channel.market, 'snapshot');
    else this.#tellCandle(listener, channel, 'new only');
  }

  #tell(event: ExchangeEvent): void {
    if (event.kind === 'order') this.#tellOrder(event);
    if (event.kind === 'balance') this.#tellBalances(event);
    if (event.kind === 'trade') this.#tellTrade(event);
    if (event.kind === 'book') this.#tellTickers(event);
  }

  #tellTickers({ instrument }: Extract<ExchangeEvent, { kind: 'book' }>): void {
    for (const [listener, channel] of this.#channels()) {
      const isOf = channel.channel === 'ticker' && channel.market.instrument.id === instrument.id;
      if (isOf) this.#tellTicker(listener, channel.market, 'update');
    }
  }

  #tellTicker(listener: Listener, market: Market, type: 'snapshot' | 'update'): void {
    const row = tickerRow(market, this.#terms.exchange.now);
    if (row !== undefined) this.#send(listener, 'ticker', type, [row]);
  }

  #tellTrade({ trade }: Extract<ExchangeEvent, { kind: 'trade' }>): void {
    for (const [listener, channel] of this.#channels()) {
      if (!('market' in channel) || channel.market.instrument.id !== trade.instrument.id) continue;
      if (channel.channel === 'trade') this.#send(listener, 'trade', 'update', [tradeRow(trade)]);
      this.#tellCandle(listener, channel, 'any');
    }
  }

  /** A trade first, and then what it made of the order. */
  #tellOrder(event: Extract<ExchangeEvent, { kind: 'order' }>): void {
    const { order, fill, cause } = event;
    const ids = { order: orderTxid(order.id), fill: fill === undefined ? '' : fillTxid(this.#terms.exchange, fill) };
    for (const [listener, channel] of this.#channels()) {
      if (channel.channel !== 'executions' || channel.accountId !== order.accountId) continue;
      if (fill !== undefined) this.#send(listener, 'executions', 'update', [tradeReport(order, fill, ids)]);
      if (cause === 'trade' && order.status !== 'filled') continue;
      this.#send(listener, 'executions', 'update', [orderReport(order, ids.order, reportType(event))]);
    }
  }

  /** Only what is held in all is told: what orders lock is nobody's news here. */
  #tellBalances({ accountId, balances }: Extract<ExchangeEvent, { kind: 'balance' }>): void {
    const changed = balances.filter(({ currency, free, locked }) => {
      const name = `${accountId} ${currency.code}`;
      const isNew = this.#totals.get(name) !== free + locked;
      this.#totals.set(name, free + locked);
      return isNew;
    });
    if (changed.length === 0) return;
    for (const [listener, channel] of this.#channels()) {
      if (channel.channel !== 'balances' || channel.accountId !== accountId) continue;
      this.#send(listener, 'balances', 'update', changed.map(balanceRow));
    }
  }

  #tellCandle(listener: Listener, channel: Channel, which: 'any' | 'new only'): void {
    if (channel.channel !== 'ohlc') return;
    const { market, interval } = channel;
    const { now } = this.#terms.exchange;
    const [candle] = market.candles.between(interval, { from: 0, to: now + 1, limit: 1, fromEnd: true, now });
    const name = `${market.instrument.id} ${interval}`;
    if (candle === undefined || (which === 'new only' && listener.told.get(name) === candle.openTime)) return;
    listener.told.set(name, candle.openTime);
    this.#send(listener, 'ohlc', 'update', [candleRow(market.instrument, candle)]);
  }

  *#channels(): Generator<readonly [Listener, Channel], void> {
    for (const listener of this.#listeners) for (const channel of listener.channels.values()) yield [listener, channel];
  }

  #send(listener: Listener, channel: Channel['channel'], type: 'snapshot' | 'update', data: readonly object[]): void {
    const isPrivate = channel === 'executions' || channel === 'balances';
    const kind: MessageKind = isPrivate ? 'private' : 'public';
    const sequence = (listener.sequences.get(channel) ?? 0) + 1;
    listener.sequences.set(channel, sequence);
    const frame = isPrivate ? { sequence } : { timestamp: formatTime(this.#terms.time()) };
    listener.connection.send({ channel, type, data, ...frame }, kind);
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
