import { formatDecimal, multiplyDivide } from '../../../kernel/exact.ts';
import { refuse } from '../refusal.ts';
import { orderValue, type Control } from './control.ts';

const MILLION = 1_000_000;

/** A purchase and its fee are paid from cash that no open order has reserved. On margin the account's equity must cover it. */
export const freeBalance: Control = (intent, state) => {
  if (intent.reduceOnly) return undefined;
  if (state.accountType === 'cash' && intent.side === 'sell') return undefined;
  const value = orderValue(intent, state);
  const cost = value + multiplyDivide(value, state.takerFee, MILLION, 'ceil');
  const free = (state.accountType === 'cash' ? state.cash : state.equity) - state.reserved;
  if (cost <= free) return undefined;
  const { scale, code } = intent.instrument.quote;
  return refuse(
    'RISK_FREE_BALANCE',
    `the order needs ${formatDecimal(cost, scale)} ${code} with its fee; ${formatDecimal(free, scale)} ${code} are free`,
  );
};
