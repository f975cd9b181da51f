import { notional } from '../../domain/money.ts';
import type { Interval } from '../../domain/interval.ts';
import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import { averagePrice } from '../average-price.ts';
import type { Balance } from '../exchange/account.ts';
import type { Candle } from '../exchange/candles.ts';
import type { PublicTrade } from '../exchange/exchange-event.ts';
import type { ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import type { Market } from '../exchange/market.ts';
import { plainDecimal } from '../plain-decimal.ts';
import type { PushMessage } from './push-message.ts';
import { millis, orderId, priceText, quantityText, statusName, symbolOf, tradeId, typeName } from './replies.ts';

/** The private channels, as a client subscribes to them. */
export const PRIVATE_CHANNELS = {
  orders: 'spot@private.orders.v3.api.pb',
  deals: 'spot@private.deals.v3.api.pb',
  account: 'spot@private.account.v3.api.pb',
} as const;

const ORDER_TYPES: Readonly<Record<string, number>> = { LIMIT: 1, LIMIT_MAKER: 2, IMMEDIATE_OR_CANCEL: 3, FILL_OR_KILL: 4, MARKET: 5 };
const STATUSES: Readonly<Record<string, number>> = { NEW: 1, FILLED: 2, PARTIALLY_FILLED: 3, CANCELED: 4, PARTIALLY_CANCELED: 5 };
const SIDES = { buy: 1, sell: 2 } as const;

/** The names of candles that MEXC streams. */
export const KLINE_INTERVALS: Readonly<Record<string, Interval>> = {
  Min1: '1m',
  Min5: '5m',
  Min15: '15m',
  Min30: '30m',
  Min60: '1h',
  Hour4: '4h',
  Hour8: '8h',
  Day1: '1d',
  Week1: '1w',
};

/** An order as the private stream tells it; `fill` is the trade that it tells of. */
export function orderMessage(order: ExchangeOrder, fill: ExchangeFill | undefined, ts: Micros): PushMessage {
  const { instrument } = order;
  const remaining = order.quantity - order.filledQuantity;
  const money = (quantity: number): string =>
    plainDecimal(notional(instrument, order.price ?? 0, quantity, 'floor'), instrument.quote.scale);
  return {
    channel: PRIVATE_CHANNELS.orders,
    symbol: symbolOf(instrument),
    sendTime: millis(ts),
    privateOrders: {
      id: orderId(order.id),
      clientId: order.clientOrderId,
      price: priceText(instrument, order.price ?? 0),
      quantity: quantityText(instrument, order.quantity),
      amount: money(order.quantity),
      avgPrice: priceText(instrument, averagePrice(instrument, order.filledNotional, order.filledQuantity, 0)),
      orderType: ORDER_TYPES[typeName(order)] ?? 0,
      tradeType: SIDES[order.side],
      isMaker: fill?.isMaker ?? false,
      remainAmount: money(remaining),
      remainQuantity: quantityText(instrument, remaining),
      lastDealQuantity: quantityText(instrument, fill?.quantity ?? 0),
      cumulativeQuantity: quantityText(instrument, order.filledQuantity),
      cumulativeAmount: plainDecimal(order.filledNotional, instrument.quote.scale),
      status: STATUSES[statusName(order)] ?? 0,
      createTime: millis(order.createdAt),
    },
  };
}

/** A fill as the private stream tells it. */
export function dealMessage(fill: ExchangeFill): PushMessage {
  const { instrument } = fill;
  return {
    channel: PRIVATE_CHANNELS.deals,
    symbol: symbolOf(instrument),
    sendTime: millis(fill.ts),
    privateDeals: {
      price: priceText(instrument, fill.price),
      quantity: quantityText(instrument, fill.quantity),
      amount: plainDecimal(fill.notional, instrument.quote.scale),
      tradeType: SIDES[fill.side],
      isMaker: fill.isMaker,
      isSelfTrade: false,
      tradeId: tradeId(fill),
      clientOrderId: fill.clientOrderId,
      orderId: orderId(fill.orderId),
      feeAmount: plainDecimal(fill.fee, fill.feeCurrency.scale),
      feeCurrency: fill.feeCurrency.code,
      time: millis(fill.ts),
    },
  };
}

/** What is held of a currency now, and how that differs from before. */
export function holdingMessage(now: Balance, before: Balance | undefined, ts: Micros): PushMessage {
  const { code, scale } = now.currency;
  const [free, locked] = [now.free - (before?.free ?? 0), now.locked - (before?.locked ?? 0)];
  return {
    channel: PRIVATE_CHANNELS.account,
    createTime: millis(ts),
    sendTime: millis(ts),
    privateAccount: {
      vcoinName: code,
      coinId: code.toLowerCase(),
      balanceAmount: plainDecimal(now.free, scale),
      balanceAmountChange: plainDecimal(free, scale),
      frozenAmount: plainDecimal(now.locked, scale),
      frozenAmountChange: plainDecimal(locked, scale),
      type: locked > 0 ? 'ENTRUST_PLACE' : locked < 0 && free > 0 ? 'ENTRUST_CANCEL' : 'ENTRUST',
      time: millis(ts),
    },
  };
}

/** A candle as its channel tells it; times in seconds. */
export function klineMessage(instrument: Market['instrument'], channel: string, candle: Candle, ts: Micros): PushMessage {
  return {
    channel,
    symbol: symbolOf(instrument),
    createTime: millis(ts),
    sendTime: millis(ts),
    publicSpotKline: {
      interval: channel.slice(channel.lastIndexOf('@') + 1),
      windowStart: candle.openTime / MICROS_PER_SECOND,
      openingPrice: priceText(instrument, candle.open),
      closingPrice: priceText(instrument, candle.close),
      highestPrice: priceText(instrument, candle.high),
      lowestPrice: priceText(instrument, candle.low),
      volume: quantityText(instrument, candle.volume),
      amount: plainDecimal(candle.turnover, instrument.quote.scale),
      windowEnd: candle.closeTime / MICROS_PER_SECOND,
    },
  };
}

/** A trade of the market as its channel tells it. */
export function tradeMessage({ instrument, price, quantity, takerSide, ts }: PublicTrade, channel: string): PushMessage {
  const trade = {
    price: priceText(instrument, price),
    quantity: quantityText(instrument, quantity),
    tradeType: SIDES[takerSide],
    time: millis(ts),
  };
  return {
    channel,
    symbol: symbolOf(instrument),
    sendTime: millis(ts),
    publicAggreDeals: { deals: [trade], eventType: channel.slice(0, channel.lastIndexOf('@')) },
  };
}

/** The best prices of a market as their channel tells them; undefined while a side of the book is empty. */
export function bestPricesMessage({ instrument, book }: Market, channel: string, ts: Micros): PushMessage | undefined {
  const [[bid, bidQuantity] = [], [ask, askQuantity] = []] = [book.levels('buy', 1)[0], book.levels('sell', 1)[0]];
  if (bid === undefined || ask === undefined) return undefined;
  return {
    channel,
    symbol: symbolOf(instrument),
    sendTime: millis(ts),
    publicAggreBookTicker: {
      bidPrice: priceText(instrument, bid),
      bidQuantity: quantityText(instrument, bidQuantity ?? 0),
      askPrice: priceText(instrument, ask),
      askQuantity: quantityText(instrument, askQuantity ?? 0),
    },
  };
}
