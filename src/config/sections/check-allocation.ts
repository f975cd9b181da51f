import type { Config, StrategyDeployment } from '../schema.ts';
import type { KeyViolation } from '../violation.ts';

/** The methods of sizing that take an amount; the others take a share. */
const BY_AMOUNT: readonly string[] = ['fixed', 'notional'];

/** What contradicts itself in the sizing of deployments and in `allocation`. */
export function checkAllocation(config: Config): KeyViolation[] {
  return [
    ...config.strategies.flatMap((strategy, index) => checkSizing(strategy, ['strategies', index])),
    ...checkBudgets(config),
    ...checkWeights(config),
    ...checkHistory(config),
  ];
}

function checkSizing({ sizing }: StrategyDeployment, path: readonly PropertyKey[]): KeyViolation[] {
  if (sizing === undefined) return [];
  const { method, value, most } = sizing;
  const isShare = value.endsWith('%');
  return [
    ...(isShare === BY_AMOUNT.includes(method)
      ? [
          {
            path: [...path, 'sizing', 'value'],
            problem: `is ${value}, and method ${method} takes ${isShare ? 'an amount without %' : 'a share with its %'}`,
          },
        ]
      : []),
    ...(most === '0' ? [{ path: [...path, 'sizing', 'most'], problem: 'is nothing: no order would have a size' }] : []),
  ];
}

function checkBudgets({ strategies, allocation, regime }: Config): KeyViolation[] {
  const violations: KeyViolation[] = [];
  let total = 0;
  for (const [index, { budget, budgets, approvedBy, enabled }] of strategies.entries()) {
    const path = ['strategies', index];
    if (budgets !== undefined && regime.model === 'none')
      violations.push({
        path: [...path, 'budgets'],
        problem: 'ask for regimes, and regime.model is none: choose a model, or give it a budget',
      });
    if (approvedBy !== undefined && !allocation.approval)
      violations.push({
        path: [...path, 'approvedBy'],
        problem: 'is asked for by nothing: set allocation.approval to true, or leave it out',
      });
    const most = largest([budget ?? '0', ...Object.values(budgets ?? {})]);
    if (!enabled || most === '0') continue;
    total += Number(most);
    if (total > 1 + 1e-9) {
      const key = budget === undefined ? 'budgets' : 'budget';
      violations.push({
        path: [...path, key],
        problem: `makes ${percent(total)} of the equity with the budgets above: together they are at most 100%`,
      });
      return violations;
    }
  }
  return violations;
}

function checkWeights({ strategies, allocation }: Config): KeyViolation[] {
  const { method, weights, top } = allocation;
  const path = ['allocation', 'weights'];
  if (method !== 'fixed' && weights.length > 0)
    return [{ path, problem: `is not for method ${method}: leave it out, or set method to fixed` }];
  const violations: KeyViolation[] =
    method === 'fixed' && weights.length === 0
      ? [{ path: ['allocation'], problem: 'has method fixed and no weights: give each instrument one' }]
      : [];
  for (const [at, { instrument }] of weights.entries()) {
    const place = [...path, at, 'instrument'];
    if (!strategies.some(({ instruments }) => instruments.includes(instrument)))
      violations.push({ path: place, problem: `is ${instrument}, which no strategy trades` });
    const twice = weights.findIndex((other) => other.instrument === instrument);
    if (twice !== at) violations.push({ path: place, problem: `is ${instrument}, which weights[${twice}] has too` });
  }
  for (const [index, { instruments, enabled }] of strategies.entries()) {
    if (!enabled) continue;
    const total = weights.reduce((sum, { instrument, share }) => sum + (instruments.includes(instrument) ? Number(share) : 0), 0);
    if (total > 1 + 1e-9)
      violations.push({
        path: ['allocation', 'weights'],
        problem: `makes ${percent(total)} for strategies[${index}]: together they are at most 100%`,
      });
    if (method === 'momentum' && top > instruments.length)
      violations.push({ path: ['allocation', 'top'], problem: `is ${top}, and strategies[${index}] trades ${instruments.length}` });
  }
  return violations;
}

function checkHistory({ strategies, allocation }: Config): KeyViolation[] {
  const { method, lookback, interval, rebalance, correlatedMost } = allocation;
  const most = Math.max(0, ...strategies.map(({ instruments }) => instruments.length));
  const order = ['1h', '4h', '1d', '1w'];
  return [
    ...((method === 'risk-parity' || correlatedMost !== '1') && lookback < 2 * most
      ? [
          {
            path: ['allocation', 'lookback'],
            problem: `is ${lookback}: correlations of ${most} instruments need at least ${2 * most} returns`,
          },
        ]
      : []),
    ...(order.indexOf(rebalance) < order.indexOf(interval)
      ? [
          {
            path: ['allocation', 'rebalance'],
            problem: `is ${rebalance}, and prices are taken every ${interval}: make it as long at least`,
          },
        ]
      : []),
  ];
}

function largest(shares: readonly string[]): string {
  return shares.toSorted((left, right) => Number(right) - Number(left))[0] ?? '0';
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(12))}%`;
}
