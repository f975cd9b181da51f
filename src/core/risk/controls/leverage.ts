import { MILLION } from '../../../kernel/exact.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { passingQuantity, sum } from '../in-words.ts';
import { addedValue } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The exposure of the account as a multiple of its equity. */
export const leverage: Control = {
  name: 'leverage',
  what: 'The exposure of the account, all its venues together, as a multiple of its equity.',
  why: 'What is borrowed turns a bad move into the end of the account.',
  source: 'SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4)',
  settings: ['maxLeverage'],
  codes: ['RISK_LEVERAGE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { account, equity } = state;
  const { maxLeverage } = account.limits;
  if (maxLeverage === undefined) return undefined;
  const most = Math.max(0, Math.floor((equity / MILLION) * maxLeverage));
  const added = addedValue(intent, state);
  if (added === 0 || account.exposure + added <= most) return undefined;
  return refuse(
    'RISK_LEVERAGE',
    `the account would have an exposure of ${sum(account.exposure + added, intent.instrument)} with an equity of ${sum(equity, intent.instrument)}`,
    `at most ${maxLeverage / MILLION} times the equity is allowed`,
    passingQuantity(intent, state, most - account.exposure),
  );
}
