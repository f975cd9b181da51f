import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BallastError } from '../kernel/errors.ts';
import { sharedBeacon, watchBeacon, type StuckHandler } from './beacon-watch.ts';
import type { PaperMessage, PaperPlan, PaperRequest } from './paper-plan.ts';
import { receivedError, sentError } from './sent-error.ts';

const LOOK_MS = 250;
/** Reading, checking and loading the file of one strategy takes less than this. */
const LOAD_LIMIT_MS = 20_000;
/** A thread that has said why it ends has this long to let go. */
const LET_GO_MS = 2_000;

/** How a thread ended: in a handler that did not come back, by an error, or in order. */
export interface ThreadEnd {
  readonly stuck: StuckHandler | undefined;
  readonly error: BallastError | undefined;
}

/** One thread that trades, from its start to its end, watched over: what does not come back is ended. */
export class PaperThread {
  /** Settles when the thread is gone. */
  readonly ended: Promise<ThreadEnd>;
  readonly #worker: Worker;
  readonly #handlerLimitMs: number;
  #stuck: StuckHandler | undefined;
  #error: BallastError | undefined;
  #isEnding = false;
  #loading: { readonly strategyId: string; readonly since: number } | undefined;

  constructor(plan: PaperPlan, handlerLimitMs: number, onMessage: (message: PaperMessage) => void) {
    const beacon = sharedBeacon();
    this.#handlerLimitMs = handlerLimitMs;
    this.#worker = new Worker(new URL(`./paper-worker${import.meta.url.slice(-3)}`, import.meta.url), { workerData: { plan, beacon } });
    const ids = plan.config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
    const watch = watchBeacon(beacon, ids, handlerLimitMs);
    const look = setInterval(() => this.#look(watch), LOOK_MS);
    this.#worker.on('message', (message: PaperMessage) => {
      this.#follow(message);
      onMessage(message);
    });
    this.#worker.on('error', (thrown: unknown) => (this.#error = receivedError(sentError(thrown))));
    this.ended = once(this.#worker, 'exit')
      .finally(() => clearInterval(look))
      .then(() => this.#end());
  }

  ask(request: PaperRequest): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(request);
  }

  /** Ends the thread at once, whatever it is doing; what it had decided is stored. */
  terminate(): void {
    this.#isEnding = true;
    void this.#worker.terminate();
  }

  #follow(message: PaperMessage): void {
    if (message.kind === 'loading')
      this.#loading = message.strategyId === undefined ? undefined : { strategyId: message.strategyId, since: performance.now() };
    if (message.kind !== 'ended') return;
    this.#isEnding = true;
    if (message.error !== undefined) this.#error = receivedError(message.error);
    setTimeout(() => void this.#worker.terminate(), LET_GO_MS).unref();
  }

  #look(watch: () => StuckHandler | undefined): void {
    this.#stuck ??= watch();
    const limitMs = Math.max(LOAD_LIMIT_MS, this.#handlerLimitMs);
    if (this.#loading !== undefined && performance.now() - this.#loading.since > limitMs) {
      const what = `its top level, data, indicators or init did not come to an end within ${(limitMs / 1000).toFixed(1)} s`;
      this.#error ??= new BallastError('STRATEGY_LOOPED', what, { where: `strategy ${this.#loading.strategyId}, while it is loaded` });
      this.terminate();
    }
    if (this.#stuck !== undefined) this.terminate();
  }

  #end(): ThreadEnd {
    if (!this.#isEnding) this.#error ??= new BallastError('RUN_ENGINE_ENDED', 'the thread ended without a word');
    return { stuck: this.#stuck, error: this.#error };
  }
}
