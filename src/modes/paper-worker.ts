/** The thread that trades on paper: engine and store live here, so that a supervisor can end a strategy that never comes back. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../kernel/assert.ts';
import { BallastError, isBallastError } from '../kernel/errors.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import { PaperEngine } from './paper-engine.ts';
import type { PaperMessage, PaperPlan, PaperRequest, SentError } from './paper-plan.ts';

const { plan, beacon } = workerData as { readonly plan: PaperPlan; readonly beacon: Beacon };
assert(parentPort !== null, 'the paper engine runs in a worker thread');
const port = parentPort;
const say = (message: PaperMessage): void => port.postMessage(message);
/** The status is told this often, and with it the commit times since. */
const STATUS_MS = 200;

function sent(error: unknown): SentError {
  if (isBallastError(error)) return error.toJSON();
  return new BallastError('RUN_ENGINE_ENDED', error instanceof Error ? (error.stack ?? error.message) : String(error)).toJSON();
}

async function answer(engine: PaperEngine, request: PaperRequest): Promise<void> {
  switch (request.kind) {
    case 'stop':
      return engine.stop();
    case 'ping':
      return engine.ping();
    case 'trading-state': {
      const { state, by, reason } = request;
      return engine.apply({ kind: 'trading-state', ts: engine.status().now, state, by, reason });
    }
  }
}

async function main(): Promise<void> {
  let commits: number[] = [];
  const engine = await PaperEngine.open(plan, {
    clock: systemClock,
    beacon,
    onNotice: (notice) => say({ kind: 'notice', notice }),
    onCommit: (seconds) => commits.push(seconds),
  });
  const tell = (): void => {
    say({ kind: 'status', status: engine.status() });
    say({ kind: 'commits', seconds: commits });
    commits = [];
  };
  port.on('message', (request: PaperRequest) => {
    answer(engine, request).then(
      () => say({ kind: 'answer', id: request.id }),
      (error: unknown) => say({ kind: 'answer', id: request.id, error: sent(error) }),
    );
  });
  tell();
  const telling = setInterval(tell, STATUS_MS);
  try {
    await engine.run();
  } finally {
    clearInterval(telling);
    tell();
  }
}

try {
  await main();
  say({ kind: 'ended' });
} catch (error) {
  say({ kind: 'ended', error: sent(error) });
} finally {
  port.close();
}
