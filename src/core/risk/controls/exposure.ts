import type { OrderIntent } from '../../../domain/order.ts';
import { passingQuantity, sum } from '../in-words.ts';
import { amountAt } from '../limits.ts';
import { addedValue } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskScope } from '../risk-scope.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** What all positions of the account, of a strategy or in an instrument are worth together, with all that open orders may add. */
export const exposure: Control = {
  name: 'exposure',
  what: 'What the positions of the account (all its venues together), of a strategy, or in an instrument are worth together, shorts counted as longs, with all that open orders may add.',
  why: 'Positions that are small by themselves are large together. What is on its way, or of unknown fate, may fill.',
  source: 'RTS 6 art. 15(2), 15(5), 17(4)',
  settings: ['maxExposure'],
  codes: ['RISK_EXPOSURE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { account, strategy, instrument } = state;
  if (account.limits.maxExposure === undefined && strategy.limits.maxExposure === undefined && instrument.limits.maxExposure === undefined)
    return undefined;
  const added = addedValue(intent, state);
  if (added === 0) return undefined;
  return beyond(account, added, intent, state) ?? beyond(strategy, added, intent, state) ?? beyond(instrument, added, intent, state);
}

function beyond(scope: RiskScope, added: number, intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const most = amountAt(scope.limits.maxExposure, state.equity);
  if (scope.exposure + added <= most) return undefined;
  return refuse(
    'RISK_EXPOSURE',
    `${scope.words} would have an exposure of ${sum(scope.exposure + added, intent.instrument)}, open orders counted`,
    `at most ${sum(most, intent.instrument)} is allowed`,
    passingQuantity(intent, state, most - scope.exposure),
  );
}
