import type { Micros } from '../../kernel/time.ts';
import type { GateState } from '../../domain/records.ts';
import { LimitedWork } from './limited-work.ts';
import { pauseBefore, type LiveLink } from './live-link.ts';
import type { OrderGateway } from './order-gateway.ts';
import type { Reconciler, Reconciliation } from './reconciler.ts';
import type { WorkGroup } from './work-group.ts';

/** Reports that are taken in together, and stored by one commit; in whatever order they come to the same. */
const MOST_TOGETHER = 64;

/** Comparisons that follow each other in haste. */
const MOST_IN_HASTE = 5;

/**
 * Keeps a session joined to its venue: reads the private stream, compares every few seconds and after each coming up of the stream, and
 * holds the gate. It opens after a clean comparison, and lets only orders pass that reduce once the link has been lost for too long.
 */
export class VenueWatch {
  readonly #link: LiveLink;
  readonly #gateway: OrderGateway;
  readonly #reconciler: Reconciler;
  readonly #work: WorkGroup;
  /** Since when the stream is down; undefined while it is up, or where there is none. */
  #downSince: Micros | undefined;
  #downReason = 'it has not come up yet';
  #lastAnswer: Micros;
  #pause = new AbortController();
  #isWanted = false;
  /** Comparisons since the last that was clean. */
  #haste = 0;

  constructor(link: LiveLink, gateway: OrderGateway, reconciler: Reconciler, work: WorkGroup) {
    this.#link = link;
    this.#gateway = gateway;
    this.#reconciler = reconciler;
    this.#work = work;
    this.#lastAnswer = link.clock.now();
    this.#downSince = link.venue.capabilities.orderStream ? this.#lastAnswer : undefined;
  }

  /** Begins: the gate is shut until all has been compared. Nobody else sends orders of the session `since` a time. */
  async start(since = this.#link.clock.now()): Promise<void> {
    const { clock, enter } = this.#link;
    await enter(() => [{ kind: 'joined', ts: clock.now(), since }]);
    this.#gateway.resume();
    this.#gateway.onSettled = () => {
      const isWanted = this.#haste < MOST_IN_HASTE || this.#link.account.gate !== 'open';
      if (isWanted && this.#reconciler.last?.outcome !== 'clean') this.#compareSoon();
    };
    this.#work.begin(() => this.#listen());
    this.#work.begin(() => this.#compareAlways());
    this.#work.begin(() => this.#guard());
  }

  /** Compares now, for a person who asks, and who may accept what differs. */
  async reconcile(acceptedBy?: string): Promise<Reconciliation> {
    const result = await this.#reconciler.reconcile(acceptedBy);
    await this.#judge(result);
    return result;
  }

  async #listen(): Promise<void> {
    const { venue, instruments, clock } = this.#link;
    const hearing = new LimitedWork(this.#work, MOST_TOGETHER);
    for await (const report of venue.reports(instruments, this.#work.signal)) {
      if (report.kind === 'up') {
        this.#downSince = undefined;
        this.#compareSoon();
      } else if (report.kind === 'down') {
        this.#downSince ??= clock.now();
        this.#downReason = report.reason;
      } else await hearing.begin(() => this.#gateway.hear(report));
    }
  }

  async #compareAlways(): Promise<void> {
    const { signal } = this.#work;
    while (!signal.aborted) {
      this.#isWanted = false;
      const { outcome } = await this.reconcile();
      this.#haste = outcome === 'clean' ? 0 : this.#haste + 1;
      // Nothing is more urgent than what is not equal yet; but what is not again and again a person has to look into,
      // and what is on its way is looked at when it has arrived.
      const isMoving = outcome === 'moving' && this.#gateway.isBusyAnywhere;
      const isUrgent = outcome === 'failed' || (outcome !== 'clean' && !isMoving && this.#haste <= MOST_IN_HASTE);
      if (isUrgent) await this.#rest(pauseBefore(this.#haste, this.#link));
      else await this.#restUntilNews();
    }
  }

  /** Until the next comparison is due, or a glance shows that something has happened: at a venue that allows few questions it is one instead of many. */
  async #restUntilNews(): Promise<void> {
    const { clock, limits } = this.#link;
    const due = clock.now() + limits.reconcileEvery;
    for (;;) {
      await this.#rest(Math.min(limits.glanceEvery, due - clock.now()));
      if (this.#isWanted || this.#work.signal.aborted || clock.now() >= due || !(await this.#reconciler.isAsKnown())) return;
      this.#lastAnswer = clock.now();
    }
  }

  async #judge({ outcome }: Reconciliation): Promise<void> {
    if (outcome === 'failed') return;
    this.#lastAnswer = this.#link.clock.now();
    if (outcome === 'clean' && this.#downSince === undefined) await this.#setGate('open', 'all has been compared, and is equal');
  }

  /** Looks whether the link has been lost for too long. */
  async #guard(): Promise<void> {
    const { clock, limits, account } = this.#link;
    const { signal } = this.#work;
    while (!signal.aborted) {
      const lost = this.#lost();
      if (account.gate === 'open' && lost !== undefined) await this.#setGate('reduce-only', lost);
      await clock.sleep(limits.firstPause, signal);
    }
  }

  #lost(): string | undefined {
    const { clock, limits, venue } = this.#link;
    const earliest = clock.now() - limits.linkPatience;
    if (this.#downSince !== undefined && this.#downSince < earliest) return `the stream of ${venue.id} is down: ${this.#downReason}`;
    if (this.#lastAnswer >= earliest) return undefined;
    return `${venue.id} does not answer: ${this.#reconciler.last?.found.join('; ') ?? 'it never has'}`;
  }

  async #setGate(state: GateState, reason: string): Promise<void> {
    const { account, clock, enter, onNotice } = this.#link;
    if (account.gate === state) return;
    await enter(() => [{ kind: 'gate', ts: clock.now(), state, reason }]);
    if (state !== 'shut')
      onNotice({ severity: state === 'open' ? 'info' : 'warning', code: 'GATE', text: `the gate is ${state}: ${reason}` });
  }

  #compareSoon(): void {
    this.#isWanted = true;
    this.#pause.abort();
  }

  async #rest(micros: Micros): Promise<void> {
    const { signal } = this.#work;
    if (this.#isWanted || signal.aborted) return;
    this.#pause = new AbortController();
    const stop = (): void => this.#pause.abort();
    signal.addEventListener('abort', stop);
    await this.#link.clock.sleep(micros, this.#pause.signal);
    signal.removeEventListener('abort', stop);
  }
}
