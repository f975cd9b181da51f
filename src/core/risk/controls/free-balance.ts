import { MILLION, multiplyDivide } from '../../../kernel/exact.ts';
import type { Money } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { closingPart, orderCover } from '../order-cover.ts';
import { passingQuantity, sum } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { valueAgainstUs } from '../valuation.ts';
import type { Control } from './control.ts';

/**
 * A purchase and its fee are paid from cash that no open order has reserved. On margin the account's equity covers all its positions,
 * longs and shorts alike, and all that open orders may add: it borrows coins or money, but no more than it is worth.
 */
export const freeBalance: Control = {
  name: 'free balance',
  what: 'Cash accounts pay from free cash, fee included; margin accounts cover everything with their equity. What the venue lacks of what is booked is not there to be spent.',
  why: 'A venue rejects what is not covered, and borrowed money loses faster than it was earned.',
  source: 'SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4)',
  settings: [],
  codes: ['RISK_FREE_BALANCE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const cover = orderCover(intent, state);
  if (cover === 0) return undefined;
  const free = (state.accountType === 'cash' ? state.cash : uncovered(intent, state)) - state.reserved - state.shortfall;
  if (cover <= free) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_FREE_BALANCE',
    `the order needs ${sum(cover, instrument)} with its fee`,
    `${sum(free, instrument)} ${state.shortfall > 0 ? 'are free, by what the venue says that it has' : 'are free'}`,
    passingQuantity(intent, state, multiplyDivide(Math.max(0, free), MILLION, MILLION + Math.max(0, state.takerFee), 'floor')),
  );
}

/** Equity that covers no position, once the order has closed what it closes. */
function uncovered(intent: OrderIntent, state: RiskState): Money {
  const released = valueAgainstUs(intent.instrument, state.lastPrice, closingPart(intent, state));
  return state.equity - Math.max(0, state.exposed - released);
}
