import type { OrderIntent } from '../../../domain/order.ts';
import { sum, passingQuantity } from '../in-words.ts';
import { amountAt } from '../limits.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { valuationPrice, valueAgainstUs } from '../valuation.ts';
import type { Control } from './control.ts';

/** The largest value of the position that results when this order and all open orders on its side fill. */
export const positionSize: Control = {
  name: 'position value',
  what: 'The largest value of what a strategy holds in an instrument, open orders counted, those of unknown fate too.',
  why: 'One position must not decide over the account; an order counts from the moment it is sent.',
  source: 'RTS 6 art. 15(2), 15(4)',
  settings: ['maxPositionValue'],
  codes: ['RISK_POSITION_SIZE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const most = amountAt(state.limits.maxPositionValue, state.equity);
  if (most === Infinity) return undefined;
  const { position, buying, selling, lastPrice } = state;
  const before = intent.side === 'buy' ? position + buying : selling - position;
  const after = before + intent.quantity;
  if (Math.abs(after) <= Math.abs(position)) return undefined;
  const { instrument } = intent;
  const price = valuationPrice(intent, lastPrice);
  const value = valueAgainstUs(instrument, price, Math.abs(after));
  if (value <= most) return undefined;
  return refuse(
    'RISK_POSITION_SIZE',
    `the position would be worth ${sum(value, instrument)}, open orders counted`,
    `at most ${sum(most, instrument)} is allowed`,
    passingQuantity(intent, state, most - Math.sign(before) * valueAgainstUs(instrument, price, Math.abs(before))),
  );
}
