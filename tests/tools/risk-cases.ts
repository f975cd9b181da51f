import type { OrderIntent } from '../../src/domain/order.ts';
import { tightest } from '../../src/core/risk/limits.ts';
import { RiskScope } from '../../src/core/risk/risk-scope.ts';
import type { RiskState } from '../../src/core/risk/risk-state.ts';
import { RecentOrders } from '../../src/core/risk/trackers/recent-orders.ts';
import { ONLY, testInstrument } from './scripted-session.ts';

/** An instrument whose tick and lot are 1, at most 1,000 an order, worth 10 to 1,000,000 USDT. */
export const CASE_INSTRUMENT = testInstrument(ONLY, { maxQuantity: '1000', minNotional: '10', maxNotional: '1000000' });

/** A market order to buy 1, but for what is given. */
export function intentOf(given: Partial<OrderIntent> = {}): OrderIntent {
  return {
    intentId: 1,
    clientOrderId: 'test-1',
    accountId: 'test',
    strategyId: 'one',
    instrument: CASE_INSTRUMENT,
    side: 'buy',
    type: 'market',
    role: 'order',
    quantity: 1,
    limitPrice: undefined,
    stopPrice: undefined,
    trailOffset: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    reduceOnly: false,
    bracket: undefined,
    parentId: undefined,
    ocoGroup: undefined,
    sizing: 'fixed quantity',
    tsInit: 0,
    ...given,
  };
}

/** A cash account with 1,000,000 USDT and no limits, flat in a market at 100, but for what is given. */
export function riskStateOf(given: Partial<RiskState> = {}): RiskState {
  return {
    tradingState: 'ACTIVE',
    strategyState: 'ACTIVE',
    gate: 'open',
    isHalted: false,
    isPaused: false,
    needsClearance: false,
    clearance: undefined,
    isByPerson: false,
    now: 0,
    maxQuantity: Infinity,
    account: new RiskScope('account', 'test', {}),
    strategy: new RiskScope('strategy', 'one', {}),
    instrument: new RiskScope('instrument', ONLY, {}),
    reference: NaN,
    dataAge: 0,
    clockSkew: 0,
    spread: 0,
    isMarketOpen: true,
    ownPrice: NaN,
    recent: new RecentOrders(),
    childRoom: Infinity,
    correlated: 0,
    shortfall: 0,
    accountType: 'cash',
    limits: tightest(),
    lastPrice: 100,
    position: 0,
    buying: 0,
    selling: 0,
    equity: 1_000_000e8,
    cash: 1_000_000e8,
    exposed: 0,
    reserved: 0,
    takerFee: 0,
    ...given,
  };
}
