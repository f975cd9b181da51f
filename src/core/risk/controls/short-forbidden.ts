import type { OrderIntent } from '../../../domain/order.ts';
import { formatQuantity } from '../../../domain/instrument.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** A cash account sells no more than it has, open sell orders counted. */
export const shortForbidden: Control = {
  name: 'no short in a cash account',
  what: 'A cash account sells no more than it has, open sales counted.',
  why: 'Spot coins cannot be sold short.',
  source: 'venue',
  settings: [],
  codes: ['RISK_SHORT_FORBIDDEN'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (state.accountType === 'margin' || intent.side === 'buy') return undefined;
  const free = state.position - state.selling;
  if (intent.quantity <= free) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_SHORT_FORBIDDEN',
    `selling ${formatQuantity(instrument, intent.quantity)} of ${formatQuantity(instrument, Math.max(0, free))} held would be short in a cash account`,
  );
}
