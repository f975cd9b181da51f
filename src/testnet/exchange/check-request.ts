import { notional } from '../../domain/money.ts';
import type { Price } from '../../domain/instrument.ts';
import type { OrderRequest } from './exchange-order.ts';
import type { Market } from './market.ts';
import type { Refusal } from './refusal.ts';

/** What is wrong with a request by itself, in the order in which venues look: ticks, lots, limits, value, and what the book says to it now. */
export function checkRequest(market: Market, request: OrderRequest): Refusal | undefined {
  return checkPrices(market, request) ?? checkQuantity(market, request) ?? checkValue(market, request) ?? checkBook(market, request);
}

/** Whether a type rests at a limit, now or once it has triggered. */
export function hasLimit({ type }: Pick<OrderRequest, 'type'>): boolean {
  return type === 'limit' || type === 'stop-limit' || type === 'take-profit-limit';
}

/** Whether a type waits for a trigger first. */
export function hasTrigger({ type }: Pick<OrderRequest, 'type'>): boolean {
  return type !== 'limit' && type !== 'market';
}

function checkPrices({ instrument }: Market, request: OrderRequest): Refusal | undefined {
  const onTick = (price: Price): boolean => price > 0 && price % instrument.tick === 0;
  if (hasLimit(request)) {
    if (request.price === undefined) return 'price-missing';
    if (!onTick(request.price)) return 'price-step';
  }
  if (!hasTrigger(request)) return undefined;
  if (request.stopPrice === undefined) return 'stop-missing';
  return onTick(request.stopPrice) ? undefined : 'stop-step';
}

function checkQuantity({ instrument }: Market, { quantity, spend }: OrderRequest): Refusal | undefined {
  if (spend !== undefined) return undefined;
  if (quantity < instrument.minQuantity || quantity <= 0) return 'quantity-too-small';
  if (quantity > instrument.maxQuantity) return 'quantity-too-large';
  return quantity % instrument.lot === 0 ? undefined : 'quantity-step';
}

function checkValue({ instrument, lastPrice, book }: Market, request: OrderRequest): Refusal | undefined {
  const opposite = book.best(request.side === 'buy' ? 'sell' : 'buy');
  const price = request.price ?? request.stopPrice ?? opposite ?? lastPrice;
  if (price === undefined) return undefined;
  const value = request.spend ?? notional(instrument, price, request.quantity, 'floor');
  if (value < instrument.minNotional || value <= 0) return 'value-too-small';
  return value > instrument.maxNotional ? 'value-too-large' : undefined;
}

function checkBook(market: Market, request: OrderRequest): Refusal | undefined {
  const { side, price, stopPrice } = request;
  if (request.postOnly === true && price !== undefined && !hasTrigger(request)) {
    const opposite = market.book.best(side === 'buy' ? 'sell' : 'buy');
    if (opposite !== undefined && (side === 'buy' ? price >= opposite : price <= opposite)) return 'would-take';
  }
  const last = market.lastPrice;
  if (!hasTrigger(request) || stopPrice === undefined || last === undefined) return undefined;
  return (market.triggersRising(request) ? last >= stopPrice : last <= stopPrice) ? 'would-trigger' : undefined;
}
