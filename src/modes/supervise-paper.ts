import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BallastError } from '../kernel/errors.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import { HANDLER_LIMIT_MS, sharedBeacon, watchBeacon, type StuckHandler } from './beacon-watch.ts';
import type { LoopedHandler, PaperMessage, PaperPlan, PaperRequest, SentError } from './paper-plan.ts';

/** What a supervisor is told and tells. */
export interface PaperSupervision {
  readonly onNotice: (notice: Notice) => void;
  readonly onCommit: (seconds: number) => void;
  /** How long one handler may take, in milliseconds; 5 s by default. */
  readonly handlerLimitMs?: number;
}

const LOOK_MS = 250;

type Unnumbered = PaperRequest extends infer Each ? (Each extends PaperRequest ? Omit<Each, 'id'> : never) : never;

/**
 * Watches over the thread that trades. A handler that does not come back is ended with its thread; the session then goes on in a new
 * thread, without that strategy, from what was stored.
 */
export class PaperSupervisor {
  readonly #plan: PaperPlan;
  readonly #supervision: PaperSupervision;
  readonly #waiting = new Map<number, (error: SentError | undefined) => void>();
  #worker: Worker | undefined;
  #status: StatusSnapshot | undefined;
  #requests = 0;

  constructor(plan: PaperPlan, supervision: PaperSupervision) {
    this.#plan = plan;
    this.#supervision = supervision;
  }

  /** The newest status; undefined until the session has come back. */
  get status(): StatusSnapshot | undefined {
    return this.#status;
  }

  /** Trades until the session ends; `onReady` is called once it has come back to where it was. Errors: what ended it. */
  async run(onReady: () => void): Promise<void> {
    let looped: LoopedHandler | undefined;
    do {
      const stuck = await this.#runThread(looped, onReady);
      looped = stuck && {
        strategyId: stuck.strategyId,
        handler: stuck.handler,
        at: stuck.at,
        code: 'STRATEGY_LOOPED',
        message: stuck.message,
      };
    } while (looped !== undefined);
  }

  /** Asks the thread that trades, and waits for its answer. Errors: its own, and `RUN_ENGINE_ENDED` when it ends instead. */
  async ask(request: Unnumbered): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) throw new BallastError('RUN_ENGINE_ENDED', 'the thread that trades is not running');
    const id = ++this.#requests;
    const error = await new Promise<SentError | undefined>((resolve) => {
      this.#waiting.set(id, resolve);
      worker.postMessage({ ...request, id });
    });
    if (error !== undefined) throw new BallastError(error.code, error.message, error);
  }

  /** Ends the thread at once, whatever it is doing; what it had decided is stored. */
  async terminate(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Runs one thread to its end. Returns the handler in which it had to be ended, if it had to. */
  async #runThread(looped: LoopedHandler | undefined, onReady: () => void): Promise<StuckHandler | undefined> {
    const beacon = sharedBeacon();
    const plan: PaperPlan = looped === undefined ? this.#plan : { ...this.#plan, looped };
    const worker = new Worker(new URL(`./paper-worker${import.meta.url.slice(-3)}`, import.meta.url), { workerData: { plan, beacon } });
    this.#worker = worker;
    const ids = this.#plan.config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
    const watch = watchBeacon(beacon, ids, this.#supervision.handlerLimitMs ?? HANDLER_LIMIT_MS);
    let stuck: StuckHandler | undefined;
    let failure: SentError | undefined;
    const look = setInterval(() => {
      stuck ??= watch();
      if (stuck !== undefined) void worker.terminate();
    }, LOOK_MS);
    worker.on('message', (message: PaperMessage) => {
      if (message.kind === 'ended') failure = message.error;
      else this.#hear(message, onReady);
    });
    worker.on('error', (error: Error) => {
      failure = new BallastError('RUN_ENGINE_ENDED', error.stack ?? error.message).toJSON();
    });
    await once(worker, 'exit').finally(() => clearInterval(look));
    this.#worker = undefined;
    for (const resolve of this.#waiting.values())
      resolve(new BallastError('RUN_ENGINE_ENDED', 'the thread that trades has ended').toJSON());
    this.#waiting.clear();
    if (stuck === undefined && failure !== undefined) throw new BallastError(failure.code, failure.message, failure);
    return stuck;
  }

  #hear(message: PaperMessage, onReady: () => void): void {
    switch (message.kind) {
      case 'status': {
        const isFirst = this.#status === undefined;
        this.#status = message.status;
        if (isFirst) onReady();
        return;
      }
      case 'commits':
        return message.seconds.forEach((seconds) => this.#supervision.onCommit(seconds));
      case 'notice':
        return this.#supervision.onNotice(message.notice);
      case 'answer':
        this.#waiting.get(message.id)?.(message.error);
        this.#waiting.delete(message.id);
    }
  }
}
