/** The thread in which a backtest runs, so that a supervisor can end a strategy that never comes back. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../kernel/assert.ts';
import { isBallastError } from '../kernel/errors.ts';
import type { BacktestPlan } from './backtest-plan.ts';
import { prepareBacktest } from './execute-backtest.ts';
import type { WorkerMessage } from './supervise-backtest.ts';

const { plan, beacon } = workerData as { readonly plan: BacktestPlan; readonly beacon: Float64Array };
assert(parentPort !== null, 'the backtest worker runs in a worker thread');
const port = parentPort;
const say = (message: WorkerMessage): void => port.postMessage(message);

try {
  const prepared = await prepareBacktest(plan, (strategyId) => say({ kind: 'loading', strategyId }));
  say({ kind: 'started', bars: prepared.bars });
  say({ kind: 'result', result: await prepared.run(beacon) });
} catch (error) {
  if (!isBallastError(error)) throw error;
  say({ kind: 'failed', error: error.toJSON() });
}
