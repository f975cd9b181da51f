import { assert } from '../kernel/assert.ts';
import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarEvent } from '../domain/market-event.ts';
import { allocateBars } from '../domain/bars.ts';
import type { Tick } from '../domain/tick.ts';
import { restoreEngine, saveEngine, type EngineState } from '../engine/engine-state.ts';
import type { AuditDraft, JournalEntry, Lease, Store } from '../ports/store.ts';
import type { SimulatedVenueState } from '../sim/simulated-venue.ts';
import { decodeInput, encodeInput, type SessionInput } from './session-input.ts';
import type { SessionRecords } from './session-records.ts';
import { rowOf, type SimulatedSession } from './simulated-session.ts';

/** Inputs between two snapshots: replaying so many takes a moment, and a snapshot is small beside them. */
const SNAPSHOT_EVERY = 500;
const SNAPSHOT_VERSION = 1;

interface SnapshotPayload {
  readonly fingerprint: string;
  readonly engine: EngineState;
  readonly venue: SimulatedVenueState;
}

/** What a session needs to run durably. */
export interface LiveSessionSetup {
  readonly sessionId: string;
  readonly session: SimulatedSession;
  readonly records: SessionRecords;
  readonly store: Store;
  readonly lease: Lease;
  /** Names what the session trades by; a session is never continued by something else. */
  readonly fingerprint: string;
  readonly engineVersion: string;
  /** A bar that is seen later than this after its close feeds indicators, but no strategy decides on it. */
  readonly maxBarAge: Micros;
  /** Told how long each commit took, in milliseconds by the given clock. */
  readonly onCommit: (milliseconds: number) => void;
  readonly stopwatch: () => number;
}

/**
 * A session whose every step is stored before it is acted on: input and decisions first, then the effects at the venue, then what the
 * venue says. Killed at any moment it comes back from its last snapshot and the journal after it, to the same state.
 */
export class LiveSession {
  readonly #setup: LiveSessionSetup;
  readonly #row = allocateBars(1);
  #inputs: JournalEntry[] = [];
  #operatorAudit: AuditDraft[] = [];
  #seq = 0;
  #snapshotSeq = 0;

  constructor(setup: LiveSessionSetup) {
    this.#setup = setup;
  }

  /** Number of the newest input. */
  get seq(): number {
    return this.#seq;
  }

  /** Comes back to where the session was, or begins it at `now`. Errors: `RUN_SESSION_CHANGED`, `JOURNAL_NEWER`, `RUN_NOT_RECONCILED`. */
  async recover(now: Micros): Promise<void> {
    const { store, sessionId, records, fingerprint, engineVersion } = this.#setup;
    records.storedSeq = await store.lastRecordSeq(sessionId);
    const snapshot = await store.latestSnapshot(sessionId);
    if (snapshot !== undefined) {
      if (snapshot.version > SNAPSHOT_VERSION)
        fail('JOURNAL_NEWER', `the snapshot of input ${snapshot.seq} has version ${snapshot.version}`);
      const payload = JSON.parse(snapshot.payload) as SnapshotPayload;
      this.#checkFingerprint(payload.fingerprint);
      restoreEngine(this.#setup.session.engine, payload.engine);
      this.#setup.session.venue.restore(payload.venue);
      records.seq = snapshot.recordSeq;
      this.#seq = this.#snapshotSeq = snapshot.seq;
    }
    // A handler that never came back may have been called by an input that was stored: the stop, journaled after it, is known before it.
    for await (const entry of store.journal(sessionId, this.#seq)) if (entry.kind === 'stop-strategy') this.condemn(decodeInput(entry));
    for await (const entry of store.journal(sessionId, this.#seq)) {
      this.#seq = entry.seq;
      await this.#step(decodeInput(entry));
    }
    if (this.#seq === 0) await this.apply({ kind: 'start', ts: now, fingerprint, engineVersion });
    this.#reconcile();
  }

  /** Makes sure that a call which had to be ended is not made again while the session comes back. */
  condemn(input: SessionInput): void {
    if (input.kind !== 'stop-strategy') return;
    const { strategyId, handler, message, at } = input;
    this.#setup.session.engine.condemn({ strategyId, handler, time: at, message });
  }

  /** Journals an input and takes it through the core; when this resolves, all that came of it is stored. */
  async apply(input: SessionInput): Promise<void> {
    this.#seq += 1;
    this.#inputs.push(encodeInput(this.#seq, input));
    if (input.kind === 'trading-state') {
      const { ts, by, state, reason } = input;
      this.#operatorAudit.push({
        ts,
        actor: by,
        action: `trading.${state === 'ACTIVE' ? 'resume' : 'kill'}`,
        subject: 'session',
        details: { reason },
      });
    }
    await this.#step(input);
  }

  /** Stores a snapshot now, so that the next start has nothing to replay. */
  async snapshot(): Promise<void> {
    if (this.#seq > this.#snapshotSeq) await this.#commit(true);
  }

  async #step(input: SessionInput): Promise<void> {
    const { engine } = this.#setup.session;
    switch (input.kind) {
      case 'start':
        this.#checkFingerprint(input.fingerprint);
        engine.account.time = input.ts;
        engine.account.open(input.ts);
        break;
      case 'bar':
        await this.#bar(input.bar);
        break;
      case 'tick':
        await this.#tick(input.tick);
        break;
      case 'trading-state':
        if (engine.account.tradingState !== input.state) engine.setTradingState(input.state, `${input.by}: ${input.reason}`);
        break;
      case 'stop-strategy': {
        const host = engine.hosts.find(({ id }) => id === input.strategyId);
        if (host !== undefined) engine.stop(host, input.handler, input.code, input.message);
      }
    }
    await this.#settle();
    await this.#commit(this.#seq - this.#snapshotSeq >= SNAPSHOT_EVERY);
  }

  async #bar(bar: BarEvent): Promise<void> {
    const { session, maxBarAge } = this.#setup;
    const { engine } = session;
    const market = session.market(bar.instrumentId);
    assert(market !== undefined, `the session trades ${bar.instrumentId}`);
    const row = rowOf(bar, this.#row);
    engine.isStale = bar.tsInit - bar.closeTime > maxBarAge;
    await this.#passTime(bar.closeTime, false);
    if (session.match(market, row, 0)) await this.#settle();
    session.deliver(market, row, 0);
    await this.#settle();
    // The slice is whole when every market has its bar of this time; a market that lacks one is closed by the next bar of another.
    if (session.markets.every(({ lastTime }) => lastTime >= bar.closeTime)) await this.#passTime(bar.closeTime, true);
    engine.isStale = false;
    const { account } = engine;
    account.records.equity(bar.closeTime, account.terms.currency, account.equity, account.cash);
  }

  async #tick(tick: Tick): Promise<void> {
    const { session } = this.#setup;
    const market = session.market(tick.instrumentId);
    assert(market !== undefined, `the session trades ${tick.instrumentId}`);
    await this.#passTime(tick.tsInit, true);
    if (session.matchTick(market, tick)) await this.#settle();
    session.engine.onTick(market, tick);
  }

  async #passTime(until: Micros, inclusive: boolean): Promise<void> {
    while (this.#setup.session.engine.passTime(until, inclusive)) await this.#settle();
  }

  /** Takes the turn to its end: what is decided is stored, then done, then what came of it is taken in. */
  async #settle(): Promise<void> {
    const { session } = this.#setup;
    while (session.advance()) {
      await this.#commit(false);
      session.perform();
    }
  }

  async #commit(withSnapshot: boolean): Promise<void> {
    const { store, sessionId, lease, records, onCommit, stopwatch } = this.#setup;
    const inputs = this.#inputs;
    const { records: waiting, audit } = records.take();
    if (inputs.length === 0 && waiting.length === 0 && !withSnapshot) return;
    const began = stopwatch();
    await store.commit({
      sessionId,
      epoch: lease.epoch,
      inputs,
      records: waiting,
      audit: this.#operatorAudit.length === 0 ? audit : [...this.#operatorAudit, ...audit],
      ...(withSnapshot
        ? { snapshot: { seq: this.#seq, recordSeq: records.seq, version: SNAPSHOT_VERSION, payload: this.#payload() } }
        : {}),
    });
    onCommit(stopwatch() - began);
    if (withSnapshot) this.#snapshotSeq = this.#seq;
    this.#inputs = [];
    this.#operatorAudit = [];
  }

  #payload(): string {
    const { session, fingerprint } = this.#setup;
    const payload: SnapshotPayload = { fingerprint, engine: saveEngine(session.engine), venue: session.venue.state };
    return JSON.stringify(payload);
  }

  #checkFingerprint(stored: string): void {
    const { fingerprint, sessionId } = this.#setup;
    if (stored === fingerprint) return;
    fail('RUN_SESSION_CHANGED', `session ${sessionId} was begun with other strategies, parameters or trading settings`, {
      where: sessionId,
    });
  }

  /** Before the first event: what the ledger holds is what the venue says is held, order by order and position by position. */
  #reconcile(): void {
    const { engine, venue } = this.#setup.session;
    const { positions, openOrders } = venue.holdings;
    const different: string[] = [];
    for (const { strategyId, instrument, quantity } of engine.account.ledger.books) {
      const held = positions.get(`${strategyId} ${instrument.id}`) ?? 0;
      if (held !== quantity) different.push(`${strategyId} holds ${quantity} of ${instrument.id} by the ledger, ${held} at the venue`);
    }
    const ours = [...engine.account.desk.all()].map(({ intent }) => intent.intentId);
    for (const id of ours.filter((each) => !openOrders.includes(each))) different.push(`order ${id} is not open at the venue`);
    for (const id of openOrders.filter((each) => !ours.includes(each))) different.push(`order ${id} is open at the venue only`);
    if (different.length > 0) fail('RUN_NOT_RECONCILED', different.join('; '), { where: this.#setup.sessionId });
  }
}
