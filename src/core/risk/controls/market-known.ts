import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Without a last price nothing can be valued. */
export const marketKnown: Control = {
  name: 'known market',
  what: 'An order needs a last price.',
  why: 'Without a price nothing can be valued, so no other limit holds.',
  source: 'ours',
  settings: [],
  codes: ['RISK_NO_MARKET'],
  asksExits: true,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  return Number.isNaN(state.lastPrice) ? refuse('RISK_NO_MARKET', `${intent.instrument.id} has no price yet`) : undefined;
}
