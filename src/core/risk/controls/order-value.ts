import type { OrderIntent } from '../../../domain/order.ts';
import { sum, passingQuantity } from '../in-words.ts';
import { amountAt } from '../limits.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { valueOfOrder } from '../valuation.ts';
import type { Control } from './control.ts';

/** The largest value of one order. */
export const orderValue: Control = {
  name: 'order value',
  what: 'The largest value of one order.',
  why: 'A typing error, or a size that was worked out from a wrong price, stops at one order.',
  source: 'RTS 6 art. 15(1)(b); SEC 15c3-5(c)(1)(i)',
  settings: ['maxOrderValue'],
  codes: ['RISK_ORDER_VALUE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const most = amountAt(state.limits.maxOrderValue, state.equity);
  const value = valueOfOrder(intent, state);
  if (value <= most) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_ORDER_VALUE',
    `the order is worth ${sum(value, instrument)}`,
    `at most ${sum(most, instrument)} is allowed`,
    passingQuantity(intent, state, most),
  );
}
