import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { standing } from '../standing-breach.ts';
import type { Control } from './control.ts';

/** Once the loss of the day has reached its limit, nothing adds exposure until a named person lets trading go on. */
export const dailyLoss: Control = {
  name: 'daily loss',
  what: 'What may be lost in a day of `risk.dayZone`: realised, open, and fees. New risk stops at the event that reaches it; exits pass.',
  why: 'A bad day must end; the worst losses are made by trading on.',
  source: 'ours; daily loss limits of all our users',
  settings: ['dailyLoss'],
  codes: ['RISK_DAILY_LOSS'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  return adds(intent, state) ? standing('dailyLoss', 'RISK_DAILY_LOSS', state) : undefined;
}
