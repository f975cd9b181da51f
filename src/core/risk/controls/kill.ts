import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** Killed or reducing: only orders that reduce a position leave. */
export const kill: Control = (intent, state) => {
  if (state.tradingState === 'ACTIVE' || intent.reduceOnly) return undefined;
  return refuse('RISK_KILLED', `trading is ${state.tradingState}; only reduce-only orders pass`);
};
