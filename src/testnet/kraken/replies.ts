import type { Currency, Instrument } from '../../domain/instrument.ts';
import { decimalsOf, formatDecimal, toFloat } from '../../kernel/exact.ts';
import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import { averagePrice } from '../average-price.ts';
import type { Balance } from '../exchange/account.ts';
import type { Candle } from '../exchange/candles.ts';
import type { EndReason, ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { pairNames, assetName, shortName } from './currency-names.ts';
import { typeName } from './order-form.ts';

/** Why an order ended, in Kraken's words. */
const REASONS: Readonly<Record<EndReason, string>> = {
  asked: 'User requested',
  unfilled: 'Insufficient liquidity',
  'no-liquidity': 'Insufficient liquidity',
  'self-trade': 'Self trade prevention',
  list: 'User requested',
  'no-funds': 'Insufficient funds',
  admin: 'Market suspended',
};

/** A time as Kraken writes it over REST: in seconds, with what is below them. */
export function seconds(time: Micros): number {
  return time / MICROS_PER_SECOND;
}

/** The names of an instrument's market. */
export function namesOf({ base, quote }: Instrument): ReturnType<typeof pairNames> {
  return pairNames(base.code, quote.code);
}

/** What an order asks for in one line, as Kraken puts it: `buy 1.25000000 XBTUSD @ limit 27500.0`. */
export function describeOrder(order: Pick<ExchangeOrder, 'instrument' | 'side' | 'type' | 'quantity' | 'price' | 'stopPrice'>): string {
  const { instrument, side, type, quantity, price, stopPrice } = order;
  const text = (value: number | undefined): string => formatDecimal(value ?? 0, instrument.priceScale);
  const what = `${side} ${formatDecimal(quantity, instrument.quantityScale)} ${namesOf(instrument).altname} @ `;
  if (type === 'market') return `${what}market`;
  if (type === 'limit') return `${what}limit ${text(price)}`;
  const trigger = `${type.startsWith('stop') ? 'stop loss' : 'take profit'} ${text(stopPrice)}`;
  return `${what}${trigger}${price === undefined ? '' : ` -> limit ${text(price)}`}`;
}

/** Where an order stands. Kraken calls expired only what ran into its own time limit. */
export function statusName({ status }: ExchangeOrder): string {
  if (status === 'open' || status === 'waiting') return 'open';
  return status === 'filled' ? 'closed' : 'canceled';
}

/** Why an order ended; null while it lives, and where it filled. */
export function reasonOf({ endReason }: ExchangeOrder): string | null {
  return endReason === undefined ? null : REASONS[endReason];
}

/** What an order has come to besides itself. */
export interface Executions {
  /** In units of the quote currency. */
  readonly fees: number;
  /** Ids of its trades; undefined where nobody asked for them. */
  readonly tradeIds: readonly string[] | undefined;
}

/** An order as queries tell it, without its id, under which it stands. */
export function orderReply(order: ExchangeOrder, { fees, tradeIds }: Executions): object {
  const { instrument, price, stopPrice } = order;
  const { quote } = instrument;
  const text = (value: number | undefined): string => formatDecimal(value ?? 0, instrument.priceScale);
  const isEnded = statusName(order) !== 'open';
  return {
    refid: null,
    userref: null,
    ...(order.clientOrderId === '' ? {} : { cl_ord_id: order.clientOrderId }),
    status: statusName(order),
    ...(isEnded ? { reason: reasonOf(order), closetm: seconds(order.updatedAt) } : {}),
    opentm: seconds(order.createdAt),
    starttm: 0,
    expiretm: 0,
    descr: {
      pair: namesOf(instrument).altname,
      type: order.side,
      ordertype: typeName(order.type),
      price: text(stopPrice ?? price),
      price2: stopPrice === undefined ? '0' : text(price),
      leverage: 'none',
      order: describeOrder(order),
      close: '',
    },
    vol: formatDecimal(order.quantity, instrument.quantityScale),
    vol_exec: formatDecimal(order.filledQuantity, instrument.quantityScale),
    cost: formatDecimal(order.filledNotional, quote.scale),
    fee: formatDecimal(fees, quote.scale),
    price: text(averagePrice(instrument, order.filledNotional, order.filledQuantity, 0)),
    stopprice: text(stopPrice),
    limitprice: text(stopPrice === undefined ? undefined : price),
    misc: '',
    oflags: order.postOnly ? 'post,fciq' : 'fciq',
    ...(tradeIds === undefined || tradeIds.length === 0 ? {} : { trades: tradeIds }),
  };
}

/** A fill as `TradesHistory` tells it, without its id; `txid` is its order's; fees are in the quote currency. */
export function fillReply(fill: ExchangeFill, txid: string, order: ExchangeOrder | undefined): object {
  const { instrument } = fill;
  return {
    ordertxid: txid,
    postxid: txid.replace('O', 'T'),
    pair: namesOf(instrument).key,
    time: seconds(fill.ts),
    type: fill.side,
    ordertype: typeName(order?.type ?? 'limit'),
    price: formatDecimal(fill.price, instrument.priceScale),
    cost: formatDecimal(fill.notional, instrument.quote.scale),
    fee: formatDecimal(fill.fee, fill.feeCurrency.scale),
    vol: formatDecimal(fill.quantity, instrument.quantityScale),
    margin: '0.00000',
    leverage: '0',
    misc: '',
    trade_id: fill.tradeId,
    maker: fill.isMaker,
  };
}

/** What is held, currency by currency, in all and in orders. */
export function balancesReply(balances: readonly Balance[], isExtended: boolean): object {
  return Object.fromEntries(
    balances.map(({ currency, free, locked }) => {
      const balance = formatDecimal(free + locked, currency.scale);
      const value = isExtended ? { balance, hold_trade: formatDecimal(locked, currency.scale) } : balance;
      return [assetName(currency.code), value];
    }),
  );
}

/** A currency as `Assets` lists it. */
export function assetReply({ code, scale }: Currency): object {
  return { aclass: 'currency', altname: shortName(code), decimals: scale, display_decimals: Math.min(scale, 5), status: 'enabled' };
}

/** A market as `AssetPairs` lists it. */
export function pairReply({ instrument, status }: Market, rules: VenueRules): object {
  const { base, quote } = instrument;
  const { altname, wsname } = namesOf(instrument);
  const decimals = (step: number, scale: number): number => decimalsOf(formatDecimal(step, scale));
  return {
    altname,
    wsname,
    aclass_base: 'currency',
    base: assetName(base.code),
    aclass_quote: 'currency',
    quote: assetName(quote.code),
    lot: 'unit',
    cost_decimals: quote.scale,
    pair_decimals: decimals(instrument.tick, instrument.priceScale),
    lot_decimals: decimals(instrument.lot, instrument.quantityScale),
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, toFloat(rules.takerFeePpm, 4)]],
    fees_maker: [[0, toFloat(rules.makerFeePpm, 4)]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: formatDecimal(instrument.minQuantity, instrument.quantityScale),
    costmin: formatDecimal(instrument.minNotional, quote.scale),
    tick_size: formatDecimal(instrument.tick, instrument.priceScale),
    status: status === 'trading' ? 'online' : 'cancel_only',
  };
}

/** A candle as a row; times in seconds. */
export function candleReply(instrument: Instrument, candle: Candle): readonly (string | number)[] {
  const text = (price: number): string => formatDecimal(price, instrument.priceScale);
  const { open, high, low, close, volume, turnover, trades } = candle;
  return [
    seconds(candle.openTime),
    ...[open, high, low, close].map(text),
    text(averagePrice(instrument, turnover, volume, close)),
    formatDecimal(volume, instrument.quantityScale),
    trades,
  ];
}
