import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** A strategy that the regime pauses: what closes its position passes, what adds to it or turns it does not. */
export const regimePause: Control = (intent, state) => {
  if (!state.isPaused || intent.reduceOnly) return undefined;
  const closable = intent.side === 'sell' ? state.position - state.selling : -state.position - state.buying;
  if (intent.quantity <= closable) return undefined;
  return refuse(
    'RISK_REGIME_PAUSED',
    `the regime pauses ${intent.strategyId} in ${intent.instrument.id}; only what closes its position passes`,
  );
};
