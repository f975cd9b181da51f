import { parseInterval } from '../../domain/interval.ts';
import { isBallastError } from '../../kernel/errors.ts';
import type { BookLevel } from '../exchange/exchange-event.ts';
import type { Market } from '../exchange/market.ts';
import { candleRow, decimal8, millis, moneyText, priceText, quantityText, SELF_TRADE_WORDS, symbolOf, tradeJson } from './binance-words.ts';
import { findMarket, marketOf, type BinanceRoutes, type PublicRoute, type RouteTerms } from './binance-route.ts';
import { ORDER_TYPES } from './order-form.ts';
import { refuse, REFUSALS } from './refusals.ts';
import type { BinanceLimits } from './request-limits.ts';
import type { RequestParameters } from './request-parameters.ts';

/** Open orders that an account may have in a market. */
export const MOST_OPEN_ORDERS = 200;
/** How far from the last price an order may lie. */
export const PRICE_BAND = { up: 5, down: 0.2 } as const;
const MOST_PRICE = '1000000.00000000';

const open = (weight: PublicRoute['weight'], answer: PublicRoute['answer']): PublicRoute => ({
  isSigned: false,
  operation: 'market',
  weight,
  answer,
});

/** What Binance answers to anybody. */
export const MARKET_ROUTES: BinanceRoutes = {
  'GET /api/v3/ping': open(1, () => ({})),
  'GET /api/v3/time': open(1, (_form, terms) => ({ serverTime: millis(terms.time()) })),
  'GET /api/v3/exchangeInfo': open(20, exchangeInfo),
  'GET /api/v3/klines': open(2, klines),
  'GET /api/v3/trades': open(25, (form, terms) => marketOf(form, terms).trades.slice(-form.limit(500, 1_000)).map(tradeJson)),
  'GET /api/v3/aggTrades': open(4, aggregatedTrades),
  'GET /api/v3/depth': open(
    (form) => depthWeight(form.limit(100, 5_000)),
    (form, terms) => depthJson(marketOf(form, terms), form.limit(100, 5_000)),
  ),
  'GET /api/v3/ticker/price': open(2, (form, terms) => {
    const { instrument, lastPrice } = marketOf(form, terms);
    return { symbol: symbolOf(instrument), price: priceText(instrument, lastPrice) };
  }),
  'GET /api/v3/ticker/bookTicker': open(2, (form, terms) => bookTicker(marketOf(form, terms))),
  'GET /sapi/v1/system/status': open(1, () => ({ status: 0, msg: 'normal' })),
  // Clients that know all of Binance ask for its other markets too: there are none here.
  'GET /sapi/v1/margin/allPairs': open(1, () => []),
  'GET /sapi/v1/margin/isolated/allPairs': open(1, () => []),
  'GET /fapi/v1/exchangeInfo': open(1, () => ({ symbols: [] })),
  'GET /dapi/v1/exchangeInfo': open(1, () => ({ symbols: [] })),
};

/** The best levels of a market's book. */
export function depthJson(market: Market, count: number): object {
  return {
    lastUpdateId: market.updateId,
    bids: levelTexts(market, market.book.levels('buy', count)),
    asks: levelTexts(market, market.book.levels('sell', count)),
  };
}

/** Levels of a book in Binance's words. */
export function levelTexts({ instrument }: Market, levels: readonly BookLevel[]): readonly (readonly [string, string])[] {
  return levels.map(([price, quantity]) => [priceText(instrument, price), quantityText(instrument, quantity)]);
}

function depthWeight(limit: number): number {
  if (limit <= 100) return 5;
  return limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250;
}

function bookTicker(market: Market): object {
  const texts = (side: 'buy' | 'sell'): readonly [string, string] => levelTexts(market, market.book.levels(side, 1))[0] ?? NOTHING;
  const [[bidPrice, bidQty], [askPrice, askQty]] = [texts('buy'), texts('sell')];
  return { symbol: symbolOf(market.instrument), bidPrice, bidQty, askPrice, askQty };
}

const NOTHING = ['0.00000000', '0.00000000'] as const;

function klines(form: RequestParameters, terms: RouteTerms): unknown {
  const market = marketOf(form, terms);
  const [from, until] = [form.time('startTime'), form.time('endTime')];
  const to = until === undefined ? Infinity : until + 1_000;
  const range = { from: from ?? 0, to, limit: form.limit(500, 1_000), fromEnd: from === undefined, now: terms.exchange.now };
  return market.candles.between(readInterval(form), range).map((candle) => candleRow(market.instrument, candle));
}

function readInterval(form: RequestParameters): ReturnType<typeof parseInterval> {
  const text = form.required('interval');
  try {
    return parseInterval(text);
  } catch (error) {
    if (isBallastError(error)) return refuse(REFUSALS.intervalInvalid);
    throw error;
  }
}

function aggregatedTrades(form: RequestParameters, terms: RouteTerms): unknown {
  const market = marketOf(form, terms);
  const [from, to, fromId] = [form.time('startTime') ?? 0, form.time('endTime') ?? Infinity, form.whole('fromId')];
  const trades = market.trades.filter(({ ts, tradeId }) => ts >= from && ts < to + 1_000 && tradeId >= (fromId ?? 0));
  const limit = form.limit(500, 1_000);
  const asked = from > 0 || fromId !== undefined ? trades.slice(0, limit) : trades.slice(-limit);
  return asked.map(({ tradeId, price, quantity, takerSide, ts }) => ({
    a: tradeId,
    p: priceText(market.instrument, price),
    q: quantityText(market.instrument, quantity),
    f: tradeId,
    l: tradeId,
    T: millis(ts),
    m: takerSide === 'sell',
    M: true,
  }));
}

function exchangeInfo(form: RequestParameters, terms: RouteTerms): object {
  const one = form.text('symbol');
  const several = form.text('symbols');
  const named = one !== undefined ? [one] : several === undefined ? undefined : several.match(/[A-Z0-9]+/g);
  const markets =
    named?.map((symbol) => findMarket(terms, symbol) ?? refuse(REFUSALS.symbolInvalid)) ??
    terms.exchange.markets().filter(({ status }) => status !== 'delisted');
  return {
    timezone: 'UTC',
    serverTime: millis(terms.time()),
    rateLimits: rateLimits(terms.limits.limits),
    exchangeFilters: [],
    symbols: markets.map((market) => symbolInfo(market, terms)),
  };
}

/** What may be asked for, as Binance lists it. */
export function rateLimits({ weight, ordersShort, ordersDay }: BinanceLimits): readonly object[] {
  return [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weight },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ordersShort },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: ordersDay },
  ];
}

function symbolInfo(market: Market, { exchange }: RouteTerms): object {
  const { instrument, status } = market;
  const { base, quote } = instrument;
  return {
    symbol: symbolOf(instrument),
    status: status === 'trading' ? 'TRADING' : 'HALT',
    baseAsset: base.code,
    baseAssetPrecision: 8,
    quoteAsset: quote.code,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ORDER_TYPES,
    icebergAllowed: false,
    ocoAllowed: true,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf(market),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: SELF_TRADE_WORDS[exchange.rules.selfTrade],
    allowedSelfTradePreventionModes: Object.values(SELF_TRADE_WORDS),
  };
}

function filtersOf({ instrument }: Market): readonly object[] {
  const { tick, lot, minQuantity, maxQuantity, minNotional, maxNotional } = instrument;
  const [price, quantity] = [priceText(instrument, tick), quantityText(instrument, lot)];
  const { up, down } = PRICE_BAND;
  const band = { bidMultiplierUp: `${up}`, bidMultiplierDown: `${down}`, askMultiplierUp: `${up}`, askMultiplierDown: `${down}` };
  const bounds = { minQty: quantityText(instrument, minQuantity), maxQty: quantityText(instrument, Math.min(maxQuantity, 9e12)) };
  const values = {
    minNotional: moneyText(instrument, minNotional),
    maxNotional: decimal8(Math.min(maxNotional, 9e14), instrument.quote.scale),
  };
  return [
    { filterType: 'PRICE_FILTER', minPrice: price, maxPrice: MOST_PRICE, tickSize: price },
    { filterType: 'LOT_SIZE', ...bounds, stepSize: quantity },
    { filterType: 'PERCENT_PRICE_BY_SIDE', ...band, avgPriceMins: 5 },
    { filterType: 'NOTIONAL', applyMinToMarket: true, applyMaxToMarket: false, ...values, avgPriceMins: 5 },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: MOST_OPEN_ORDERS },
  ];
}
