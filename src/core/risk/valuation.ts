import { powerOfTen } from '../../kernel/exact.ts';
import type { Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';
import type { OrderIntent, Side } from '../../domain/order.ts';
import { notional } from '../../domain/money.ts';
import type { RiskState } from './risk-state.ts';

/** Beyond this a value is not computed: a little below 2^53, so that an estimate in floats is enough to tell. */
const LARGEST = 9e15;

/** What the price of an order follows from. */
export interface Priced {
  readonly side: Side;
  readonly limitPrice: Price | undefined;
  readonly stopPrice: Price | undefined;
}

/**
 * The price at which an order is valued: the worst that it can be expected to meet. A limit bounds a purchase; without one it meets its
 * stop or the market, whichever is higher, since a stop below the market triggers at once. A sale may meet the market, however low its prices.
 */
export function valuationPrice({ side, limitPrice, stopPrice }: Priced, lastPrice: Price): Price {
  if (side === 'buy' && limitPrice !== undefined) return limitPrice;
  return Math.max(limitPrice ?? stopPrice ?? lastPrice, lastPrice);
}

/** What an order is worth, in quote money units, rounded against us. */
export function valueOfOrder(intent: OrderIntent, state: RiskState): Money {
  return valueAgainstUs(intent.instrument, valuationPrice(intent, state.lastPrice), intent.quantity);
}

/** What a quantity is worth at a price, rounded up; where that is more than can be counted, as much as can be, which no limit lets pass. */
export function valueAgainstUs(instrument: Instrument, price: Price, quantity: Quantity): Money {
  const { priceScale, quantityScale, quote, multiplier } = instrument;
  const about = ((price / powerOfTen(priceScale)) * quantity * multiplier * powerOfTen(quote.scale)) / powerOfTen(quantityScale);
  return about < LARGEST ? notional(instrument, price, quantity, 'ceil') : Number.MAX_SAFE_INTEGER;
}
