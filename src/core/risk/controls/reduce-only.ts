import type { OrderIntent } from '../../../domain/order.ts';
import { formatQuantity } from '../../../domain/instrument.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** A reduce-only order stands against a position and is no larger than it. */
export const reduceOnly: Control = {
  name: 'reduce-only',
  what: 'A reduce-only order stands against a position, and is no larger.',
  why: 'An exit that is sent twice must not open the opposite position.',
  source: 'detail 1 of our users',
  settings: [],
  codes: ['RISK_REDUCE_ONLY'],
  asksExits: true,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (!intent.reduceOnly) return undefined;
  const reducible = Math.max(0, intent.side === 'sell' ? state.position : -state.position);
  if (intent.quantity <= reducible) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_REDUCE_ONLY',
    `${intent.side} ${formatQuantity(instrument, intent.quantity)} is more than the ${formatQuantity(instrument, reducible)} it could reduce`,
  );
}
