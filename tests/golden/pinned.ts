import type { BacktestResult } from '../../src/index.ts';

/** The numbers of a result that are pinned. */
export function pinned({ hash, statistics, fills, equity }: BacktestResult): Readonly<Record<string, unknown>> {
  const { finalEquity, fees, orders, roundTrips, winRate, maxDrawdown, sharpe } = statistics;
  const last = fills.at(-1);
  return {
    hash,
    ...{ finalEquity, fees, orders, fills: statistics.fills, roundTrips },
    winRate: winRate?.toFixed(6),
    maxDrawdown: maxDrawdown?.toFixed(6),
    sharpe: sharpe?.toFixed(6),
    lastFill: last && `${last.time} ${last.role} ${last.side} ${last.quantity} @ ${last.price} ${last.liquidity}`,
    lastDay: equity.daily.at(-1)?.equity,
  };
}
