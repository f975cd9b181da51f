import type { OrderIntent } from '../../../domain/order.ts';
import type { TradingState } from '../../../domain/trading-state.ts';
import { refuse } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Killed or reducing, all trading or that of the strategy: only what reduces a position leaves. */
export const kill: Control = (intent, state) => {
  const { tradingState, strategyState } = state;
  if (!passes(tradingState, intent, state)) return refuse('RISK_KILLED', `trading is ${tradingState}; only reduce-only orders pass`);
  if (passes(strategyState, intent, state)) return undefined;
  return refuse('RISK_STRATEGY_HALTED', `trading of ${intent.strategyId} is ${strategyState}; only reduce-only orders pass`);
};

/** While trading is REDUCING, an order that with all that is open can do no more than close is as good as one that says that it only reduces. */
function passes(trading: TradingState, { reduceOnly, side, quantity }: OrderIntent, state: RiskState): boolean {
  if (trading === 'ACTIVE' || reduceOnly) return true;
  const closable = side === 'sell' ? state.position - state.selling : -state.position - state.buying;
  return trading === 'REDUCING' && quantity <= closable;
}
