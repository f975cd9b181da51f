/** What `import ... from 'ballast'` gives: everything that a strategy is written with, and the call that runs one over the catalog. */
export * from './strategy/index.ts';
export { backtest } from './modes/backtest.ts';
export type { BacktestOptions } from './modes/backtest-options.ts';
export type { BacktestResult } from './report/result.ts';
export { BallastError } from './kernel/errors.ts';
