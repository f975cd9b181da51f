import type { OrderIntent } from '../../../domain/order.ts';
import { seconds } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The newest price is young enough to be traded on. */
export const stalePrice: Control = {
  name: 'stale price',
  what: 'How late the newest price may be: its age beyond the length of a bar, counted while the market trades.',
  why: 'A feed can die in silence; what was cached is long enough, and old.',
  source: 'ours; detail 5 of our users (a bar more than 60 s late)',
  settings: ['maxDataAge'],
  codes: ['RISK_STALE_PRICE'],
  asksExits: false,
  check,
};

function check({ instrument }: OrderIntent, { dataAge, limits: { maxDataAge } }: Readonly<RiskState>): Refusal | undefined {
  if (maxDataAge === undefined || dataAge <= maxDataAge) return undefined;
  return refuse(
    'RISK_STALE_PRICE',
    `the newest price of ${instrument.id} is ${seconds(dataAge)} late`,
    `at most ${seconds(maxDataAge)} is allowed`,
    'it would pass once a new price comes',
  );
}
