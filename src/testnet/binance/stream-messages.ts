import type { Interval } from '../../domain/interval.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Candle } from '../exchange/candles.ts';
import type { ExchangeEvent, PublicTrade } from '../exchange/exchange-event.ts';
import type { Market } from '../exchange/market.ts';
import {
  candleRow,
  decimal8,
  listNames,
  millis,
  moneyText,
  priceText,
  quantityText,
  SELF_TRADE_WORDS,
  statusText,
  symbolOf,
  typeText,
} from './binance-words.ts';
import { levelTexts } from './market-routes.ts';

type Event<K extends ExchangeEvent['kind']> = Extract<ExchangeEvent, { kind: K }>;

/** A trade of the market; trades are told one by one, as `trade` and as an `aggTrade` of one. */
export function tradeMessages(trade: PublicTrade, now: Micros): { readonly trade: object; readonly aggTrade: object } {
  const { instrument, tradeId, takerSide, ts } = trade;
  const core = { E: millis(now), s: symbolOf(instrument) };
  const rest = { p: priceText(instrument, trade.price), q: quantityText(instrument, trade.quantity) };
  const end = { T: millis(ts), m: takerSide === 'sell', M: true };
  return {
    trade: { e: 'trade', ...core, t: tradeId, ...rest, ...end },
    aggTrade: { e: 'aggTrade', ...core, a: tradeId, ...rest, f: tradeId, l: tradeId, ...end },
  };
}

/** A candle; `isClosed` once no more will be added to it. */
export function candleMessage({ instrument }: Market, interval: Interval, candle: Candle, isClosed: boolean, now: Micros): object {
  const [t, o, h, l, c, v, T, q, n, V, Q, B] = candleRow(instrument, candle);
  const s = symbolOf(instrument);
  return { e: 'kline', E: millis(now), s, k: { t, T, s, i: interval, f: -1, L: -1, o, c, h, l, v, n, x: isClosed, q, V, Q, B } };
}

/** What changed in a book. */
export function depthMessage(market: Market, event: Event<'book'>, now: Micros): object {
  const { firstUpdateId: U, lastUpdateId: u } = event;
  const [b, a] = [levelTexts(market, event.bids), levelTexts(market, event.asks)];
  return { e: 'depthUpdate', E: millis(now), s: symbolOf(market.instrument), U, u, b, a };
}

/** The best prices of a book; undefined while a side is empty. */
export function bookTickerMessage(market: Market): object | undefined {
  const [bid, ask] = [levelTexts(market, market.book.levels('buy', 1))[0], levelTexts(market, market.book.levels('sell', 1))[0]];
  if (bid === undefined || ask === undefined) return undefined;
  return { u: market.updateId, s: symbolOf(market.instrument), b: bid[0], B: bid[1], a: ask[0], A: ask[1] };
}

const EXECUTIONS = { new: 'NEW', triggered: 'NEW', trade: 'TRADE', canceled: 'CANCELED', expired: 'EXPIRED' } as const;

/** What happened to an order of an account. `executionId` counts up. */
export function executionReport({ order, cause, fill, ts }: Event<'order'>, executionId: number, now: Micros): object {
  const { instrument } = order;
  const isPrevented = cause === 'expired' && order.endReason === 'self-trade';
  const isCancel = cause === 'canceled';
  return {
    e: 'executionReport',
    E: millis(now),
    s: symbolOf(instrument),
    c: isCancel ? `cancel-${executionId}` : order.clientOrderId,
    S: order.side.toUpperCase(),
    o: typeText(order),
    f: order.timeInForce,
    q: quantityText(instrument, order.quantity),
    p: priceText(instrument, order.price),
    P: priceText(instrument, order.stopPrice),
    F: '0.00000000',
    g: order.listId ?? -1,
    C: isCancel ? order.clientOrderId : '',
    x: isPrevented ? 'TRADE_PREVENTION' : EXECUTIONS[cause],
    X: statusText(order),
    r: 'NONE',
    i: order.id,
    l: quantityText(instrument, fill?.quantity ?? 0),
    z: quantityText(instrument, order.filledQuantity),
    L: priceText(instrument, fill?.price),
    n: fill === undefined ? '0' : decimal8(fill.fee, fill.feeCurrency.scale),
    N: fill?.feeCurrency.code ?? null,
    T: millis(ts),
    t: fill?.tradeId ?? -1,
    I: executionId,
    w: order.status === 'open',
    m: fill?.isMaker ?? false,
    M: fill !== undefined,
    O: millis(order.createdAt),
    Z: moneyText(instrument, order.filledNotional),
    Y: moneyText(instrument, fill?.notional),
    Q: moneyText(instrument, order.spend),
    W: order.status === 'waiting' ? -1 : millis(order.triggeredAt ?? order.createdAt),
    V: SELF_TRADE_WORDS[order.selfTrade],
  };
}

/** That a list of orders was taken, or is over. */
export function listStatus({ listId, orders, isOver, ts }: Event<'list'>, now: Micros): object {
  const names = listNames(orders);
  return {
    e: 'listStatus',
    E: millis(now),
    s: names[0]?.symbol,
    g: listId,
    c: 'OCO',
    l: isOver ? 'ALL_DONE' : 'EXEC_STARTED',
    L: isOver ? 'ALL_DONE' : 'EXECUTING',
    r: 'NONE',
    C: `list-${listId}`,
    T: millis(ts),
    O: names.map(({ symbol: s, orderId: i, clientOrderId: c }) => ({ s, i, c })),
  };
}

/** The balances of an account that changed. */
export function accountPosition({ balances, ts }: Event<'balance'>, now: Micros): object {
  const rows = balances.map(({ currency: { code, scale }, free, locked }) => ({
    a: code,
    f: decimal8(free, scale),
    l: decimal8(locked, scale),
  }));
  return { e: 'outboundAccountPosition', E: millis(now), u: millis(ts), B: rows };
}

/** A deposit or a withdrawal. */
export function balanceUpdate({ transfer, ts }: Event<'transfer'>, now: Micros): object {
  const { currency } = transfer.balance;
  return { e: 'balanceUpdate', E: millis(now), a: currency.code, d: decimal8(transfer.amount, currency.scale), T: millis(ts) };
}
