import type { Config, StrategyDeployment } from '../schema.ts';

/** What each method of sizing does with its value. */
const SIZES: Readonly<Record<NonNullable<StrategyDeployment['sizing']>['method'], (value: string) => string>> = {
  fixed: (value) => `${value} units of the base`,
  notional: (value) => `${value} of the quote currency`,
  equity: (value) => `${value} of what it may use`,
  volatility: (value) => `as much as swings by ${value} a year`,
  risk: (value) => `as much as loses ${value} of what it may use at the stop`,
  kelly: (value) => `${value} of Kelly's share, by the edge that it has shown`,
};

/** How a configuration sizes orders and shares out the equity, in plain words. */
export function explainAllocation({ strategies, allocation }: Pick<Config, 'strategies' | 'allocation'>): readonly string[] {
  const sized = strategies.flatMap(({ id, sizing }) =>
    sizing === undefined ? [] : [`Entries of ${id}: ${SIZES[sizing.method](sizing.value)}.`],
  );
  const budgets = strategies.flatMap(({ id, budget, budgets: byRegime }) => {
    const parts = [
      ...(budget === undefined ? [] : [percent(budget)]),
      ...Object.entries(byRegime ?? {}).map(([regime, share]) => `${percent(share)} in ${regime}`),
    ];
    return parts.length === 0 ? [] : [`${id} may use ${parts.join(', ')} of the equity.`];
  });
  const { method, readyFills, readyDays, readyBefore, netting } = allocation;
  if (budgets.length === 0 && method === 'none' && netting === 'apart' && !allocation.approval)
    return sized.length === 0 ? ['Strategies size their own orders, as shares of the whole equity.'] : sized;
  return [
    ...sized,
    ...budgets,
    method === 'none'
      ? 'Each strategy spreads its budget itself.'
      : `Weights of instruments: ${method}, found anew every ${allocation.rebalance}.`,
    `A strategy has its budget after ${readyFills} fills and ${readyDays} days, and ${percent(readyBefore)} until then.`,
    ...(allocation.approval ? ['A budget counts once somebody has approved it.'] : []),
    ...(netting === 'net' ? ['Market orders that stand against each other are crossed.'] : []),
  ];
}

/** `0.001` as `0.1%`, for reading. */
function percent(fraction: string): string {
  return `${Number((Number(fraction) * 100).toPrecision(12))}%`;
}
