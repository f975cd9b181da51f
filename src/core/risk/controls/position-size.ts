import { formatDecimal } from '../../../kernel/exact.ts';
import { refuse } from '../refusal.ts';
import { valuationPrice, valueAgainstUs } from '../valuation.ts';
import type { Control } from './control.ts';

/** The largest value of the position that results when this order and all open orders on its side fill. */
export const positionSize: Control = (intent, state) => {
  const limit = state.limits.maxPositionValue;
  if (limit === undefined || intent.reduceOnly) return undefined;
  const after = intent.side === 'buy' ? state.position + state.buying + intent.quantity : state.position - state.selling - intent.quantity;
  if (Math.abs(after) <= Math.abs(state.position)) return undefined;
  const value = valueAgainstUs(intent.instrument, valuationPrice(intent, state.lastPrice), Math.abs(after));
  if (value <= limit) return undefined;
  const { scale, code } = intent.instrument.quote;
  return refuse(
    'RISK_POSITION_SIZE',
    `the position would be worth ${formatDecimal(value, scale)} ${code}; at most ${formatDecimal(limit, scale)} ${code} passes`,
  );
};
