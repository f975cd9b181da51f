import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BallastError } from '../kernel/errors.ts';
import { sharedBeacon, watchBeacon, type StuckHandler } from './beacon-watch.ts';
import type { KillLatch } from './kill/kill-latch.ts';
import { LoadWatch } from './load-watch.ts';
import type { ThreadMessage, SessionPlan, ThreadRequest } from './session-plan.ts';
import { receivedError, sentError } from './sent-error.ts';

const LOOK_MS = 250;
/** A thread that has said why it ends has this long to let go. */
const LET_GO_MS = 2_000;

/** How a thread ended: in a handler that did not come back, by an error, or in order. */
export interface ThreadEnd {
  readonly stuck: StuckHandler | undefined;
  readonly error: BallastError | undefined;
}

/** One thread that trades, from its start to its end, watched over: what does not come back is ended. */
export class SessionThread {
  /** Settles when the thread is gone. */
  readonly ended: Promise<ThreadEnd>;
  readonly #worker: Worker;
  readonly #loading: LoadWatch;
  #stuck: StuckHandler | undefined;
  #error: BallastError | undefined;
  #isEnding = false;

  constructor(plan: SessionPlan, latch: KillLatch, handlerLimitMs: number, onMessage: (message: ThreadMessage) => void) {
    const beacon = sharedBeacon();
    this.#loading = new LoadWatch(handlerLimitMs);
    this.#worker = new Worker(new URL(`./session-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: { plan, beacon, latch },
    });
    const ids = plan.config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
    const watch = watchBeacon(beacon, ids, handlerLimitMs);
    const look = setInterval(() => this.#look(watch), LOOK_MS);
    this.#worker.on('message', (message: ThreadMessage) => {
      this.#follow(message);
      onMessage(message);
    });
    this.#worker.on('error', (thrown: unknown) => (this.#error = receivedError(sentError(thrown))));
    this.ended = once(this.#worker, 'exit')
      .finally(() => clearInterval(look))
      .then(() => this.#end());
  }

  ask(request: ThreadRequest): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(request);
  }

  /** Ends the thread at once, whatever it is doing; what it had decided is stored. */
  terminate(): void {
    this.#isEnding = true;
    void this.#worker.terminate();
  }

  #follow(message: ThreadMessage): void {
    if (message.kind === 'loading') this.#loading.follow(message.strategyId);
    if (message.kind !== 'ended') return;
    this.#isEnding = true;
    if (message.error !== undefined) this.#error = receivedError(message.error);
    setTimeout(() => void this.#worker.terminate(), LET_GO_MS).unref();
  }

  #look(watch: () => StuckHandler | undefined): void {
    this.#stuck ??= watch();
    const slow = this.#loading.look();
    if (slow !== undefined) {
      this.#error ??= slow;
      this.terminate();
    }
    if (this.#stuck !== undefined) this.terminate();
  }

  #end(): ThreadEnd {
    if (!this.#isEnding) this.#error ??= new BallastError('RUN_ENGINE_ENDED', 'the thread ended without a word');
    return { stuck: this.#stuck, error: this.#error };
  }
}
