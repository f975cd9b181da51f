import type { Currency, Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import type { Side, TimeInForce } from '../../domain/order.ts';
import type { Micros } from '../../kernel/time.ts';

/** What an order of the exchange waits for: nothing, a price, or a trigger and then either. Stops trigger against the position, profits with it. */
export type ExchangeOrderType = 'market' | 'limit' | 'stop' | 'stop-limit' | 'take-profit' | 'take-profit-limit';

/** What happens when an order would trade with one of the same account: they do, or the newer, the older or both of them end. */
export type SelfTrade = 'allow' | 'expire-taker' | 'expire-maker' | 'expire-both';

/**
 * Where an order stands. `waiting`: a stop that has not triggered; `open`: in the book, partly filled or not. `expired` is an end that
 * nobody asked for: an IOC's rest, a market order that ran out of book, a self-trade that was prevented, a halt.
 */
export type ExchangeOrderStatus = 'waiting' | 'open' | 'filled' | 'canceled' | 'expired';

/** Why an order ended without being filled. */
export type EndReason = 'asked' | 'unfilled' | 'no-liquidity' | 'self-trade' | 'list' | 'no-funds' | 'admin';

/** What a client asks for, in units of the instrument. */
export interface OrderRequest {
  /** `BTC/USDT.BINANCE`. */
  readonly instrumentId: string;
  readonly side: Side;
  readonly type: ExchangeOrderType;
  /** 0 where `spend` says how much. */
  readonly quantity: Quantity;
  /** A market order may say how much of the quote currency it spends or earns instead, in money units. */
  readonly spend?: Money | undefined;
  /** Of the types with a limit. */
  readonly price?: Price | undefined;
  /** Of the types that wait for a trigger. */
  readonly stopPrice?: Price | undefined;
  readonly timeInForce: TimeInForce;
  /** Refused, rather than traded, when it would take from the book. */
  readonly postOnly?: boolean;
  /** Empty where the client gave none: a face that has to name one makes it up before it asks. */
  readonly clientOrderId: string;
  /** As the venue's rules say where left out. */
  readonly selfTrade?: SelfTrade | undefined;
}

/** An order as it stands. What is handed out never changes: each change makes a new one. */
export interface ExchangeOrder {
  /** Unique at the exchange, counting up. */
  readonly id: number;
  readonly accountId: string;
  readonly instrument: Instrument;
  readonly clientOrderId: string;
  /** The order list (OCO) that it belongs to. */
  readonly listId: number | undefined;
  readonly side: Side;
  readonly type: ExchangeOrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly selfTrade: SelfTrade;
  readonly quantity: Quantity;
  readonly spend: Money | undefined;
  readonly price: Price | undefined;
  readonly stopPrice: Price | undefined;
  readonly status: ExchangeOrderStatus;
  readonly endReason: EndReason | undefined;
  readonly filledQuantity: Quantity;
  /** In quote money units. */
  readonly filledNotional: Money;
  /** When its stop triggered. */
  readonly triggeredAt: Micros | undefined;
  readonly createdAt: Micros;
  readonly updatedAt: Micros;
}

/** One side of a trade: what one account's order did. */
export interface ExchangeFill {
  /** Counts up by instrument; both sides of a trade carry the same. */
  readonly tradeId: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** In quote money units. */
  readonly notional: Money;
  /** In units of its currency. */
  readonly fee: Money;
  readonly feeCurrency: Currency;
  readonly isMaker: boolean;
  readonly ts: Micros;
}

/** Whether an order can still trade or be cancelled. */
export function isWorking(order: ExchangeOrder): boolean {
  return order.status === 'open' || order.status === 'waiting';
}
