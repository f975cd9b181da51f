import { formatDecimal } from '../../../kernel/exact.ts';
import { refuse } from '../refusal.ts';
import { valueOfOrder } from '../valuation.ts';
import type { Control } from './control.ts';

/** The largest value of one order. */
export const orderValue: Control = (intent, state) => {
  const limit = state.limits.maxOrderValue;
  if (limit === undefined || intent.reduceOnly) return undefined;
  const value = valueOfOrder(intent, state);
  if (value <= limit) return undefined;
  const { scale, code } = intent.instrument.quote;
  return refuse(
    'RISK_ORDER_VALUE',
    `the order is worth ${formatDecimal(value, scale)} ${code}; at most ${formatDecimal(limit, scale)} ${code} passes`,
  );
};
