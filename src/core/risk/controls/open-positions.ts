import type { OrderIntent } from '../../../domain/order.ts';
import { reach } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskScope } from '../risk-scope.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** How many positions may be open at a time. */
export const openPositions: Control = {
  name: 'open positions',
  what: 'Positions of the account, or of a strategy, that are open at a time, those counted that open orders may open.',
  why: 'More positions than a person can follow are positions that nobody follows.',
  source: 'RTS 6 art. 15(5); 20 among our users',
  settings: ['maxOpenPositions'],
  codes: ['RISK_OPEN_POSITIONS'],
  asksExits: false,
  check,
};

function check(_intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (reach(state.position, state.buying, state.selling) > 0) return undefined;
  return full(state.account) ?? full(state.strategy) ?? full(state.instrument);
}

function full({ limits: { maxOpenPositions = Infinity }, openPositions: open, words }: RiskScope): Refusal | undefined {
  if (open < maxOpenPositions) return undefined;
  return refuse(
    'RISK_OPEN_POSITIONS',
    `${words} has ${open} positions, those that open orders may open counted`,
    `at most ${maxOpenPositions} are allowed`,
    'what adds to an open position would pass',
  );
}
