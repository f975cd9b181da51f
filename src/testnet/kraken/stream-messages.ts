import type { Instrument } from '../../domain/instrument.ts';
import { toFloat } from '../../kernel/exact.ts';
import { formatTime, MICROS_PER_MINUTE, type Micros } from '../../kernel/time.ts';
import { averagePrice } from '../average-price.ts';
import type { Balance } from '../exchange/account.ts';
import type { Candle } from '../exchange/candles.ts';
import type { ExchangeEvent, PublicTrade } from '../exchange/exchange-event.ts';
import type { ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import { typeName } from './order-form.ts';
import { reasonOf } from './replies.ts';

/** Where an order stands, in the words of the streams. */
function statusName({ status, filledQuantity }: ExchangeOrder): string {
  if (status === 'filled') return 'filled';
  if (status === 'canceled' || status === 'expired') return 'canceled';
  return filledQuantity > 0 ? 'partially_filled' : 'new';
}

/** What every report of an execution says of its order. Numbers are JSON's. */
function orderFields(order: ExchangeOrder, orderId: string): object {
  const { instrument, filledQuantity, filledNotional } = order;
  const price = (value: number): number => toFloat(value, instrument.priceScale);
  const quantity = (value: number): number => toFloat(value, instrument.quantityScale);
  return {
    order_id: orderId,
    ...(order.clientOrderId === '' ? {} : { cl_ord_id: order.clientOrderId }),
    order_userref: 0,
    symbol: instrument.symbol,
    side: order.side,
    order_type: typeName(order.type),
    order_qty: quantity(order.quantity),
    ...(order.price === undefined ? {} : { limit_price: price(order.price) }),
    ...(order.stopPrice === undefined ? {} : { triggers: { price: price(order.stopPrice), price_type: 'static', reference: 'last' } }),
    time_in_force: order.timeInForce,
    post_only: order.postOnly,
    cum_qty: quantity(filledQuantity),
    cum_cost: toFloat(filledNotional, instrument.quote.scale),
    avg_price: price(averagePrice(instrument, filledNotional, filledQuantity, 0)),
    order_status: statusName(order),
    timestamp: formatTime(order.updatedAt),
  };
}

/** An order as a snapshot, or one of its changes other than a trade, tells it. */
export function orderReport(order: ExchangeOrder, orderId: string, type: 'new' | 'filled' | 'canceled' | 'status'): object {
  const reason = reasonOf(order);
  return { ...orderFields(order, orderId), exec_type: type, ...(reason === null ? {} : { reason }) };
}

/** A trade of an order. That it filled the order is told by the report after it. */
export function tradeReport(order: ExchangeOrder, fill: ExchangeFill, ids: { readonly order: string; readonly fill: string }): object {
  const { instrument } = fill;
  return {
    ...orderFields(order, ids.order),
    order_status: 'partially_filled',
    exec_type: 'trade',
    exec_id: ids.fill,
    trade_id: fill.tradeId,
    last_qty: toFloat(fill.quantity, instrument.quantityScale),
    last_price: toFloat(fill.price, instrument.priceScale),
    liquidity_ind: fill.isMaker ? 'm' : 't',
    cost: toFloat(fill.notional, instrument.quote.scale),
    fees: [{ asset: fill.feeCurrency.code, qty: toFloat(fill.fee, fill.feeCurrency.scale) }],
    fee_usd_equiv: toFloat(fill.fee, fill.feeCurrency.scale),
    timestamp: formatTime(fill.ts),
  };
}

/** What the change of an order is called that is no trade. */
export function reportType({ cause, order }: Extract<ExchangeEvent, { kind: 'order' }>): 'new' | 'filled' | 'canceled' {
  if (order.status === 'filled') return 'filled';
  return cause === 'canceled' || cause === 'expired' ? 'canceled' : 'new';
}

/** What is held of a currency, in all: orders lock nothing here. */
export function balanceRow({ currency, free, locked }: Balance): object {
  const balance = toFloat(free + locked, currency.scale);
  return { asset: currency.code, asset_class: 'currency', balance, wallets: [{ type: 'spot', id: 'main', balance }] };
}

/** A candle as its channel tells it. */
export function candleRow(instrument: Instrument, candle: Candle): object {
  const price = (value: number): number => toFloat(value, instrument.priceScale);
  return {
    symbol: instrument.symbol,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close: price(candle.close),
    trades: candle.trades,
    volume: toFloat(candle.volume, instrument.quantityScale),
    vwap: price(averagePrice(instrument, candle.turnover, candle.volume, candle.close)),
    interval_begin: formatTime(candle.openTime),
    interval: Math.round((candle.closeTime - candle.openTime) / MICROS_PER_MINUTE),
    timestamp: formatTime(candle.closeTime),
  };
}

/** The best prices of a market, and its day so far; undefined while a side of the book is empty. */
export function tickerRow({ book, instrument, candles, lastPrice = 0 }: Market, now: Micros): object | undefined {
  const [[bid, bidQuantity] = [], [ask, askQuantity] = []] = [book.levels('buy', 1)[0], book.levels('sell', 1)[0]];
  const [day] = candles.between('1d', { from: 0, to: now + 1, limit: 1, fromEnd: true, now });
  if (bid === undefined || ask === undefined || day === undefined) return undefined;
  const price = (value: number): number => toFloat(value, instrument.priceScale);
  return {
    symbol: instrument.symbol,
    bid: price(bid),
    bid_qty: toFloat(bidQuantity ?? 0, instrument.quantityScale),
    ask: price(ask),
    ask_qty: toFloat(askQuantity ?? 0, instrument.quantityScale),
    last: price(lastPrice),
    volume: toFloat(day.volume, instrument.quantityScale),
    vwap: price(averagePrice(instrument, day.turnover, day.volume, day.close)),
    low: price(day.low),
    high: price(day.high),
    change: price(lastPrice - day.open),
    change_pct: Math.round(((lastPrice - day.open) / day.open) * 10_000) / 100,
  };
}

/** A trade of the market as its channel tells it. */
export function tradeRow({ instrument, takerSide, price, quantity, tradeId, ts }: PublicTrade): object {
  return {
    symbol: instrument.symbol,
    side: takerSide,
    price: toFloat(price, instrument.priceScale),
    qty: toFloat(quantity, instrument.quantityScale),
    ord_type: 'market',
    trade_id: tradeId,
    timestamp: formatTime(ts),
  };
}
