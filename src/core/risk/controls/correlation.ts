import type { OrderIntent } from '../../../domain/order.ts';
import { passingQuantity, sum } from '../in-words.ts';
import { amountAt } from '../limits.ts';
import { addedValue } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Exposure in positions that move together: several names for one risk. */
export const correlation: Control = {
  name: 'correlation',
  what: 'Exposure in positions whose daily returns are correlated above `risk.correlation.above` over `risk.correlation.over`, by their sides: a long and a short of the same thing do not add up. Of which too little is known counts as one.',
  why: 'Five coins that fall together are one position.',
  source: 'RTS 6 art. 15(5); .7 over 60 days among our users',
  settings: ['correlation.maxExposure', 'correlation.above', 'correlation.over'],
  codes: ['RISK_CORRELATION'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { account, correlated, equity } = state;
  if (account.limits.maxCorrelated === undefined) return undefined;
  const added = addedValue(intent, state);
  const most = amountAt(account.limits.maxCorrelated, equity);
  if (added === 0 || correlated + added <= most) return undefined;
  return refuse(
    'RISK_CORRELATION',
    `positions that move with this one would be worth ${sum(correlated + added, intent.instrument)} together`,
    `at most ${sum(most, intent.instrument)} is allowed`,
    passingQuantity(intent, state, most - correlated),
  );
}
