import { Worker } from 'node:worker_threads';
import { BallastError } from '../kernel/errors.ts';
import { BEACON } from '../engine/handler-calls.ts';
import type { BacktestResult } from '../report/result.ts';
import type { BacktestPlan } from './backtest-plan.ts';
import { LoadWatch } from './load-watch.ts';
import { HANDLER_LIMIT_MS, sharedBeacon, watchBeacon } from './beacon-watch.ts';

/** What the worker tells. */
export type WorkerMessage =
  | { readonly kind: 'loading'; readonly strategyId: string | undefined }
  | { readonly kind: 'started'; readonly bars: number }
  | { readonly kind: 'result'; readonly result: BacktestResult }
  | { readonly kind: 'failed'; readonly error: ReturnType<BallastError['toJSON']> };

/** How to watch over a backtest. */
export interface Supervision {
  /** Told now and then how many bars of about how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How long one handler may take, in milliseconds; 5 s by default. */
  readonly handlerLimitMs?: number;
}

const LOOK_MS = 100;

/**
 * Runs a backtest in a thread of its own and watches its beacon: a handler that does not come back is ended by name.
 * Errors: `STRATEGY_LOOPED`, and those of `prepareBacktest` and `runBacktest`.
 */
export async function superviseBacktest(plan: BacktestPlan, supervision: Supervision = {}): Promise<BacktestResult> {
  const beacon = sharedBeacon();
  const worker = new Worker(new URL(`./backtest-worker${import.meta.url.slice(-3)}`, import.meta.url), { workerData: { plan, beacon } });
  let total = 0;
  const strategyIds = plan.config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
  const { handlerLimitMs = HANDLER_LIMIT_MS } = supervision;
  const watch = watchBeacon(beacon, strategyIds, handlerLimitMs);
  const loading = new LoadWatch(handlerLimitMs);
  try {
    return await new Promise<BacktestResult>((resolve, reject) => {
      const look = setInterval(() => {
        const stuck = watch();
        const slow = loading.look();
        if (stuck !== undefined) reject(new BallastError('STRATEGY_LOOPED', stuck.message, { where: stuck.where }));
        else if (slow !== undefined) reject(slow);
        else supervision.onProgress?.(beacon[BEACON.events] as number, total);
      }, LOOK_MS);
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'loading') loading.follow(message.strategyId);
        else if (message.kind === 'started') total = message.bars;
        else if (message.kind === 'result') resolve(message.result);
        else reject(new BallastError(message.error.code, message.error.message, message.error));
      });
      worker.on('error', reject);
      worker.on('exit', () => clearInterval(look));
    });
  } finally {
    await worker.terminate();
  }
}
