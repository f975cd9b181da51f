import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** A halted instrument: only orders that reduce a position leave. */
export const instrumentHalt: Control = (intent, state) => {
  if (!state.isHalted || intent.reduceOnly) return undefined;
  return refuse('RISK_INSTRUMENT_HALTED', `trading of ${intent.instrument.id} is halted; only reduce-only orders pass`);
};
