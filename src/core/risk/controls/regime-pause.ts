import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** A strategy that the regime pauses: what closes its position passes, what adds to it or turns it does not. */
export const regimePause: Control = {
  name: 'regime pause',
  what: 'What the regime pauses opens nothing.',
  why: 'A strategy is measured in the market that it was made for.',
  source: 'ours',
  settings: [],
  codes: ['RISK_REGIME_PAUSED'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (!state.isPaused) return undefined;
  const closable = intent.side === 'sell' ? state.position - state.selling : -state.position - state.buying;
  if (intent.quantity <= closable) return undefined;
  return refuse(
    'RISK_REGIME_PAUSED',
    `the regime pauses ${intent.strategyId} in ${intent.instrument.id}`,
    '',
    'only what closes its position passes',
  );
}
