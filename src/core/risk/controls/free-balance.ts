import { formatDecimal } from '../../../kernel/exact.ts';
import type { Money } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { closingPart, orderCover } from '../order-cover.ts';
import { refuse } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { valueAgainstUs } from '../valuation.ts';
import type { Control } from './control.ts';

/**
 * A purchase and its fee are paid from cash that no open order has reserved. On margin the account's equity covers all its positions,
 * longs and shorts alike, and all that open orders may add: it borrows coins or money, but no more than it is worth.
 */
export const freeBalance: Control = (intent, state) => {
  const cover = orderCover(intent, state);
  if (cover === 0) return undefined;
  const free = (state.accountType === 'cash' ? state.cash : uncovered(intent, state)) - state.reserved;
  if (cover <= free) return undefined;
  const { scale, code } = intent.instrument.quote;
  return refuse(
    'RISK_FREE_BALANCE',
    `the order needs ${formatDecimal(cover, scale)} ${code} with its fee; ${formatDecimal(free, scale)} ${code} are free`,
  );
};

/** Equity that covers no position, once the order has closed what it closes. */
function uncovered(intent: OrderIntent, state: RiskState): Money {
  const released = valueAgainstUs(intent.instrument, state.lastPrice, closingPart(intent, state));
  return state.equity - Math.max(0, state.exposed - released);
}
