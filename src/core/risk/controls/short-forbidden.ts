import { formatQuantity } from '../../../domain/instrument.ts';
import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** A cash account sells no more than it has, open sell orders counted. */
export const shortForbidden: Control = (intent, state) => {
  if (state.accountType === 'margin' || intent.side === 'buy' || intent.reduceOnly) return undefined;
  const free = state.position - state.selling;
  if (intent.quantity <= free) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_SHORT_FORBIDDEN',
    `selling ${formatQuantity(instrument, intent.quantity)} of ${formatQuantity(instrument, Math.max(0, free))} held would be short in a cash account`,
  );
};
