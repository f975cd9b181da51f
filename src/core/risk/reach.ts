import type { Money, Quantity } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { closingPart } from './order-cover.ts';
import type { RiskState } from './risk-state.ts';
import { valuationPrice, valueAgainstUs } from './valuation.ts';

/** The largest position, long or short, that a strategy can come to hold in an instrument when its open orders fill. */
export function reach(position: Quantity, buying: Quantity, selling: Quantity): Quantity {
  return Math.max(Math.abs(position + buying), Math.abs(position - selling));
}

/** Whether an order can open or enlarge a position, rather than only close one. */
export function adds(intent: OrderIntent, state: Readonly<RiskState>): boolean {
  return !intent.reduceOnly && intent.quantity > closingPart(intent, state);
}

/** How much more the largest position is worth that can come of an order and of all that is open beside it. */
export function addedValue(intent: OrderIntent, { position, buying, selling, lastPrice }: Readonly<RiskState>): Money {
  const { side, quantity, instrument } = intent;
  const after = side === 'buy' ? reach(position, buying + quantity, selling) : reach(position, buying, selling + quantity);
  const added = after - reach(position, buying, selling);
  return added <= 0 ? 0 : valueAgainstUs(instrument, valuationPrice(intent, lastPrice), added);
}
