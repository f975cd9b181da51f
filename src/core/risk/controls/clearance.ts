import { formatTime } from '../../../kernel/time.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { passingQuantity, sum } from '../in-words.ts';
import { addedValue } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Whether the gate lets the strategy trade here, and how much. */
export const clearance: Control = {
  name: 'stage',
  what: 'Where a venue asks for it, a strategy trades only by a certificate that holds, and up to the limit of its stage.',
  why: 'Real money is for exactly what has proven itself, and grows with the proof.',
  source: 'ours; RTS 6 art. 6-8',
  settings: [],
  codes: ['GATE_CERTIFICATE_MISSING', 'GATE_EXPIRED', 'RISK_STAGE_LIMIT'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { needsClearance, clearance: cleared, now, strategy } = state;
  if (!needsClearance) return undefined;
  if (cleared === undefined) return refuse('GATE_CERTIFICATE_MISSING', `${strategy.words} has no certificate that lets it trade here`);
  const { stage, limit, expiresAt, certificate } = cleared;
  if (now >= expiresAt) return refuse('GATE_EXPIRED', `certificate ${certificate} held until ${formatTime(expiresAt)}`);
  const added = addedValue(intent, state);
  if (added === 0 || strategy.exposure + added <= limit) return undefined;
  return refuse(
    'RISK_STAGE_LIMIT',
    `${strategy.words} would have an exposure of ${sum(strategy.exposure + added, intent.instrument)}, open orders counted`,
    `in ${stage} at most ${sum(limit, intent.instrument)} is allowed`,
    passingQuantity(intent, state, limit - strategy.exposure),
  );
}
