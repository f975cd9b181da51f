import type { OrderIntent } from '../../../domain/order.ts';
import type { TradingState } from '../../../domain/trading-state.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Killed or reducing, all trading or that of the strategy: only what reduces a position leaves. */
export const kill: Control = {
  name: 'trading state',
  what: 'Trading is ACTIVE, REDUCING or HALTED, for the account and for each strategy; only what closes a position passes the latter two.',
  why: 'One decision must stop everything, at once, and stay in force over restarts, while exits still pass.',
  source: 'RTS 6 art. 12; details 1 and 3 of our users',
  settings: [],
  codes: ['RISK_KILLED', 'RISK_STRATEGY_HALTED'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { tradingState, strategyState } = state;
  if (!passes(tradingState, intent, state)) return refuse('RISK_KILLED', `trading is ${tradingState}`, '', 'only reduce-only orders pass');
  if (passes(strategyState, intent, state)) return undefined;
  return refuse('RISK_STRATEGY_HALTED', `trading of ${intent.strategyId} is ${strategyState}`, '', 'only reduce-only orders pass');
}

/** While trading is REDUCING, an order that with all that is open can do no more than close is as good as one that says that it only reduces. */
function passes(trading: TradingState, { reduceOnly, side, quantity }: OrderIntent, state: RiskState): boolean {
  if (trading === 'ACTIVE' || reduceOnly) return true;
  const closable = side === 'sell' ? state.position - state.selling : -state.position - state.buying;
  return trading === 'REDUCING' && quantity <= closable;
}
