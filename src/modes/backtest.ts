import type { BacktestResult } from '../report/result.ts';
import type { BacktestOptions } from './backtest-options.ts';

/**
 * Runs a strategy over the bars of the catalog, in a thread of its own, and returns the result that `ballast backtest --json` writes.
 *
 *     const { statistics } = await backtest({ strategy: 'sma-cross', instrument: 'BTC/USDT.BINANCE', interval: '5m' });
 *
 * Errors (`BallastError`, with a code of docs/errors.md): `USAGE_INVALID` for an option, and those of strategies, data and configuration.
 */
export async function backtest(options: BacktestOptions): Promise<BacktestResult> {
  // What runs a backtest is loaded when one is run: strategies import this package too, and need none of it.
  const { callBacktest } = await import('./backtest-call.ts');
  return callBacktest(options);
}
