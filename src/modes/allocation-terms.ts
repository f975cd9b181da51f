import { MILLION, parseDecimal } from '../kernel/exact.ts';
import { MICROS_PER_DAY } from '../kernel/time.ts';
import type { Config, StrategyDeployment } from '../config/schema.ts';
import type { AllocationRules, SizingRule, StrategyBudget } from '../core/allocation/allocation-rules.ts';
import type { AllocationSetup } from '../engine/allocation-desk.ts';
import type { Deployment } from '../engine/strategy-host.ts';

/** Parts per million of an exact fraction, rounded down. */
const parts = (fraction: string): number => parseDecimal(fraction, 6, 'floor');

/** What the configuration says of sizing and allocation, for these deployments; undefined where it says nothing, and strategies size their own orders. */
export function allocationSetup(
  { allocation, strategies }: Pick<Config, 'allocation' | 'strategies'>,
  deployments: readonly Pick<Deployment, 'id' | 'instrumentIds'>[],
): AllocationSetup | undefined {
  const own = strategies.filter(({ id }) => deployments.some((deployment) => deployment.id === id));
  const sizing = new Map(own.flatMap(({ id, sizing: rule }) => (rule === undefined ? [] : [[id, sizingRule(rule)] as const])));
  const isShared = isAllocated({ allocation, strategies: own });
  if (sizing.size === 0 && !isShared) return undefined;
  const budgets = deployments.flatMap(({ id, instrumentIds }) => {
    const strategy = own.find((each) => each.id === id);
    return strategy === undefined
      ? []
      : [strategyBudget(strategy, instrumentIds, isShared ? remainder(own) : MILLION, allocation.approval)];
  });
  // Without budgets nothing has to be earned: a strategy that only sizes by a rule uses the whole equity.
  const rules = rulesOf(allocation);
  return { rules: isShared ? rules : { ...rules, readiness: { fills: 0, time: 0, before: MILLION }, trim: false }, budgets, sizing };
}

/** Whether anything of the equity is shared out, rather than left to whoever comes first. */
export function isAllocated({ allocation, strategies }: Pick<Config, 'allocation' | 'strategies'>): boolean {
  const { method, approval, netting } = allocation;
  const hasBudget = strategies.some(({ budget, budgets }) => budget !== undefined || budgets !== undefined);
  return method !== 'none' || approval || netting === 'net' || hasBudget;
}

/** The same as what a session is fingerprinted by; nothing where the configuration says nothing, so that older sessions go on. */
export function allocationTerms({ allocation, strategies }: Pick<Config, 'allocation' | 'strategies'>): Record<string, unknown> {
  const own = strategies.filter(({ enabled }) => enabled);
  if (!isAllocated({ allocation, strategies: own }) && own.every(({ sizing }) => sizing === undefined)) return {};
  const allocated = own.map(({ id, sizing, budget, budgets, approvedBy }) => ({ id, sizing, budget, budgets, approvedBy }));
  return { allocation, allocated };
}

function rulesOf(allocation: Config['allocation']): AllocationRules {
  const { method, top, interval, lookback, rebalance, trim, aboveMedian, cooldown, maxAge, netting } = allocation;
  return {
    ...{ method, top, interval, lookback, rebalance, trim, aboveMedian, cooldown, maxAge, netting },
    weights: new Map(allocation.weights.map(({ instrument, share }) => [instrument, parts(share)])),
    band: parts(allocation.band),
    maxWeight: parts(allocation.maxWeight),
    correlated: { above: Number(allocation.correlatedAbove), most: parts(allocation.correlatedMost) },
    readiness: { fills: allocation.readyFills, time: allocation.readyDays * MICROS_PER_DAY, before: parts(allocation.readyBefore) },
  };
}

/** An equal part, for each strategy without a budget, of what the others leave. */
function remainder(strategies: readonly StrategyDeployment[]): number {
  const most = ({ budget = '0', budgets }: StrategyDeployment): number => Math.max(...[budget, ...Object.values(budgets ?? {})].map(parts));
  const without = strategies.filter(({ budget, budgets }) => budget === undefined && budgets === undefined).length;
  return Math.floor(Math.max(0, MILLION - strategies.reduce((sum, each) => sum + most(each), 0)) / Math.max(1, without));
}

function strategyBudget(
  strategy: StrategyDeployment,
  instrumentIds: readonly string[],
  rest: number,
  asksApproval: boolean,
): StrategyBudget {
  const { id, budget, budgets, approvedBy } = strategy;
  return {
    strategyId: id,
    instrumentIds,
    budget: budget === undefined ? rest : parts(budget),
    byRegime: budgets && regimeBudgets(budgets, budget),
    isApproved: !asksApproval || approvedBy !== undefined,
  };
}

function regimeBudgets(budgets: NonNullable<StrategyDeployment['budgets']>, budget: string | undefined): StrategyBudget['byRegime'] {
  const by = { trend: 0, range: 0, 'high-volatility': 0, crisis: 0, unknown: 0 };
  by.trend = parts(budgets.trend);
  by.range = parts(budgets.range);
  by['high-volatility'] = parts(budgets.highVolatility);
  by.crisis = parts(budgets.crisis);
  by.unknown = budget === undefined ? Math.min(by.trend, by.range, by['high-volatility'], by.crisis) : parts(budget);
  return by;
}

function sizingRule({ method, value, most, trips, before }: NonNullable<StrategyDeployment['sizing']>): SizingRule {
  // 1% is 1 at two decimals more than a millionth has left.
  const share = value.endsWith('%') ? parseDecimal(value.slice(0, -1), 4, 'floor') : 0;
  switch (method) {
    case 'fixed':
      return { method, quantity: Number(value) };
    case 'notional':
      return { method, notional: Number(value) };
    case 'equity':
      return { method, share };
    case 'volatility':
      return { method, volatility: share / MILLION, most: parts(most ?? '1') };
    case 'risk':
      return { method, risk: share };
    case 'kelly':
      return { method, fraction: share, cap: parts(most ?? '0.25'), trips, before: parts(before) };
  }
}
