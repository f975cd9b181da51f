import type { OrderIntent } from '../../../domain/order.ts';
import { seconds } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The market's clock and ours agree: a price from our future says that one of them is wrong. */
export const clockSkew: Control = {
  name: 'clock skew',
  what: 'How far in our future a price may have happened.',
  why: 'With a wrong clock ages and expiries are wrong, and venues reject what is signed.',
  source: 'ours; Binance error -1021',
  settings: ['maxClockSkew'],
  codes: ['RISK_CLOCK_SKEW'],
  asksExits: false,
  check,
};

function check({ instrument }: OrderIntent, { clockSkew: skew, limits: { maxClockSkew } }: Readonly<RiskState>): Refusal | undefined {
  if (maxClockSkew === undefined || skew <= maxClockSkew) return undefined;
  return refuse(
    'RISK_CLOCK_SKEW',
    `the newest price of ${instrument.id} happened ${seconds(skew)} in the future`,
    `at most ${seconds(maxClockSkew)} is allowed`,
    'it would pass once the clocks agree',
  );
}
