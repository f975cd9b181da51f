import { formatQuantity } from '../../../domain/instrument.ts';
import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** A reduce-only order stands against a position and is no larger than it. */
export const reduceOnly: Control = (intent, state) => {
  if (!intent.reduceOnly) return undefined;
  const reducible = Math.max(0, intent.side === 'sell' ? state.position : -state.position);
  if (intent.quantity <= reducible) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_REDUCE_ONLY',
    `${intent.side} ${formatQuantity(instrument, intent.quantity)} is more than the ${formatQuantity(instrument, reducible)} it could reduce`,
  );
};
