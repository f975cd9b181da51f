/** The thread that trades: engine and store live here, so that a supervisor can end a strategy that never comes back. */
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../kernel/assert.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import { isLatched, type KillLatch } from './kill/kill-latch.ts';
import { SessionEngine } from './session-engine.ts';
import type { ThreadMessage, SessionPlan, ThreadRequest } from './session-plan.ts';
import { sentError } from './sent-error.ts';

const { plan, beacon, latch } = workerData as { readonly plan: SessionPlan; readonly beacon: Beacon; readonly latch: KillLatch };
assert(parentPort !== null, 'the engine runs in a worker thread');
const port = parentPort;
const say = (message: ThreadMessage): void => port.postMessage(message);
/** The status is told this often, and with it the commit times since. */
const STATUS_MS = 200;
/** After so long at work without a turn for timers and messages, they get one. */
const BREATH_MS = 20;

const stopping = new AbortController();
let commits: number[] = [];
let lastBreath = performance.now();

async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < BREATH_MS) return;
  await turn();
  lastBreath = performance.now();
}

async function answer(opening: Promise<SessionEngine>, request: ThreadRequest): Promise<unknown> {
  if (request.kind === 'stop') return stopping.abort();
  const engine = await opening;
  if (request.kind === 'ping') return engine.ping();
  const result = await carryOut(engine, request);
  // Whoever asks for the status after this answer sees what was ordered.
  tell(engine);
  return result;
}

async function carryOut(engine: SessionEngine, request: ThreadRequest & { readonly kind: 'trading-state' | 'operate' }): Promise<unknown> {
  if (request.kind === 'operate') return engine.operate(request.command);
  return engine.orderTrading(request.order);
}

function tell(engine: SessionEngine): void {
  say({ kind: 'status', status: engine.status() });
  if (commits.length > 0) say({ kind: 'commits', seconds: commits });
  commits = [];
}

async function main(): Promise<void> {
  const opening = SessionEngine.open(plan, {
    clock: systemClock,
    beacon,
    isLatched: () => isLatched(latch),
    onNotice: (notice) => say({ kind: 'notice', notice }),
    onCommit: (seconds) => commits.push(seconds),
    onLoading: (strategyId) => say({ kind: 'loading', strategyId }),
    breathe,
    signal: stopping.signal,
  });
  // Heard from the beginning: a session that is still coming back can be told to stop, and what else it is asked waits.
  port.on('message', (request: ThreadRequest) => {
    answer(opening, request).then(
      (result: unknown) => say({ kind: 'answer', id: request.id, result }),
      (error: unknown) => say({ kind: 'answer', id: request.id, error: sentError(error) }),
    );
  });
  const engine = await opening;
  tell(engine);
  const telling = setInterval(() => tell(engine), STATUS_MS);
  try {
    await engine.run();
  } finally {
    clearInterval(telling);
    tell(engine);
  }
}

try {
  await main();
  say({ kind: 'ended' });
} catch (error) {
  say({ kind: 'ended', error: sentError(error) });
} finally {
  port.close();
}
