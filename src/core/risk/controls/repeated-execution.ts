import type { OrderIntent } from '../../../domain/order.ts';
import { adds } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskScope } from '../risk-scope.ts';
import type { RiskState } from '../risk-state.ts';
import { standing } from '../standing-breach.ts';
import type { Control } from './control.ts';

/** A strategy that orders again and again is stopped, until a named person lets it go on. */
export const repeatedExecution: Control = {
  name: 'repeated execution',
  what: 'Orders within an hour that may add exposure. Who reaches the limit is stopped until a named person lets it go on.',
  why: 'A strategy that repeats itself is broken: one of our users saw 712 purchases in a day.',
  source: 'RTS 6 art. 15(3); detail 3 of our users',
  settings: ['maxRepeats'],
  codes: ['RISK_REPEATED'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (!adds(intent, state)) return undefined;
  return (
    standing('maxRepeats', 'RISK_REPEATED', state) ??
    full(state.account, state.now) ??
    full(state.strategy, state.now) ??
    full(state.instrument, state.now)
  );
}

function full({ repeats, words }: RiskScope, now: number): Refusal | undefined {
  if (repeats === undefined || !repeats.isFull(now)) return undefined;
  return refuse(
    'RISK_REPEATED',
    `${words} has sent ${repeats.used(now)} orders within an hour that may add exposure`,
    `at most ${repeats.most} are allowed`,
    'it goes on once a named person resumes it',
  );
}
