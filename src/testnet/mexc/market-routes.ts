import type { Interval } from '../../domain/interval.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../kernel/time.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Market } from '../exchange/market.ts';
import { lookUp } from '../look-up.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import type { MexcRoute } from './mexc-route.ts';
import { MexcRefusal, REFUSALS } from './refusals.ts';
import { klineReply, millis, priceText, quantityText, symbolOf, symbolReply, tradeReply } from './replies.ts';

/** Candles by their names in queries. */
const INTERVALS: Readonly<Record<string, Interval>> = {
  '1m': '1m',
  '5m': '5m',
  '15m': '15m',
  '30m': '30m',
  '60m': '1h',
  '4h': '4h',
  '8h': '8h',
  '1d': '1d',
  '1W': '1w',
};
/** The most rows that a question about the market gets. */
const MOST = { klines: 500, trades: 1_000, depth: 5_000 } as const;

/** The market that a query names by its symbol. */
export function marketOf(exchange: Exchange, query: URLSearchParams): Market | MexcRefusal {
  const symbol = query.get('symbol') ?? '';
  if (symbol === '') return REFUSALS.symbolNotNamed;
  const market = exchange.markets().find(({ instrument, status }) => status !== 'delisted' && symbolOf(instrument) === symbol);
  return market ?? REFUSALS.symbolUnknown;
}

/** The whole number that a query gives under a name; `otherwise` where it gives none. */
export function readCount(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : otherwise;
}

/** The moment that a query gives in milliseconds. */
export function readTime(query: URLSearchParams, name: string, otherwise: Micros): Micros {
  const time = readCount(query, name, -1);
  return time < 0 ? otherwise : time * MICROS_PER_MILLISECOND;
}

/** What MEXC tells everybody. */
export function marketRoutes(terms: FaceTerms): Readonly<Record<string, MexcRoute>> {
  const { exchange } = terms;
  const ofMarket =
    (tell: (market: Market, query: URLSearchParams) => unknown): MexcRoute['answer'] =>
    ({ query }) => {
      const market = marketOf(exchange, query);
      return market instanceof MexcRefusal ? market : tell(market, query);
    };
  const listed = (): readonly Market[] => exchange.markets().filter(({ status }) => status !== 'delisted');
  return {
    'GET /api/v3/ping': { weight: 1, answer: () => ({}) },
    'GET /api/v3/time': { weight: 1, answer: () => ({ serverTime: millis(terms.time()) }) },
    'GET /api/v3/defaultSymbols': {
      weight: 1,
      answer: () => {
        const data = listed().flatMap(({ instrument, status }) => (status === 'api-closed' ? [] : symbolOf(instrument)));
        return { data, code: 0, msg: 'success', timestamp: millis(terms.time()) };
      },
    },
    'GET /api/v3/exchangeInfo': {
      weight: 10,
      answer: ({ query }) => {
        const wanted = (query.get('symbols') ?? query.get('symbol'))?.split(',');
        const symbols = listed().filter(({ instrument }) => wanted?.includes(symbolOf(instrument)) ?? true);
        return {
          timezone: 'CST',
          serverTime: millis(terms.time()),
          rateLimits: [],
          exchangeFilters: [],
          symbols: symbols.map((market) => symbolReply(market, exchange.rules)),
        };
      },
    },
    // Clients load the lists of spot and futures together; here nothing but spot is traded.
    'GET /api/v1/contract/detail': { weight: 1, answer: () => ({ success: true, code: 0, data: [] }) },
    'GET /api/v3/klines': { weight: 1, answer: ofMarket((market, query) => klines(market, query, exchange.now)) },
    'GET /api/v3/aggTrades': { weight: 1, answer: ofMarket((market, query) => newestTrades(market, query).map(tradeReply)) },
    'GET /api/v3/depth': { weight: 1, answer: ofMarket(depth) },
    'GET /api/v3/ticker/bookTicker': { weight: 1, answer: ofMarket(bestPrices) },
  };
}

function klines({ candles, instrument }: Market, query: URLSearchParams, now: Micros): unknown {
  const interval = lookUp(INTERVALS, query.get('interval'));
  if (interval === undefined) return REFUSALS.combination;
  const limit = Math.min(readCount(query, 'limit', MOST.klines), MOST.klines);
  const [from, to] = [readTime(query, 'startTime', 0), readTime(query, 'endTime', now + 1)];
  return candles
    .between(interval, { from, to, limit, fromEnd: !query.has('startTime'), now })
    .map((candle) => klineReply(instrument, candle));
}

function newestTrades({ trades }: Market, query: URLSearchParams): Market['trades'] {
  const [from, to] = [readTime(query, 'startTime', 0), readTime(query, 'endTime', Infinity)];
  const limit = Math.min(readCount(query, 'limit', 500), MOST.trades);
  return trades
    .filter(({ ts }) => ts >= from && ts <= to)
    .slice(-limit)
    .reverse();
}

function depth({ book, instrument, updateId }: Market, query: URLSearchParams): object {
  const count = Math.min(readCount(query, 'limit', 100), MOST.depth);
  const rows = (side: 'buy' | 'sell'): unknown =>
    book.levels(side, count).map(([price, quantity]) => [priceText(instrument, price), quantityText(instrument, quantity)]);
  return { lastUpdateId: updateId, bids: rows('buy'), asks: rows('sell') };
}

function bestPrices({ book, instrument }: Market): object {
  const [bidPrice = 0, bidQty = 0] = book.levels('buy', 1)[0] ?? [];
  const [askPrice = 0, askQty = 0] = book.levels('sell', 1)[0] ?? [];
  return {
    symbol: symbolOf(instrument),
    bidPrice: priceText(instrument, bidPrice),
    bidQty: quantityText(instrument, bidQty),
    askPrice: priceText(instrument, askPrice),
    askQty: quantityText(instrument, askQty),
  };
}
