import { bucketClose, type Interval } from '../../src/domain/interval.ts';
import type { Micros } from '../../src/kernel/time.ts';

/** A bar as a venue tells it: decimal texts. */
export interface VenueBar {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** What a bar looks like before its end: half of it has not happened yet. */
export function barInProgress(bar: VenueBar): VenueBar {
  return { open: bar.open, high: bar.open, low: bar.open, close: bar.open, volume: '0.00100000' };
}

/** The answer of `GET /api/v3/exchangeInfo`, with the fields that clients read. */
export function binanceExchangeInfo(markets: readonly string[]): object {
  const symbols = markets.map((market) => {
    const [baseAsset, quoteAsset] = market.split('/');
    return {
      symbol: `${baseAsset}${quoteAsset}`,
      status: 'TRADING',
      baseAsset,
      baseAssetPrecision: 8,
      quoteAsset,
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      permissions: ['SPOT'],
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
        { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true, maxNotional: '9000000.00000000' },
      ],
    };
  });
  return { timezone: 'UTC', serverTime: 0, rateLimits: [], exchangeFilters: [], symbols };
}

/** A row of `GET /api/v3/klines`. */
export function binanceKlineRow(interval: Interval, openTime: Micros, bar: VenueBar): readonly unknown[] {
  const closeMs = bucketClose(interval, openTime) / 1000 - 1;
  return [openTime / 1000, bar.open, bar.high, bar.low, bar.close, bar.volume, closeMs, '0', 1, '0', '0', '0'];
}

/** A message of a kline stream. `x`, whether the bar is closed, is left false: ccxt does not pass it on. */
export function binanceKlineMessage(market: string, interval: Interval, openTime: Micros, bar: VenueBar): object {
  const symbol = market.replace('/', '');
  const closeMs = bucketClose(interval, openTime) / 1000 - 1;
  return {
    e: 'kline',
    E: openTime / 1000,
    s: symbol,
    k: {
      t: openTime / 1000,
      T: closeMs,
      s: symbol,
      i: interval,
      f: 1,
      L: 2,
      n: 2,
      x: false,
      q: '0',
      V: '0',
      Q: '0',
      B: '0',
      o: bar.open,
      h: bar.high,
      l: bar.low,
      c: bar.close,
      v: bar.volume,
    },
  };
}

/** A message of a trade stream. */
export function binanceTradeMessage(
  market: string,
  time: Micros,
  trade: { readonly id: number; readonly price: string; readonly quantity: string; readonly sell: boolean },
): object {
  return {
    e: 'trade',
    E: time / 1000,
    s: market.replace('/', ''),
    t: trade.id,
    p: trade.price,
    q: trade.quantity,
    T: time / 1000,
    m: trade.sell,
    M: true,
  };
}

/** A message of a bookTicker stream: it carries no event name and no time. */
export function binanceQuoteMessage(
  market: string,
  quote: { readonly bid: string; readonly ask: string; readonly bidSize: string; readonly askSize: string },
): object {
  return { u: 400900217, s: market.replace('/', ''), b: quote.bid, B: quote.bidSize, a: quote.ask, A: quote.askSize };
}
