import type { Interval } from '../../domain/interval.ts';
import { formatTime, MICROS_PER_MILLISECOND, MICROS_PER_SECOND } from '../../kernel/time.ts';
import { toFloat } from '../../kernel/exact.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Market } from '../exchange/market.ts';
import { lookUp } from '../look-up.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import type { CoinbaseRoute, CoinbaseRoutes } from './coinbase-route.ts';
import { REQUEST_REFUSALS } from './refusals.ts';
import { candleReply, priceText, productOf, productReply, sizeText, tradeReply } from './replies.ts';

const INTERVALS: Readonly<Record<string, Interval>> = {
  ONE_MINUTE: '1m',
  FIVE_MINUTE: '5m',
  FIFTEEN_MINUTE: '15m',
  THIRTY_MINUTE: '30m',
  ONE_HOUR: '1h',
  TWO_HOUR: '2h',
  SIX_HOUR: '6h',
  ONE_DAY: '1d',
};
/** No question gets more candles than this. */
const MOST_CANDLES = 350;

/** The market of a product. */
export function findMarket(exchange: Exchange, product: string): Market | undefined {
  return exchange.markets().find(({ instrument, status }) => status !== 'delisted' && productOf(instrument) === product);
}

/** What Coinbase tells everybody: the same products to those who sign and to those who do not. */
export function productRoutes(terms: FaceTerms): CoinbaseRoutes {
  const { exchange } = terms;
  const ofProduct =
    (tell: (market: Market, query: URLSearchParams) => unknown): CoinbaseRoute['answer'] =>
    ({ id, query }) => {
      const market = findMarket(exchange, id);
      return market === undefined ? REQUEST_REFUSALS.notFound : tell(market, query);
    };
  const products: CoinbaseRoute['answer'] = ({ query }) => {
    const isSpot = (query.get('product_type') ?? 'SPOT') === 'SPOT';
    const listed = isSpot ? exchange.markets().filter(({ status }) => status !== 'delisted') : [];
    return { products: listed.map(productReply), num_products: listed.length };
  };
  const of = (path: string, answer: CoinbaseRoute['answer']): CoinbaseRoutes => ({
    [`GET /api/v3/brokerage/market/products${path}`]: { answer },
    [`GET /api/v3/brokerage/products${path}`]: { right: 'read', answer },
  });
  return {
    ...of('', products),
    ...of('/:id', ofProduct(productReply)),
    ...of(
      '/:id/candles',
      ofProduct((market, query) => candles(market, query, exchange.now)),
    ),
    ...of('/:id/ticker', ofProduct(ticker)),
    ...timeRoutes(terms),
    ...currencyRoutes(exchange),
  };
}

function timeRoutes(terms: FaceTerms): CoinbaseRoutes {
  const now = (): { iso: string; seconds: number; millis: number } => {
    const time = terms.time();
    return { iso: formatTime(time), seconds: Math.floor(time / MICROS_PER_SECOND), millis: Math.floor(time / MICROS_PER_MILLISECOND) };
  };
  return {
    'GET /v2/time': {
      answer: () => {
        const { iso, seconds } = now();
        return { data: { iso, epoch: seconds } };
      },
    },
    'GET /api/v3/brokerage/time': {
      answer: () => {
        const { iso, seconds, millis } = now();
        return { iso, epochSeconds: String(seconds), epochMillis: String(millis) };
      },
    },
  };
}

function currencyRoutes(exchange: Exchange): CoinbaseRoutes {
  const codes = (): readonly string[] => [
    ...new Set(exchange.markets().flatMap(({ instrument }) => [instrument.base.code, instrument.quote.code])),
  ];
  return {
    'GET /v2/currencies': { answer: () => ({ data: [{ id: 'USD', name: 'US Dollar', min_size: '0.01' }] }) },
    'GET /v2/currencies/crypto': {
      answer: () => ({ data: codes().flatMap((code) => (code === 'USD' ? [] : [{ asset_id: code, code, name: code, type: 'crypto' }])) }),
    },
    'GET /v2/exchange-rates': { answer: () => ({ data: { currency: 'USD', rates: { USD: '1.0' } } }) },
  };
}

/** What an account pays in fees, as `transaction_summary` tells it. */
export function feeTier({ rules }: Exchange): object {
  return {
    total_volume: 0,
    total_fees: 0,
    fee_tier: {
      pricing_tier: 'Advanced 1',
      usd_from: '0',
      usd_to: '10000',
      taker_fee_rate: String(toFloat(rules.takerFeePpm, 6)),
      maker_fee_rate: String(toFloat(rules.makerFeePpm, 6)),
    },
    advanced_trade_only_volume: 0,
    advanced_trade_only_fees: 0,
    total_balance: '0',
  };
}

/** Newest first. */
function candles({ candles: kept, instrument }: Market, query: URLSearchParams, now: number): unknown {
  const interval = lookUp(INTERVALS, query.get('granularity'));
  if (interval === undefined) return REQUEST_REFUSALS.invalid;
  const from = Number(query.get('start') ?? '0') * MICROS_PER_SECOND;
  const to = query.has('end') ? Number(query.get('end')) * MICROS_PER_SECOND : now;
  const rows = kept.between(interval, { from, to: to + 1, limit: MOST_CANDLES, fromEnd: false, now });
  return { candles: rows.map((candle) => candleReply(instrument, candle)).reverse() };
}

function ticker({ trades, book, instrument }: Market, query: URLSearchParams): object {
  const limit = Math.min(Number(query.get('limit') ?? '100'), 1_000);
  return {
    trades: trades.slice(-limit).map(tradeReply).reverse(),
    best_bid: priceText(instrument, book.best('buy')),
    best_ask: priceText(instrument, book.best('sell')),
  };
}

/** The prices of a market as its ticker streams them; undefined while a side of the book is empty. */
export function tickerReply({ book, instrument, lastPrice }: Market): object | undefined {
  const [[bid, bidSize] = [], [ask, askSize] = []] = [book.levels('buy', 1)[0], book.levels('sell', 1)[0]];
  if (bid === undefined || ask === undefined) return undefined;
  return {
    type: 'ticker',
    product_id: productOf(instrument),
    price: priceText(instrument, lastPrice),
    best_bid: priceText(instrument, bid),
    best_bid_quantity: sizeText(instrument, bidSize ?? 0),
    best_ask: priceText(instrument, ask),
    best_ask_quantity: sizeText(instrument, askSize ?? 0),
  };
}
