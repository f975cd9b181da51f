import { INTERVALS, type Interval } from '../../domain/interval.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Candle } from '../exchange/candles.ts';
import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import type { Market } from '../exchange/market.ts';
import { readJson } from '../read-json.ts';
import type { FaceTerms, StreamHandler, WireConnection } from '../wire/venue-face.ts';
import { millis, symbolOf } from './binance-words.ts';
import { findMarket } from './binance-route.ts';
import { depthJson } from './market-routes.ts';
import { bookTickerMessage, candleMessage, depthMessage, tradeMessages } from './stream-messages.ts';

interface Listener {
  readonly connection: WireConnection;
  /** Whether messages name their stream, as on the path `/stream`. */
  readonly isNamed: boolean;
  readonly streams: Set<string>;
}

/** A stream of candles that somebody listens to, and the newest candle that it told. */
interface CandleStream {
  readonly market: Market;
  readonly interval: Interval;
  told: Candle | undefined;
}

const MOST_STREAMS = 1_024;
const KLINE = /^([a-z0-9]+)@kline_(\w+)$/;

/** Binance's streams of the market: `btcusdt@trade`, `@aggTrade`, `@bookTicker`, `@kline_1m`, `@depth`, `@depth@100ms`, `@depth5`, `@depth10`, `@depth20`. */
export class MarketStreams {
  readonly #terms: FaceTerms;
  readonly #listeners = new Set<Listener>();
  readonly #candles = new Map<string, CandleStream>();
  readonly #best = new Map<Market, string>();

  constructor(terms: FaceTerms) {
    this.#terms = terms;
    terms.exchange.listen((event) => this.#tell(event));
  }

  /** Takes in a connection; streams may be named in its path or query already. */
  open(connection: WireConnection): StreamHandler {
    const named = new URLSearchParams(connection.query).get('streams');
    const path = connection.path.split('/').find((part) => part.includes('@'));
    const listener: Listener = { connection, isNamed: connection.path === '/stream', streams: new Set() };
    this.#subscribe(listener, named?.split('/') ?? (path === undefined ? [] : [path]));
    this.#listeners.add(listener);
    return { message: (text) => this.#hear(listener, text), closed: () => this.#listeners.delete(listener) };
  }

  /** Tells every connection that it will end. */
  announceShutdown(): void {
    const notice = { e: 'serverShutdown', E: millis(this.#terms.time()) };
    for (const { connection } of this.#listeners) connection.send(notice, 'control');
  }

  /** Tells the candles that changed, and those that closed. */
  tick(): void {
    for (const [name, stream] of this.#candles) {
      if (this.#listenersOf(name).length === 0) this.#candles.delete(name);
      else this.#tellCandles(name, stream);
    }
  }

  #hear(listener: Listener, text: string): void {
    const { id, method, params } = readJson(text);
    const streams = Array.isArray(params) ? params.filter((name) => typeof name === 'string') : [];
    const say = (answer: object): void => listener.connection.send({ ...answer, id: id ?? null }, 'control');
    if (method === 'LIST_SUBSCRIPTIONS') return say({ result: [...listener.streams] });
    if (method === 'SUBSCRIBE') this.#subscribe(listener, streams);
    else if (method === 'UNSUBSCRIBE') for (const name of streams) listener.streams.delete(name);
    else return say({ error: { code: 2, msg: 'Invalid request: unknown method' } });
    say({ result: null });
  }

  #subscribe({ streams }: Listener, names: readonly string[]): void {
    for (const name of names) {
      if (streams.size >= MOST_STREAMS) return;
      streams.add(name);
      const [, symbol = '', text = ''] = KLINE.exec(name) ?? [];
      const interval = INTERVALS.find((known) => known === text);
      const market = findMarket(this.#terms, symbol.toUpperCase());
      if (interval !== undefined && market !== undefined && !this.#candles.has(name))
        this.#candles.set(name, { market, interval, told: undefined });
    }
  }

  #tell(event: ExchangeEvent): void {
    if (this.#listeners.size === 0 || (event.kind !== 'trade' && event.kind !== 'book')) return;
    const now = this.#terms.time();
    if (event.kind === 'trade') {
      const name = streamOf(event.trade.instrument);
      const messages = tradeMessages(event.trade, now);
      this.#send(`${name}@trade`, () => messages.trade);
      this.#send(`${name}@aggTrade`, () => messages.aggTrade);
      return;
    }
    const name = streamOf(event.instrument);
    const market = this.#terms.exchange.market(event.instrument.id);
    for (const speed of ['', '@100ms']) {
      this.#send(`${name}@depth${speed}`, () => depthMessage(market, event, now));
      for (const count of [5, 10, 20]) this.#send(`${name}@depth${count}${speed}`, () => depthJson(market, count));
    }
    this.#tellBest(market, `${name}@bookTicker`);
  }

  #tellBest(market: Market, name: string): void {
    const best = JSON.stringify([market.book.levels('buy', 1), market.book.levels('sell', 1)]);
    if (this.#best.get(market) === best) return;
    this.#best.set(market, best);
    this.#send(name, () => bookTickerMessage(market));
  }

  #tellCandles(name: string, stream: CandleStream): void {
    const { market, interval, told } = stream;
    const { now } = this.#terms.exchange;
    const at: Micros = told?.openTime ?? 0;
    const range = { from: at, to: Infinity, limit: told === undefined ? 1 : 1_000, fromEnd: told === undefined, now };
    for (const candle of market.candles.between(interval, range)) {
      if (told?.openTime === candle.openTime && told.trades === candle.trades && candle.closeTime > now) continue;
      this.#send(name, () => candleMessage(market, interval, candle, candle.closeTime <= now, this.#terms.time()));
      stream.told = candle;
    }
  }

  #listenersOf(name: string): readonly Listener[] {
    return [...this.#listeners].filter(({ streams }) => streams.has(name));
  }

  #send(name: string, make: () => object | undefined): void {
    let data: object | undefined;
    for (const { connection, isNamed, streams } of this.#listeners) {
      if (!streams.has(name)) continue;
      data ??= make();
      if (data !== undefined) connection.send(isNamed ? { stream: name, data } : data, 'public');
    }
  }
}

function streamOf(instrument: Market['instrument']): string {
  return symbolOf(instrument).toLowerCase();
}
