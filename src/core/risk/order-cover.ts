import { MILLION, multiplyDivide } from '../../kernel/exact.ts';
import type { Money, Quantity } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { valuationPrice, valueAgainstUs } from './valuation.ts';
import type { RiskState } from './risk-state.ts';

/**
 * The money that an order needs, its fee included, and that is reserved while it is open: in a cash account what a purchase costs, on
 * margin the value of what it opens beyond closing the strategy's position. An order that only reduces needs none.
 */
export function orderCover(intent: OrderIntent, state: RiskState): Money {
  if (intent.reduceOnly || (state.accountType === 'cash' && intent.side === 'sell')) return 0;
  const price = valuationPrice(intent, state.lastPrice);
  const value = valueAgainstUs(intent.instrument, price, intent.quantity);
  const fee = multiplyDivide(value, state.takerFee, MILLION, 'ceil');
  if (state.accountType === 'cash') return value + fee;
  return valueAgainstUs(intent.instrument, price, intent.quantity - closingPart(intent, state)) + fee;
}

/** How much of an order closes the strategy's position, when the orders before it on its side fill. */
export function closingPart({ side, quantity }: OrderIntent, { position, buying, selling }: RiskState): Quantity {
  return Math.min(quantity, Math.max(0, side === 'sell' ? position - selling : -position - buying));
}
