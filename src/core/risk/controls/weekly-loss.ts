import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { standing } from '../standing-breach.ts';
import type { Control } from './control.ts';

/** Once the loss of the week has reached its limit, nothing adds exposure until a named person lets trading go on. */
export const weeklyLoss: Control = {
  name: 'weekly loss',
  what: 'The same for a week, which begins on Monday.',
  why: 'Five days just within their limits are a loss too.',
  source: 'ours',
  settings: ['weeklyLoss'],
  codes: ['RISK_WEEKLY_LOSS'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  return adds(intent, state) ? standing('weeklyLoss', 'RISK_WEEKLY_LOSS', state) : undefined;
}
