import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** Without a last price nothing can be valued. */
export const marketKnown: Control = (intent, state) =>
  Number.isNaN(state.lastPrice) ? refuse('RISK_NO_MARKET', `${intent.instrument.id} has no price yet`) : undefined;
