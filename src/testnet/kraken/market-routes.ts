import type { Interval } from '../../domain/interval.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime, MICROS_PER_SECOND } from '../../kernel/time.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Market } from '../exchange/market.ts';
import { lookUp } from '../look-up.ts';
import type { FaceTerms } from '../wire/venue-face.ts';
import { assetName } from './currency-names.ts';
import type { KrakenRoute } from './kraken-route.ts';
import { type KrakenRefusal, REFUSALS } from './refusals.ts';
import { assetReply, candleReply, namesOf, pairReply, seconds } from './replies.ts';

/** The candles that Kraken has, by their minutes. */
export const INTERVALS: Readonly<Record<string, Interval>> = {
  '1': '1m',
  '5': '5m',
  '15': '15m',
  '30': '30m',
  '60': '1h',
  '240': '4h',
  '1440': '1d',
  '10080': '1w',
};
/** No question gets more candles than this. */
const MOST_CANDLES = 720;

/** The market of a pair by any of its names; the newer streams say `BTC/USD`. */
export function findMarket(exchange: Exchange, pair: string): Market | undefined {
  return exchange.markets().find(({ instrument, status }) => {
    const { key, altname, wsname } = namesOf(instrument);
    return status !== 'delisted' && [key, altname, wsname, instrument.symbol].includes(pair);
  });
}

/** What Kraken tells everybody. */
export function marketRoutes(terms: FaceTerms): Readonly<Record<string, KrakenRoute>> {
  const { exchange } = terms;
  const open = (answer: KrakenRoute['answer']): KrakenRoute => ({ cost: 0, answer });
  const ofPair = (tell: (market: Market, form: URLSearchParams) => unknown): KrakenRoute =>
    open(({ form }) => {
      const market = findMarket(exchange, form.get('pair') ?? '');
      return market === undefined ? REFUSALS.pairUnknown : tell(market, form);
    });
  return {
    '/0/public/Time': open(() => {
      const now = terms.time();
      return { unixtime: Math.floor(seconds(now)), rfc1123: new Date(now / 1_000).toUTCString() };
    }),
    '/0/public/SystemStatus': open(() => ({ status: 'online', timestamp: formatTime(terms.time()) })),
    '/0/public/Assets': open(() => {
      const currencies = exchange.markets().flatMap(({ instrument }) => [instrument.base, instrument.quote]);
      return Object.fromEntries(currencies.map((currency) => [assetName(currency.code), assetReply(currency)]));
    }),
    '/0/public/AssetPairs': open(({ form }) => listPairs(exchange, form)),
    '/0/public/OHLC': ofPair((market, form) => candles(market, form, exchange.now)),
    '/0/public/Trades': ofPair(trades),
    '/0/public/Depth': ofPair(depth),
  };
}

function listPairs(exchange: Exchange, form: URLSearchParams): unknown {
  const wanted = form.get('pair')?.split(',');
  const markets = wanted?.map((pair) => findMarket(exchange, pair)) ?? exchange.markets().filter(({ status }) => status !== 'delisted');
  if (markets.includes(undefined)) return REFUSALS.pairUnknown;
  return Object.fromEntries(
    markets.flatMap((market) => (market === undefined ? [] : [[namesOf(market.instrument).key, pairReply(market, exchange.rules)]])),
  );
}

function candles({ candles: kept, instrument }: Market, form: URLSearchParams, now: number): object | KrakenRefusal {
  const interval = lookUp(INTERVALS, form.get('interval') ?? '1');
  if (interval === undefined) return REFUSALS.argumentsInvalid;
  const since = Number(form.get('since') ?? '0') * MICROS_PER_SECOND;
  const rows = kept.between(interval, { from: since + 1, to: now + 1, limit: MOST_CANDLES, fromEnd: true, now });
  const last = rows.at(-2)?.openTime ?? 0;
  return { [namesOf(instrument).key]: rows.map((candle) => candleReply(instrument, candle)), last: seconds(last) };
}

function trades({ trades: printed, instrument }: Market, form: URLSearchParams): object {
  const rows = printed
    .slice(-Math.min(Number(form.get('count') ?? '1000'), 1_000))
    .map(({ price, quantity, ts, takerSide, tradeId }) => [
      formatDecimal(price, instrument.priceScale),
      formatDecimal(quantity, instrument.quantityScale),
      seconds(ts),
      takerSide === 'buy' ? 'b' : 's',
      'm',
      '',
      tradeId,
    ]);
  return { [namesOf(instrument).key]: rows, last: `${printed.at(-1)?.ts ?? 0}000` };
}

function depth({ book, instrument }: Market, form: URLSearchParams): object {
  const count = Math.min(Number(form.get('count') ?? '100'), 500);
  const rows = (side: 'buy' | 'sell'): unknown =>
    book
      .levels(side, count)
      .map(([price, quantity]) => [formatDecimal(price, instrument.priceScale), formatDecimal(quantity, instrument.quantityScale), 0]);
  return { [namesOf(instrument).key]: { asks: rows('sell'), bids: rows('buy') } };
}
