import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { standing } from '../standing-breach.ts';
import type { Control } from './control.ts';

/** Once as many round trips have lost in a row as are allowed, nothing adds exposure until a named person lets trading go on. */
export const losingStreak: Control = {
  name: 'losing streak',
  what: 'Round trips that lose, one after the other.',
  why: 'Many small losses in a row say that something is not as it was measured.',
  source: 'ours',
  settings: ['maxLosingStreak'],
  codes: ['RISK_LOSING_STREAK'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  return adds(intent, state) ? standing('maxLosingStreak', 'RISK_LOSING_STREAK', state) : undefined;
}
