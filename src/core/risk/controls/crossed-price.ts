import type { OrderIntent } from '../../../domain/order.ts';
import { percent } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The newest quote is not crossed, and its spread is narrow enough; where only bars and trades come there is none to look at. */
export const crossedPrice: Control = {
  name: 'crossed or wide quote',
  what: 'The newest quote has its bid below its ask, and a spread within `maxSpread`.',
  why: 'A crossed book is a broken feed; through a wide one a market order pays what nobody asked for.',
  source: 'ours; 1% among our users',
  settings: ['maxSpread'],
  codes: ['RISK_CROSSED_PRICE'],
  asksExits: false,
  check,
};

function check({ instrument }: OrderIntent, { spread, limits: { maxSpread } }: Readonly<RiskState>): Refusal | undefined {
  if (maxSpread === undefined || (spread >= 0 && spread <= maxSpread)) return undefined;
  return refuse(
    'RISK_CROSSED_PRICE',
    spread < 0 ? `the newest quote of ${instrument.id} is crossed` : `the spread of ${instrument.id} is ${percent(spread)}`,
    `at most ${percent(maxSpread)} is allowed`,
    'it would pass once a better quote comes',
  );
}
