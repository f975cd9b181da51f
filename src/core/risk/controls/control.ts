import type { Money, Price } from '../../../domain/instrument.ts';
import { notional } from '../../../domain/money.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';

/** One pre-trade control: a pure function of the order and the state. It answers with a refusal, or with nothing. */
export type Control = (intent: OrderIntent, state: RiskState) => Refusal | undefined;

/** The price at which an order is valued: its limit, else its stop, else the last price. */
export function valuationPrice(intent: OrderIntent, state: RiskState): Price {
  return intent.limitPrice ?? intent.stopPrice ?? state.lastPrice;
}

/** What an order is worth, in quote money units, rounded against us. */
export function orderValue(intent: OrderIntent, state: RiskState): Money {
  return notional(intent.instrument, valuationPrice(intent, state), intent.quantity, 'ceil');
}
