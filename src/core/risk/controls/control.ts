import { powerOfTen } from '../../../kernel/exact.ts';
import type { Instrument, Money, Price, Quantity } from '../../../domain/instrument.ts';
import { notional } from '../../../domain/money.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';

/** Beyond this a value is not computed: a little below 2^53, so that an estimate in floats is enough to tell. */
const LARGEST = 9e15;

/** One pre-trade control: a pure function of the order and the state. It answers with a refusal, or with nothing. */
export type Control = (intent: OrderIntent, state: RiskState) => Refusal | undefined;

/** The price at which an order is valued: its limit, else its stop, else the last price. */
export function valuationPrice(intent: OrderIntent, state: RiskState): Price {
  return intent.limitPrice ?? intent.stopPrice ?? state.lastPrice;
}

/** What an order is worth, in quote money units, rounded against us. */
export function orderValue(intent: OrderIntent, state: RiskState): Money {
  return valueAgainstUs(intent.instrument, valuationPrice(intent, state), intent.quantity);
}

/** What a quantity is worth at a price, rounded up; where that is more than can be counted, as much as can be, which no limit lets pass. */
export function valueAgainstUs(instrument: Instrument, price: Price, quantity: Quantity): Money {
  const { priceScale, quantityScale, quote, multiplier } = instrument;
  const about = ((price / powerOfTen(priceScale)) * quantity * multiplier * powerOfTen(quote.scale)) / powerOfTen(quantityScale);
  return about < LARGEST ? notional(instrument, price, quantity, 'ceil') : Number.MAX_SAFE_INTEGER;
}
