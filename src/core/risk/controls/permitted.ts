import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** What may be traded at all: instruments, strategies, and which way. */
export const permitted: Control = {
  name: 'permitted',
  what: 'Which instruments, strategies and sides may open positions: the lists `risk.instruments` and `risk.strategies`, and `sides` on every level.',
  why: 'What nobody decided to trade is not traded, whatever a strategy or a message says.',
  source: 'RTS 6 art. 15(5)',
  settings: ['instruments', 'strategies', 'sides'],
  codes: ['RISK_NOT_PERMITTED'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { sides } = state.limits;
  if (sides === 'both' || !adds(intent, state) || sides === (intent.side === 'buy' ? 'long' : 'short')) return undefined;
  const { strategyId, instrument, side } = intent;
  return refuse(
    'RISK_NOT_PERMITTED',
    `${strategyId} may not ${side} ${instrument.id}, beyond closing what it holds`,
    sides === 'none' ? 'it is not on the list' : `only ${sides} positions are allowed`,
    sides === 'none' ? 'only what closes a position would pass' : `what opens a ${sides} position would pass`,
  );
}
