import type { OrderIntent } from '../../../domain/order.ts';
import { seconds } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The same order does not leave twice within a moment. */
export const duplicate: Control = {
  name: 'duplicate',
  what: 'The same order (strategy, instrument, side, type, quantity, prices) within `duplicateWindow` of the one before.',
  why: 'A repeated message, two tasks at once, or an answer that was taken for a failure, buy twice.',
  source: 'SEC 15c3-5(c)(1)(ii); detail 3 of our users',
  settings: ['duplicateWindow'],
  codes: ['RISK_DUPLICATE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, { now, limits: { duplicateWindow }, recent }: Readonly<RiskState>): Refusal | undefined {
  if (duplicateWindow === undefined) return undefined;
  const same = recent.find(intent, now - duplicateWindow);
  if (same === 0) return undefined;
  return refuse(
    'RISK_DUPLICATE',
    `order ${same} is the same, and passed less than ${seconds(duplicateWindow)} ago`,
    `the same order passes once in ${seconds(duplicateWindow)}`,
    'another quantity or price would pass',
  );
}
