import { formatQuantity } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { sum } from '../in-words.ts';
import { adds } from '../reach.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import { valueAgainstUs } from '../valuation.ts';
import type { Control } from './control.ts';

/** What an order opens can be closed again: it is not below what the venue takes. */
export const closable: Control = {
  name: 'closable position',
  what: 'A position that is opened, enlarged or turned is no smaller than the smallest order of the instrument.',
  why: 'Less than the smallest order is dust: it cannot be sold, and no stop guards it.',
  source: 'venue; detail 6 of our users',
  settings: [],
  codes: ['RISK_UNCLOSABLE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  if (!adds(intent, state)) return undefined;
  const { instrument, side, quantity } = intent;
  const { position, buying, selling, lastPrice } = state;
  const left = Math.abs(side === 'buy' ? position + buying + quantity : position - selling - quantity);
  const value = valueAgainstUs(instrument, lastPrice, left);
  if (left >= instrument.minQuantity && value >= instrument.minNotional) return undefined;
  return refuse(
    'RISK_UNCLOSABLE',
    `a position of ${formatQuantity(instrument, left)} would be left, worth ${sum(value, instrument)}`,
    `the smallest order is ${formatQuantity(instrument, instrument.minQuantity)}, worth ${sum(instrument.minNotional, instrument)}`,
    'a larger order, or one that closes all, would pass',
  );
}
