import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { BarColumns } from '../domain/bars.ts';
import { closesAt } from '../domain/calendar.ts';
import { compareIntervals } from '../domain/interval.ts';
import type { CoreRecord } from '../domain/records.ts';
import type { Tick } from '../domain/tick.ts';
import { restoreEngine } from '../engine/engine-state.ts';
import type { SeatedMarket } from '../engine/strategy-host.ts';
import { findUnsafeState } from '../strategy/find-unsafe-state.ts';
import type { AuditDraft, JournalEntry, Lease, Store } from '../ports/store.ts';
import { checkSameSession } from './check-same-session.ts';
import type { SessionTerms } from './session-fingerprint.ts';
import { decodeInput, encodeInput, type SessionInput } from './session-input.ts';
import { checkReconciled } from './session-reconciliation.ts';
import type { SessionRules } from './session-rules.ts';
import type { SessionRecords } from './session-records.ts';
import { decodeSnapshot, encodeSnapshot, SNAPSHOT_VERSION } from './session-snapshot.ts';
import { operatorAudit, takeInput } from './take-input.ts';
import { rowOf, type TradingSession } from './trading-session.ts';

/** Inputs between two snapshots, unless told otherwise: replaying so many takes a moment, and a snapshot is small beside them. */
const SNAPSHOT_EVERY = 500;

/** The part of the store that a session runs on. */
export type SessionStore = Pick<Store, 'journal' | 'latestSnapshot' | 'lastRecordSeq' | 'commit' | 'balances'>;

/** What a session needs to run durably. */
export interface LiveSessionSetup {
  readonly sessionId: string;
  readonly session: TradingSession;
  readonly records: SessionRecords;
  readonly store: SessionStore;
  readonly lease: Pick<Lease, 'epoch'>;
  /** Names what the session trades by; a session is never continued by something else. */
  readonly fingerprint: string;
  /** What the fingerprint is of, so that it can be said what has changed. */
  readonly terms?: SessionTerms;
  readonly engineVersion: string;
  /** What the client order ids of a session that begins now start with; the account's id where left out. */
  readonly clientIds?: string;
  /** Told of every commit that was acknowledged: what it stored, and how long it took, in milliseconds by the given clock. */
  readonly onCommit: (records: readonly CoreRecord[], milliseconds: number) => void;
  readonly stopwatch: () => number;
  /** Inputs between two snapshots; 500 by default. */
  readonly snapshotEvery?: number;
}

/**
 * A session whose every step is stored before it is acted on: input and decisions first, then the effects at the venue, then what the
 * venue says. Killed at any moment it comes back from its last snapshot and the journal after it, to the same state.
 * Once a step has failed, memory and store may differ, so that it takes nothing more: it has to come back from the store.
 */
export class LiveSession {
  readonly #setup: LiveSessionSetup;
  /** Bars that wait for the others of their time. A snapshot is taken when there are none: the journal has them all. */
  #slice: WaitingBar[] = [];
  #inputs: JournalEntry[] = [];
  #operatorAudit: AuditDraft[] = [];
  #seq = 0;
  #snapshotSeq = 0;
  #isBack = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(setup: LiveSessionSetup) {
    this.#setup = setup;
  }

  /** Number of the newest input. */
  get seq(): number {
    return this.#seq;
  }

  /** The error after which it takes nothing more. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /**
   * Comes back to where the session was, or begins it at `beginning`; stops on the way when `signal` says so, and is then not to be used.
   * Errors: `RUN_SESSION_CHANGED`, `JOURNAL_NEWER`, `RUN_NOT_RECONCILED`.
   */
  async recover(beginning: Micros, signal: AbortSignal, breathe: () => Promise<void>): Promise<void> {
    const { store, sessionId, records, session, fingerprint, terms, engineVersion, clientIds } = this.#setup;
    records.storedSeq = await store.lastRecordSeq(sessionId);
    await this.#restoreSnapshot();
    // A handler that never came back may have been called by an input that was stored: the stop, journaled after it, is known before it.
    for await (const entry of store.journal(sessionId, this.#seq)) if (entry.kind === 'stop-strategy') this.condemn(decodeInput(entry));
    for await (const entry of store.journal(sessionId, this.#seq)) {
      if (signal.aborted) return;
      this.#seq = entry.seq;
      await this.#step(decodeInput(entry));
      // What cannot be saved is stopped by an input, and those that follow here are all there are.
      await this.#commit(this.#isSnapshotDue() && this.#unsafe().length === 0);
      await breathe();
    }
    this.#isBack = true;
    const told = { ...(terms !== undefined && { terms }), ...(clientIds !== undefined && { clientIds }) };
    if (this.#seq === 0) await this.apply([{ kind: 'start', ts: beginning, fingerprint, engineVersion, ...told }]);
    checkReconciled(session, records, await store.balances(sessionId), sessionId);
  }

  /** Makes sure that a call which had to be ended is not made again while the session comes back. */
  condemn(input: SessionInput): void {
    if (input.kind === 'stop-strategy') this.#setup.session.engine.condemn(input);
  }

  /**
   * Journals inputs and takes them through the core, in order; when this resolves, all that came of them is stored. Each is asked for once
   * those before it have been taken in.
   */
  async apply(inputs: Iterable<SessionInput>): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    assert(this.#isBack, 'a session takes inputs once it has come back');
    try {
      for (const input of inputs) await this.#take(input);
      await this.#commit(false);
      if (this.#isSnapshotDue()) await this.#takeSnapshot();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /**
   * Stores that the session goes on by other rules, with a snapshot from which it does: this object knows the old ones, and is not to be used
   * any more. False while bars wait for others of their time, so that there can be no snapshot.
   */
  async relist(ts: Micros, rules: SessionRules): Promise<boolean> {
    if (!this.#isBack || this.#slice.length > 0) return false;
    this.#isBack = false;
    for (const input of [...this.#unsafe(), { kind: 'rules', ts, rules } as const]) await this.#take(input);
    await this.#commit(true, rules);
    return true;
  }

  /** Stores a snapshot now, so that the next start has nothing to replay. */
  async snapshot(): Promise<void> {
    if (this.#isBack && this.#failure === undefined && this.#slice.length === 0 && this.#seq > this.#snapshotSeq)
      await this.#takeSnapshot();
  }

  async #restoreSnapshot(): Promise<void> {
    const { store, sessionId, records, session } = this.#setup;
    const snapshot = await store.latestSnapshot(sessionId);
    if (snapshot === undefined) return;
    const { fingerprint, engine, venue } = decodeSnapshot(snapshot);
    await checkSameSession(fingerprint, this.#setup);
    restoreEngine(session.engine, engine);
    session.venue.restore(venue, session.engine.account.desk.all());
    records.seq = snapshot.recordSeq;
    this.#seq = this.#snapshotSeq = snapshot.seq;
  }

  async #take(input: SessionInput): Promise<void> {
    this.#seq += 1;
    this.#inputs.push(encodeInput(this.#seq, input));
    const audit = operatorAudit(input);
    if (audit !== undefined) this.#operatorAudit.push(audit);
    await this.#step(input);
  }

  async #step(input: SessionInput): Promise<void> {
    const { engine } = this.#setup.session;
    switch (input.kind) {
      case 'start':
        await checkSameSession(input.fingerprint, this.#setup);
        engine.account.time = input.ts;
        engine.account.clientIds = input.clientIds ?? engine.account.terms.id;
        engine.account.open(input.ts);
        break;
      case 'bar':
        await this.#bar(input.bar, input.stale);
        break;
      case 'slice-end':
        await this.#endSlice(input.stale);
        await this.#passTime(input.closeTime, true, input.stale);
        break;
      case 'tick':
        await this.#tick(input.tick);
        break;
      default:
        takeInput(engine, input);
    }
    await this.#settle();
  }

  /** Bars wait for the others that close at their time: all are matched before any is delivered. */
  async #bar(bar: BarEvent, isStale: boolean): Promise<void> {
    // A slice that lacks a bar is ended by an input of its own, or by the next bar.
    if (this.#slice.some(({ closeTime }) => closeTime < bar.closeTime)) await this.#endSlice(isStale);
    const market = this.#market(bar.instrumentId);
    this.#slice.push({ market, closeTime: bar.closeTime, row: rowOf(bar), isStale });
    market.lastTime = bar.closeTime;
    if (this.#isWhole(bar.closeTime)) await this.#endSlice(isStale);
  }

  /** The turn of all bars that wait, and then of what is due at their close. */
  async #endSlice(isStale: boolean): Promise<void> {
    const { session } = this.#setup;
    const { engine } = session;
    const slice = this.#slice.sort(bySliceOrder);
    const [first] = slice;
    if (first === undefined) return;
    this.#slice = [];
    await this.#passTime(first.closeTime, false, isStale);
    for (const { market, row } of slice) session.match(market, row, 0);
    await this.#settle();
    for (const bar of slice) {
      engine.isStale = bar.isStale;
      session.deliver(bar.market, bar.row, 0);
      engine.isStale = false;
      await this.#settle();
    }
    await this.#passTime(first.closeTime, true, isStale);
    const { account } = engine;
    account.records.equity(first.closeTime, account.terms.currency, account.equity, account.cash);
  }

  /** Whether every market whose bars close at this time has its own. */
  #isWhole(closeTime: Micros): boolean {
    return this.#setup.session.markets.every(
      ({ lastTime, instrument, baseInterval }) => lastTime >= closeTime || !closesAt(instrument.calendar, baseInterval, closeTime),
    );
  }

  async #tick(tick: Tick): Promise<void> {
    const { session } = this.#setup;
    const market = this.#market(tick.instrumentId);
    await this.#endSlice(false);
    if (session.matchTick(market, tick)) await this.#settle();
    session.engine.onTick(market, tick);
  }

  async #passTime(until: Micros, inclusive: boolean, isStale: boolean): Promise<void> {
    const { engine } = this.#setup.session;
    engine.isStale = isStale;
    while (engine.passTime(until, inclusive)) await this.#settle();
    engine.isStale = false;
  }

  #market(instrumentId: string): SeatedMarket {
    const market = this.#setup.session.market(instrumentId);
    assert(market !== undefined, `the session trades ${instrumentId}`);
    return market;
  }

  /**
   * Takes the turn to its end: what is decided is stored, then done, then what came of it is taken in. A venue elsewhere is told what to do
   * and does nothing yet: what many inputs at once led to is then stored by one commit, and goes out after it.
   */
  async #settle(): Promise<void> {
    const { session } = this.#setup;
    while (session.advance()) {
      if (session.venue.release === undefined) await this.#commit(false);
      session.perform();
    }
  }

  #isSnapshotDue(): boolean {
    return this.#slice.length === 0 && this.#seq - this.#snapshotSeq >= (this.#setup.snapshotEvery ?? SNAPSHOT_EVERY);
  }

  /** Strategies at work whose state has become something that a restart would damage, as the inputs that stop them. */
  #unsafe(): readonly SessionInput[] {
    const { account, hosts } = this.#setup.session.engine;
    return hosts.flatMap(({ id, state, stopped }): readonly SessionInput[] => {
      const message = stopped === undefined ? findUnsafeState(state) : undefined;
      if (message === undefined) return [];
      const code = 'STRATEGY_STATE_INVALID';
      return [{ kind: 'stop-strategy', ts: account.time, strategyId: id, handler: 'snapshot', call: 0, code, message }];
    });
  }

  /** Stops, by inputs, what cannot be saved, so that a replay does the same; then stores everything else. */
  async #takeSnapshot(): Promise<void> {
    for (const input of this.#unsafe()) await this.#take(input);
    await this.#commit(true);
  }

  async #commit(withSnapshot: boolean, rules?: SessionRules): Promise<void> {
    const { store, sessionId, lease, session, fingerprint, records, onCommit, stopwatch } = this.#setup;
    const inputs = this.#inputs;
    const { records: waiting, audit } = records.take();
    if (inputs.length === 0 && waiting.length === 0 && !withSnapshot) return;
    const payload = withSnapshot ? encodeSnapshot(session, fingerprint, rules) : undefined;
    const began = stopwatch();
    await store.commit({
      sessionId,
      epoch: lease.epoch,
      inputs,
      records: waiting,
      audit: [...this.#operatorAudit, ...audit],
      ...(payload !== undefined && { snapshot: { seq: this.#seq, recordSeq: records.seq, version: SNAPSHOT_VERSION, payload } }),
    });
    onCommit(waiting, stopwatch() - began);
    if (withSnapshot) this.#snapshotSeq = this.#seq;
    this.#inputs = [];
    this.#operatorAudit = [];
    session.venue.release?.();
  }
}

interface WaitingBar {
  readonly market: SeatedMarket;
  readonly closeTime: Micros;
  readonly row: BarColumns;
  readonly isStale: boolean;
}

function bySliceOrder({ market: left }: WaitingBar, { market: right }: WaitingBar): number {
  return compareIntervals(left.baseInterval, right.baseInterval) || (left.instrument.id < right.instrument.id ? -1 : 1);
}
