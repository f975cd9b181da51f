import { formatPrice } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** An order does not meet one of our own, of whatever strategy. */
export const selfMatch: Control = {
  name: 'self-match',
  what: 'An order that would trade at once against a resting order of the same account is refused, whatever strategies they are of.',
  why: 'It pays two fees for nothing, and is forbidden where it feigns a market.',
  source: 'FIA; venue',
  settings: ['selfMatch'],
  codes: ['RISK_SELF_MATCH'],
  asksExits: false,
  check,
};

function check({ instrument, side, type, limitPrice }: OrderIntent, { limits, ownPrice }: Readonly<RiskState>): Refusal | undefined {
  if (limits.selfMatch !== 'refuse' || Number.isNaN(ownPrice) || (type !== 'market' && type !== 'limit')) return undefined;
  const meets = limitPrice === undefined || (side === 'buy' ? limitPrice >= ownPrice : limitPrice <= ownPrice);
  if (!meets) return undefined;
  const own = formatPrice(instrument, ownPrice);
  return refuse(
    'RISK_SELF_MATCH',
    `the order would meet our own order at ${own}`,
    'one that rests is not traded against',
    type === 'market' ? 'it would pass once that has gone' : `a limit ${side === 'buy' ? 'below' : 'above'} ${own} would pass`,
  );
}
