import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** A halted instrument: only orders that reduce a position leave. */
export const instrumentHalt: Control = {
  name: 'instrument halt',
  what: 'A halted instrument takes orders that reduce only.',
  why: 'What the venue says and what is known here differ; more orders would make it worse.',
  source: 'RTS 6 art. 15(5); ours',
  settings: [],
  codes: ['RISK_INSTRUMENT_HALTED'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (!state.isHalted) return undefined;
  return refuse('RISK_INSTRUMENT_HALTED', `trading of ${intent.instrument.id} is halted`, '', 'only reduce-only orders pass');
}
