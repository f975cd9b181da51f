import { formatTime } from '../../../kernel/time.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskScope } from '../risk-scope.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Orders and cancels by the minute, for the account and for each strategy. Cancels and exits count, and are never refused. */
export const messageRate: Control = {
  name: 'message rate',
  what: 'Orders and cancels within a minute, of the account, a strategy or in an instrument. Cancels and exits are counted, and never refused.',
  why: 'A loop must not reach the venue, which would ban the key that the exits need.',
  source: 'RTS 6 art. 15(1)(d); 60 orders a minute among our users',
  settings: ['maxMessages'],
  codes: ['RISK_MESSAGE_RATE'],
  asksExits: false,
  check,
};

function check(_intent: OrderIntent, { now, account, strategy, instrument }: Readonly<RiskState>): Refusal | undefined {
  return full(account, now) ?? full(strategy, now) ?? full(instrument, now);
}

function full({ messages, words }: RiskScope, now: number): Refusal | undefined {
  if (messages === undefined || !messages.isFull(now)) return undefined;
  return refuse(
    'RISK_MESSAGE_RATE',
    `${words} has sent ${messages.used(now)} orders and cancels within a minute`,
    `at most ${messages.most} are allowed`,
    `one more would pass at ${formatTime(messages.freeAt(now))}`,
  );
}
