import { Worker } from 'node:worker_threads';
import { BallastError } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { BEACON, HANDLERS } from '../engine/handler-calls.ts';
import type { BacktestResult } from '../report/result.ts';
import type { BacktestPlan } from './backtest-plan.ts';

/** What the worker tells. */
export type WorkerMessage =
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
const HANDLER_LIMIT_MS = 5_000;

/**
 * Runs a backtest in a thread of its own and watches its beacon: a handler that does not come back is ended by name.
 * Errors: `STRATEGY_LOOPED`, and those of `prepareBacktest` and `runBacktest`.
 */
export async function superviseBacktest(plan: BacktestPlan, supervision: Supervision = {}): Promise<BacktestResult> {
  const beacon = new Float64Array(new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL(`./backtest-worker${import.meta.url.slice(-3)}`, import.meta.url), { workerData: { plan, beacon } });
  let total = 0;
  const watch = watchBeacon(beacon, supervision.handlerLimitMs ?? HANDLER_LIMIT_MS);
  try {
    return await new Promise<BacktestResult>((resolve, reject) => {
      const look = setInterval(() => {
        const stuck = watch();
        if (stuck !== undefined) reject(loopedError(plan, beacon, stuck));
        else supervision.onProgress?.(beacon[BEACON.events] as number, total);
      }, LOOK_MS);
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'started') total = message.bars;
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

/** Tells for how long one and the same handler call has been running, once that is too long. */
function watchBeacon(beacon: Float64Array, limitMs: number): () => number | undefined {
  let events = -1;
  let since = performance.now();
  return () => {
    const now = performance.now();
    const isWorking = (beacon[BEACON.handler] as number) !== 0 && beacon[BEACON.events] === events;
    if (!isWorking) {
      events = beacon[BEACON.events] as number;
      since = now;
    }
    return now - since > limitMs ? now - since : undefined;
  };
}

function loopedError(plan: BacktestPlan, beacon: Float64Array, stuckMs: number): BallastError {
  const strategy = plan.config.strategies.filter(({ enabled }) => enabled)[beacon[BEACON.strategy] as number]?.id ?? 'unknown';
  const handler = HANDLERS[beacon[BEACON.handler] as number] ?? 'none';
  return new BallastError('STRATEGY_LOOPED', `${handler} did not come back within ${(stuckMs / 1000).toFixed(1)} s`, {
    where: `strategy ${strategy}, ${handler}, bar closing ${formatTime(beacon[BEACON.time] as number)}`,
  });
}
