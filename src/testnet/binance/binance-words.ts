import type { Instrument } from '../../domain/instrument.ts';
import { notional } from '../../domain/money.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ExchangeFill, ExchangeOrder, SelfTrade } from '../exchange/exchange-order.ts';
import type { PublicTrade } from '../exchange/exchange-event.ts';
import type { Candle } from '../exchange/candles.ts';

/** Milliseconds, as Binance writes times. */
export function millis(time: Micros): number {
  return Math.floor(time / 1_000);
}

/** A number with eight decimals, as Binance writes all of them. */
export function decimal8(value: number, scale: number): string {
  const text = formatDecimal(value, scale);
  return scale === 0 ? `${text}.00000000` : text + '0'.repeat(Math.max(0, 8 - scale));
}

/** `BTCUSDT`. */
export function symbolOf({ base, quote }: Pick<Instrument, 'base' | 'quote'>): string {
  return base.code + quote.code;
}

/** A price in Binance's words; `0.00000000` where there is none. */
export function priceText({ priceScale }: Instrument, price = 0): string {
  return decimal8(price, priceScale);
}

/** A quantity in Binance's words. */
export function quantityText({ quantityScale }: Instrument, quantity: number): string {
  return decimal8(quantity, quantityScale);
}

/** Money of the quote currency in Binance's words. */
export function moneyText({ quote }: Instrument, money = 0): string {
  return decimal8(money, quote.scale);
}

/** How Binance calls an order's type. */
export function typeText({ type, postOnly }: Pick<ExchangeOrder, 'type' | 'postOnly'>): string {
  switch (type) {
    case 'market':
      return 'MARKET';
    case 'limit':
      return postOnly ? 'LIMIT_MAKER' : 'LIMIT';
    case 'stop':
      return 'STOP_LOSS';
    case 'stop-limit':
      return 'STOP_LOSS_LIMIT';
    case 'take-profit':
      return 'TAKE_PROFIT';
    case 'take-profit-limit':
      return 'TAKE_PROFIT_LIMIT';
  }
}

/** How Binance calls where an order stands. */
export function statusText(order: ExchangeOrder): string {
  switch (order.status) {
    case 'waiting':
      return 'NEW';
    case 'open':
      return order.filledQuantity > 0 ? 'PARTIALLY_FILLED' : 'NEW';
    case 'filled':
      return 'FILLED';
    case 'canceled':
      return 'CANCELED';
    case 'expired':
      return order.endReason === 'self-trade' ? 'EXPIRED_IN_MATCH' : 'EXPIRED';
  }
}

/** How Binance calls what happens when an account would trade with itself. */
export const SELF_TRADE_WORDS: Readonly<Record<SelfTrade, string>> = {
  allow: 'NONE',
  'expire-taker': 'EXPIRE_TAKER',
  'expire-maker': 'EXPIRE_MAKER',
  'expire-both': 'EXPIRE_BOTH',
};

/** What placing, cancelling and asking for an order have in common. */
function orderCore(order: ExchangeOrder): object {
  const { instrument } = order;
  return {
    price: priceText(instrument, order.price),
    origQty: quantityText(instrument, order.quantity),
    executedQty: quantityText(instrument, order.filledQuantity),
    origQuoteOrderQty: moneyText(instrument, order.spend),
    cummulativeQuoteQty: moneyText(instrument, order.filledNotional),
    status: statusText(order),
    timeInForce: order.timeInForce,
    type: typeText(order),
    side: order.side.toUpperCase(),
    ...(order.stopPrice === undefined ? {} : { stopPrice: priceText(instrument, order.stopPrice) }),
  };
}

function orderName({ instrument, id, listId }: ExchangeOrder): object {
  return { symbol: symbolOf(instrument), orderId: id, orderListId: listId ?? -1 };
}

/** The orders of a list, by their names. */
export function listNames(
  orders: readonly ExchangeOrder[],
): readonly { readonly symbol: string; readonly orderId: number; readonly clientOrderId: string }[] {
  return orders.map(({ instrument, id, clientOrderId }) => ({ symbol: symbolOf(instrument), orderId: id, clientOrderId }));
}

function workingTime({ status, triggeredAt, createdAt }: ExchangeOrder): number {
  return status === 'waiting' ? -1 : millis(triggeredAt ?? createdAt);
}

/** An order as it is answered when asked for. */
export function orderJson(order: ExchangeOrder): object {
  return {
    ...orderName(order),
    clientOrderId: order.clientOrderId,
    stopPrice: priceText(order.instrument),
    ...orderCore(order),
    icebergQty: '0.00000000',
    time: millis(order.createdAt),
    updateTime: millis(order.updatedAt),
    isWorking: order.status !== 'waiting',
    workingTime: workingTime(order),
    selfTradePreventionMode: SELF_TRADE_WORDS[order.selfTrade],
  };
}

/** An order as it is answered when placed; with its fills in a full answer. */
export function placedJson(order: ExchangeOrder, fills: readonly ExchangeFill[] | undefined): object {
  const rows = fills?.map((fill) => ({
    price: priceText(fill.instrument, fill.price),
    qty: quantityText(fill.instrument, fill.quantity),
    commission: decimal8(fill.fee, fill.feeCurrency.scale),
    commissionAsset: fill.feeCurrency.code,
    tradeId: fill.tradeId,
  }));
  return {
    ...orderName(order),
    clientOrderId: order.clientOrderId,
    transactTime: millis(order.updatedAt),
    ...orderCore(order),
    workingTime: workingTime(order),
    ...(rows === undefined ? {} : { fills: rows }),
    selfTradePreventionMode: SELF_TRADE_WORDS[order.selfTrade],
  };
}

/** An order as its cancel is answered, under the id of the cancel. */
export function canceledJson(order: ExchangeOrder, cancelId: string): object {
  return {
    ...orderName(order),
    origClientOrderId: order.clientOrderId,
    clientOrderId: cancelId,
    transactTime: millis(order.updatedAt),
    ...orderCore(order),
    selfTradePreventionMode: SELF_TRADE_WORDS[order.selfTrade],
  };
}

/** A fill of an account. */
export function fillJson(fill: ExchangeFill, listId: number | undefined): object {
  return {
    symbol: symbolOf(fill.instrument),
    id: fill.tradeId,
    orderId: fill.orderId,
    orderListId: listId ?? -1,
    price: priceText(fill.instrument, fill.price),
    qty: quantityText(fill.instrument, fill.quantity),
    quoteQty: moneyText(fill.instrument, fill.notional),
    commission: decimal8(fill.fee, fill.feeCurrency.scale),
    commissionAsset: fill.feeCurrency.code,
    time: millis(fill.ts),
    isBuyer: fill.side === 'buy',
    isMaker: fill.isMaker,
    isBestMatch: true,
  };
}

/** A row of candles. */
export function candleRow(instrument: Instrument, candle: Candle): readonly unknown[] {
  const prices = [candle.open, candle.high, candle.low, candle.close].map((price) => priceText(instrument, price));
  const [volume, taken] = [candle.volume, candle.takerVolume].map((quantity) => quantityText(instrument, quantity));
  const [turnover, takenFor] = [candle.turnover, candle.takerTurnover].map((money) => moneyText(instrument, money));
  return [millis(candle.openTime), ...prices, volume, millis(candle.closeTime) - 1, turnover, candle.trades, taken, takenFor, '0'];
}

/** A public trade. */
export function tradeJson({ instrument, tradeId, price, quantity, takerSide, ts }: PublicTrade): object {
  return {
    id: tradeId,
    price: priceText(instrument, price),
    qty: quantityText(instrument, quantity),
    quoteQty: moneyText(instrument, notional(instrument, price, quantity, 'floor')),
    time: millis(ts),
    isBuyerMaker: takerSide === 'sell',
    isBestMatch: true,
  };
}
