import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { standing } from '../standing-breach.ts';
import type { Control } from './control.ts';

/** Once the drawdown has reached its limit, nothing adds exposure until a named person lets trading go on. */
export const drawdown: Control = {
  name: 'drawdown',
  what: 'What may be lost from the best moment so far. After a person lets trading go on it counts from there.',
  why: 'A strategy that has stopped working loses slowly, within every daily limit.',
  source: 'ours',
  settings: ['maxDrawdown'],
  codes: ['RISK_DRAWDOWN'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  return adds(intent, state) ? standing('maxDrawdown', 'RISK_DRAWDOWN', state) : undefined;
}
