import { BallastError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import type { TradingOrder } from '../engine/halts.ts';
import { HANDLER_LIMIT_MS } from './beacon-watch.ts';
import { killLatch, openLatch, releaseLatch, shutLatch } from './kill/kill-latch.ts';
import type { OperatorAnswer, OperatorCommand } from './operator-command.ts';
import type { LoopedHandler, ThreadMessage, SessionPlan, ThreadRequest } from './session-plan.ts';
import { SessionThread, type ThreadEnd } from './session-thread.ts';
import { receivedError } from './sent-error.ts';

/** What a supervisor is told and tells. */
export interface SessionSupervision {
  readonly clock: Clock;
  readonly onNotice: (notice: Notice) => void;
  readonly onCommit: (seconds: number) => void;
  /** How long one handler may take, in milliseconds; 5 s by default. */
  readonly handlerLimitMs?: number;
}

/** An orderly end may take this long; then the thread is ended, with all that it had decided stored. */
const STOP_MS = 4_500;
/** The store is gone, or took the lease with it: what was acknowledged is there when it is back. */
const LOSSES: readonly ErrorCode[] = ['STORE_UNAVAILABLE', 'STORE_FENCED'];
const FIRST_PAUSE = 1_000_000;
const LONGEST_PAUSE = 30_000_000;

type Answer = Pick<Extract<ThreadMessage, { readonly kind: 'answer' }>, 'result' | 'error'>;
type Unnumbered = ThreadRequest extends infer Each ? (Each extends ThreadRequest ? Omit<Each, 'id'> : never) : never;

/**
 * Keeps a session going. A handler that does not come back is ended with its thread; the session then goes on in a new thread,
 * without that strategy, from what was stored. So it does when the store was lost and answers again.
 */
export class SessionSupervisor {
  readonly #plan: SessionPlan;
  readonly #supervision: SessionSupervision;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #stopping = new AbortController();
  readonly #latch = killLatch();
  #thread: SessionThread | undefined;
  #status: { readonly snapshot: StatusSnapshot; readonly at: number } | undefined;
  #absence: string | undefined = 'the session is coming back';
  #onReady: () => void = () => undefined;
  #requests = 0;

  constructor(plan: SessionPlan, supervision: SessionSupervision) {
    this.#plan = plan;
    this.#supervision = supervision;
  }

  /** Why there is no session to be asked now; undefined while there is one. */
  get absence(): string | undefined {
    return this.#absence;
  }

  /** The newest status, its ages counted up to now; undefined until the session has come back for the first time. */
  get status(): StatusSnapshot | undefined {
    if (this.#status === undefined) return undefined;
    const { snapshot, at } = this.#status;
    const since = Math.round((performance.now() - at) * 1000);
    const later = (age: number | undefined): number | undefined => (age === undefined ? undefined : age + since);
    const { feed, commitAge, uncommittedAge } = snapshot;
    return {
      ...snapshot,
      feed: { ...feed, age: later(feed.age) },
      commitAge: later(commitAge),
      uncommittedAge: uncommittedAge === 0 ? 0 : uncommittedAge + since,
    };
  }

  /** Trades until the session ends; `onReady` is called once it has come back to where it was. Errors: what ended it. */
  async run(onReady: () => void): Promise<void> {
    this.#onReady = onReady;
    // Until a thread has come back, all of them: each may loop in an input that is stored already.
    let looped: readonly LoopedHandler[] = [];
    for (let losses = 0; ;) {
      const { stuck, error } = await this.#runThread(looped);
      // A thread that was ready has the stop in its journal, and a store that answers.
      if (this.#absence === undefined) [looped, losses] = [[], 0];
      if (stuck !== undefined) {
        const { strategyId, handler, at, call, message } = stuck;
        looped = [...looped, { strategyId, handler, at, call, code: 'STRATEGY_LOOPED', message }];
        this.#absence = `the session is coming back without strategy ${strategyId}, which did not`;
      } else if (error === undefined) return;
      else if (this.#canReturn(error)) await this.#pause(error, (losses += 1));
      else throw error;
      if (this.#stopping.signal.aborted) return;
    }
  }

  /** Asks the thread that trades, and waits for its answer. Errors: its own, and `RUN_RECOVERING` where none runs or it ends instead. */
  async ask(request: Unnumbered): Promise<void> {
    await this.#ask(request);
  }

  /** Has a person's command carried out. Errors: why it is refused, and those of `ask`. */
  async operate(command: OperatorCommand): Promise<OperatorAnswer> {
    if (this.#absence !== undefined) throw new BallastError('RUN_RECOVERING', this.#absence);
    return (await this.#ask({ kind: 'operate', command })) as OperatorAnswer;
  }

  /**
   * Halts trading, or a part of it, at once: from the moment of this call nothing more leaves that adds exposure, and once it resolves the
   * halt is stored. Errors: those of `ask`; the way of orders then stays shut until the session has come back and found the kill file.
   */
  async kill(order: TradingOrder): Promise<void> {
    shutLatch(this.#latch);
    await this.ask({ kind: 'trading-state', order });
    releaseLatch(this.#latch);
  }

  /** Lets it go on. Errors: those of `ask`. */
  async resume(order: TradingOrder): Promise<void> {
    await this.ask({ kind: 'trading-state', order });
    openLatch(this.#latch);
  }

  /** Ends the session at once, wherever it is; what it had decided is stored. */
  abandon(): void {
    this.#stopping.abort();
    this.#thread?.terminate();
  }

  /** Ends the session in order, within 5 seconds. */
  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    setTimeout(() => this.#thread?.terminate(), STOP_MS).unref();
    this.ask({ kind: 'stop' }).catch(() => undefined);
  }

  async #ask(request: Unnumbered): Promise<unknown> {
    const thread = this.#thread;
    if (thread === undefined) throw new BallastError('RUN_RECOVERING', this.#absence ?? 'no thread trades');
    const id = ++this.#requests;
    const { result, error } = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      thread.ask({ ...request, id });
    });
    if (error !== undefined) throw receivedError(error);
    return result;
  }

  async #runThread(looped: readonly LoopedHandler[]): Promise<ThreadEnd> {
    const plan: SessionPlan = { ...this.#plan, looped };
    const thread = new SessionThread(plan, this.#latch, this.#supervision.handlerLimitMs ?? HANDLER_LIMIT_MS, (message) =>
      this.#hear(message),
    );
    this.#thread = thread;
    try {
      return await thread.ended;
    } finally {
      this.#thread = undefined;
      const gone = new BallastError('RUN_RECOVERING', 'the thread that trades has ended').toJSON();
      for (const resolve of this.#waiting.values()) resolve({ error: gone });
      this.#waiting.clear();
    }
  }

  /** Whether the session can come back from what ended it: it has run, and only its store was lost. */
  #canReturn({ code }: BallastError): boolean {
    return this.#status !== undefined && LOSSES.includes(code) && !this.#stopping.signal.aborted;
  }

  /** Waits before the store is asked again, longer every time. */
  async #pause({ code, message }: BallastError, losses: number): Promise<void> {
    const { clock, onNotice } = this.#supervision;
    const pause = Math.min(FIRST_PAUSE * 2 ** (losses - 1), LONGEST_PAUSE);
    this.#absence = `the session waits for its store: ${code}: ${message}`;
    const text = `the store is lost, and nothing is traded until it is back: ${message}`;
    if (losses === 1) onNotice({ ts: clock.now(), severity: 'critical', code, text });
    await clock.sleep(pause, this.#stopping.signal);
  }

  #hear(message: ThreadMessage): void {
    if (message.kind === 'commits') for (const seconds of message.seconds) this.#supervision.onCommit(seconds);
    if (message.kind === 'notice') this.#supervision.onNotice(message.notice);
    if (message.kind === 'answer') {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
    if (message.kind !== 'status') return;
    const isFirst = this.#status === undefined;
    this.#status = { snapshot: message.status, at: performance.now() };
    this.#absence = undefined;
    if (isFirst) this.#onReady();
  }
}
