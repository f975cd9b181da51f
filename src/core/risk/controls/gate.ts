import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/**
 * While the link to the venue is lost only orders that reduce leave, up to the position that was confirmed before. Before the first
 * confirmation nobody knows what is held: then only what a person asks for by name leaves, and only if it reduces; and what guards a fill,
 * since the venue itself has just told of that.
 */
export const gate: Control = {
  name: 'gate',
  what: 'After a start, and while the link to the venue is lost, only what reduces leaves.',
  why: 'Whoever trades on a position that nobody has confirmed may double it.',
  source: 'ours; closed at start',
  settings: [],
  codes: ['RISK_GATE_SHUT', 'RISK_POSITION_UNCONFIRMED'],
  asksExits: true,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (state.gate === 'open') return undefined;
  if (!intent.reduceOnly) return refuse('RISK_GATE_SHUT', `the gate is ${state.gate}`, '', 'nothing that adds exposure leaves');
  if (state.gate === 'reduce-only' || state.isByPerson || intent.parentId !== undefined) return undefined;
  return refuse(
    'RISK_POSITION_UNCONFIRMED',
    'the venue has not confirmed the position since the start',
    '',
    'only a person may reduce it now',
  );
}
