import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { CoreRecord } from '../domain/records.ts';
import { keepCheckpoints } from './audit/checkpoint-log.ts';
import { readKillFile } from '../adapters/control/kill-file.ts';
import { installTraps } from '../adapters/strategies/traps.ts';
import { ballastVersion } from '../config/build.ts';
import { homeFolder, killFilesOf } from '../config/home.ts';
import { isInForce, isKnownScope, type TradingOrder } from '../engine/halts.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeedHealth, MarketData } from '../ports/market-data.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import type { Lease, Store } from '../ports/store.ts';
import { arrivals } from './arrivals.ts';
import { feedRequests, longestWarmUp, type SessionRequest } from './feed-requests.ts';
import { writeHeartbeat } from './kill/heartbeat.ts';
import { keepFlat } from './kill/keep-flat.ts';
import { leftOver, type LeftOver } from './kill/left-over.ts';
import { LiveSession } from './live-session.ts';
import { loadDeployments, type LoadedDeployment } from './load-deployments.ts';
import { openConfiguredStore } from './open-configured-store.ts';
import { openFeed, SYNTHETIC_START } from './open-feed.ts';
import { openSide } from './open-side.ts';
import { FeedNotices, noticeOf, noticeOfLateBars, noticeOfStart, type Words } from './session-notices.ts';
import { recallOrder } from './recall-order.ts';
import type { OperatorAnswer, OperatorCommand } from './operator-command.ts';
import { KeyRing } from '../adapters/keys/key-ring.ts';
import { checkFindings } from './check-findings.ts';
import { limitInput, type LimitCommandPlace } from './limit-command.ts';
import { operatorAnswer, operatorInputs } from './operator-input.ts';
import type { LoopedHandler, SessionPlan } from './session-plan.ts';
import { sessionStatus, SessionTally } from './session-status.ts';
import type { SessionInput } from './session-input.ts';
import { sessionFingerprint, sessionTerms } from './session-fingerprint.ts';
import { SessionIntake } from './session-intake.ts';
import { sessionDifferences } from './session-reconciliation.ts';
import { SessionRecords } from './session-records.ts';
import { SessionTurns } from './session-turns.ts';
import type { VenueSide } from './venue-side.ts';

/** What a session engine is told and tells. */
export interface SessionSurroundings {
  readonly clock: Clock;
  readonly beacon: Beacon;
  readonly onNotice: (notice: Notice) => void;
  /** Told how long each commit took, in seconds. */
  readonly onCommit: (seconds: number) => void;
  /** Whether a kill was heard that is not stored yet. */
  readonly isLatched: () => boolean;
  /** Told which strategy is being loaded now, and that none is any more. */
  readonly onLoading: (strategyId: string | undefined) => void;
  /** Lets timers and messages have their turn, when it is time. */
  readonly breathe: () => Promise<void>;
  /** Asks it to end in order. */
  readonly signal: AbortSignal;
}

/** How often the kill file and the feed are looked at. */
const LOOK = 200_000;
/** An exit waits no longer than this for a comparison with the venue. */
const CONFIRM_PATIENCE = 5 * MICROS_PER_SECOND;

/** What a session engine is made of. */
interface EngineParts {
  readonly store: Store;
  readonly lease: Lease;
  readonly deployments: readonly LoadedDeployment[];
  readonly records: SessionRecords;
  readonly side: VenueSide;
}

/** Paper or live trading in one thread: feed, engine, store, and the side that faces the venue. */
export class SessionEngine {
  readonly #plan: SessionPlan;
  readonly #surroundings: SessionSurroundings;
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #feed: MarketData;
  readonly #side: VenueSide;
  readonly #session: LiveSession;
  readonly #records: SessionRecords;
  readonly #tally = new SessionTally();
  /** The synthetic exchange is its own clock; a real one goes by the world's. */
  readonly #isSynthetic: boolean;
  readonly #age: Micros;
  readonly #killFiles: readonly string[];
  readonly #turns: SessionTurns;
  readonly #failed = new AbortController();
  #lastCommitAt: Micros | undefined;
  #lastCommitTime: Micros | undefined;
  #firstSeq = 0;
  #joined: Promise<void> = Promise.resolve();
  /** What ended the venue's side. */
  #failure: { readonly error: unknown } | undefined;
  #health: FeedHealth;

  private constructor(plan: SessionPlan, surroundings: SessionSurroundings, { store, lease, deployments, records, side }: EngineParts) {
    const { config } = plan;
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#store = store;
    this.#lease = lease;
    this.#records = records;
    this.#side = side;
    this.#isSynthetic = config.feed.kind === 'synthetic';
    this.#killFiles = killFilesOf(homeFolder(plan.home), config.risk.killFile);
    const { session } = side;
    const instruments = session.markets.map(({ instrument }) => instrument);
    // The synthetic exchange is old enough to warm every strategy up, as a real one is.
    this.#age = Math.max(longestWarmUp(session.engine.hosts), session.engine.regimeDesk?.warmUp ?? 0);
    this.#feed = openFeed(plan, instruments, this.#age, surroundings.clock);
    this.#health = this.#feed.health();
    this.#session = new LiveSession({
      sessionId: plan.sessionId,
      session,
      records,
      store,
      lease,
      fingerprint: sessionFingerprint(config, deployments, instruments, side.place),
      terms: sessionTerms(config, deployments, instruments, side.place),
      engineVersion: ballastVersion(),
      ...(side.clientIds !== undefined && { clientIds: side.clientIds }),
      onCommit: (stored, milliseconds) => this.#onCommit(stored, milliseconds),
      stopwatch: () => performance.now(),
    });
    this.#turns = new SessionTurns(this.#session, surroundings.clock, () => this.#failed.abort());
  }

  /** Opens the store, takes the lease, loads the strategies, reaches the venue and brings the session back to where it was. */
  static async open(plan: SessionPlan, surroundings: SessionSurroundings): Promise<SessionEngine> {
    const deployments = await loadDeployments(plan.config, plan.folder, surroundings.onLoading);
    const store = await openConfiguredStore(plan.config, homeFolder(plan.home));
    let side: VenueSide | undefined;
    try {
      const lease = await store.lease(plan.sessionId);
      installTraps();
      for (;;) {
        const records = new SessionRecords();
        side = await openSide(plan, deployments, records, { ...surroundings, store });
        const engine = new SessionEngine(plan, surroundings, { store, lease, deployments, records, side });
        await engine.#recover();
        if (!(await engine.#relist())) return engine;
        // It has come back by the rules that it had, and comes back once more by the new ones.
        await engine.#feed.close();
        await side.close();
      }
    } catch (error) {
      await letGo(async () => side?.close());
      await letGo(() => store.close());
      throw error;
    }
  }

  /** Trades until it is stopped or the feed ends; everything is stored and let go of when this settles. */
  async run(): Promise<void> {
    const signal = AbortSignal.any([this.#surroundings.signal, this.#failed.signal]);
    const ended = new AbortController();
    const whileRunning = AbortSignal.any([signal, ended.signal]);
    const keys = new KeyRing(homeFolder(this.#plan.home).keys);
    const watching = [
      this.#watch(whileRunning),
      this.#keepFlat(whileRunning),
      keepCheckpoints(this.#store, keys, this.#surroundings.clock, (words) => this.#tell(words), whileRunning),
    ];
    const requests = this.#requests();
    const intake = this.#intake(requests);
    const { clock } = this.#surroundings;
    const patience = (): Micros | undefined =>
      this.#isSynthetic || intake.dueAt === undefined ? undefined : Math.max(0, intake.dueAt - this.#now());
    try {
      await this.#join(whileRunning);
      for await (const events of arrivals({ open: (until) => this.#feed.events(requests, until), signal, clock, patience })) {
        const { inputs, late } = intake.take(events, this.#now());
        this.#tell(noticeOfLateBars(late));
        if (inputs.length > 0) await this.apply(inputs);
      }
    } finally {
      ended.abort();
      await Promise.all(watching);
      await this.#joined;
      if (this.#surroundings.signal.aborted) await letGo(async () => this.#side.leave?.());
      await this.#close();
    }
    const failure = this.#session.failure ?? this.#failure;
    if (failure !== undefined) throw failure.error;
    this.#beat(true);
  }

  /** Takes inputs into the session, after those before them. Once that has failed it ends. */
  apply(inputs: readonly SessionInput[]): Promise<void> {
    return this.#turns.apply(inputs);
  }

  /** Does what a person asks for, once its turn has come; when this resolves, what came of it is stored. Errors: why it is refused. */
  async operate(command: OperatorCommand): Promise<OperatorAnswer> {
    if (command.kind === 'reconcile') {
      const found = await this.#compare(command.accept === true ? `operator:${command.by}` : undefined);
      return { orders: [], refusals: [], found };
    }
    if (command.kind === 'check') return { orders: [], refusals: [], findings: checkFindings(command, this.#side.session.engine) };
    if (command.kind === 'left') return { orders: [], refusals: [], left: await this.#left() };
    const unconfirmed = command.kind === 'close' ? await this.#confirm() : undefined;
    const { engine } = this.#side.session;
    let open: readonly OrderIntent[] = [];
    const records = await this.#turns.told(() => {
      open = [...engine.account.desk.all()].map(({ intent }) => intent);
      return command.kind === 'limit'
        ? [limitInput(command, this.#now(), this.#limitPlace())]
        : operatorInputs(command, engine, this.#now());
    });
    return { ...operatorAnswer(records, open), ...(unconfirmed !== undefined && { unconfirmed }) };
  }

  /** What a limit is set against. */
  #limitPlace(): LimitCommandPlace {
    const { home, sessionId, venue } = this.#plan;
    const now = this.#surroundings.clock.now();
    const keys = new KeyRing(homeFolder(home).keys);
    return { keys, sessionId, engine: this.#side.session.engine, now, isLive: venue !== undefined };
  }

  /** Halts trading, or a part of it, or lets it go on; when this resolves it is stored. Errors: `HALT_SCOPE_UNKNOWN`. */
  async orderTrading(order: TradingOrder): Promise<void> {
    const { engine } = this.#side.session;
    const { scope = { kind: 'all' } } = order;
    if (!isKnownScope(engine, scope)) fail('HALT_SCOPE_UNKNOWN', `this session has no ${scope.kind} ${scope.name ?? ''}`);
    await this.apply([{ kind: 'trading-state', ts: this.#now(), ...order }]);
  }

  /** Resolves when the store answers. */
  ping(): Promise<void> {
    return this.#store.ping();
  }

  status(): StatusSnapshot {
    // A feed that was closed in order is shown as it was before.
    if (!this.#surroundings.signal.aborted) this.#health = this.#feed.health();
    return sessionStatus(this.#side.session.engine, this.#tally, {
      version: ballastVersion(),
      stage: this.#side.stage,
      venue: this.#side.status?.(this.#surroundings.clock.now()),
      sessionId: this.#plan.sessionId,
      startedAt: this.#plan.startedAt,
      feedName: this.#feedName,
      health: this.#health,
      wallTime: this.#surroundings.clock.now(),
      steps: this.#session.seq - this.#firstSeq,
      lastCommitAt: this.#lastCommitAt,
      lastCommitTime: this.#lastCommitTime,
      uncommittedSince: this.#turns.waitingSince,
    });
  }

  get #feedName(): string {
    return this.#plan.config.feed.exchange ?? this.#plan.config.feed.kind;
  }

  /** What is closed is what the venue confirms; but one that does not answer keeps nobody from an exit. Why it was not confirmed, in words. */
  async #confirm(): Promise<string | undefined> {
    const { clock, signal } = this.#surroundings;
    const late = clock.sleep(CONFIRM_PATIENCE, signal).then(() => 'the comparison takes long');
    try {
      return await Promise.race([this.#compare().then(() => undefined), late]);
    } catch (error) {
      if (!isBallastError(error, 'VENUE_UNAVAILABLE')) throw error;
      return error.message;
    }
  }

  /** What is open and held, as the venue tells it. */
  async #left(): Promise<LeftOver> {
    const { engine } = this.#side.session;
    const told = await this.#side.openOrders?.();
    return leftOver(engine, told === undefined ? null : (this.#plan.venue?.id ?? null), told ?? []);
  }

  /** Compares session and venue; one that is simulated here on the spot. */
  #compare(acceptedBy?: string): Promise<readonly string[]> {
    if (this.#side.compare !== undefined) return this.#side.compare(acceptedBy);
    return this.#turns.take(async () => {
      const found = sessionDifferences(this.#side.session, this.#records, await this.#store.balances(this.#plan.sessionId));
      await this.#session.apply([{ kind: 'reconciliation', ts: this.#now(), found }]);
      return found;
    });
  }

  /** Joins the session to its venue. What fails there ends it. */
  async #join(signal: AbortSignal): Promise<void> {
    const { sessionId } = this.#plan;
    const instruments = this.#side.session.markets.map(({ instrument }) => instrument);
    await this.#side.begin({
      enter: (make) => this.#turns.enter(make),
      findIntent: async (id) => (await this.#store.order(sessionId, id))?.intentId,
      recall: (id) => recallOrder(this.#store, sessionId, instruments, id),
      onNotice: (words) => this.#tell(words),
      isLatched: this.#surroundings.isLatched,
      signal,
    });
    this.#joined = this.#side.ended().catch((error: unknown) => {
      this.#failure = { error };
      this.#failed.abort();
    });
  }

  async #recover(): Promise<void> {
    const { sessionId, looped = [] } = this.#plan;
    await this.#tally.begin(this.#store, sessionId);
    const stops = looped.map(stopOf);
    for (const stop of stops) this.#session.condemn(stop);
    const beginning = Math.min(...this.#requests().map(({ since }) => since));
    await this.#session.recover(beginning, this.#surroundings.signal, this.#surroundings.breathe);
    if (this.#surroundings.signal.aborted) return;
    this.#firstSeq = this.#session.seq;
    if (stops.length > 0) await this.apply(stops);
    await this.#checkKillFiles();
  }

  /** Lets the session go on by new rules of its venue; true when it has to come back by them. */
  async #relist(): Promise<boolean> {
    const { newRules } = this.#side;
    if (this.#surroundings.signal.aborted) return false;
    const isRelisted = newRules !== undefined && (await this.#session.relist(this.#now(), newRules));
    if (!isRelisted) this.#tell(noticeOfStart(this.status(), this.#session.seq));
    return isRelisted;
  }

  #requests(): readonly SessionRequest[] {
    const { markets, engine } = this.#side.session;
    const now = this.#isSynthetic ? SYNTHETIC_START + this.#age : this.#surroundings.clock.now();
    return feedRequests(markets, engine.hosts, now, engine.regimeDesk?.warmUp);
  }

  #intake(requests: readonly SessionRequest[]): SessionIntake {
    const series = requests.map(({ instrument: { id, calendar }, interval, since }) => ({
      instrumentId: id,
      interval,
      calendar,
      seen: since,
    }));
    const newest = Math.max(...this.#side.session.markets.map(({ lastTime }) => lastTime));
    const { patience, maxAge } = this.#plan.config.feed;
    return new SessionIntake(series, newest, { patience, maxBarAge: maxAge });
  }

  /** Now, by the market's clock; the synthetic exchange has come no further than the session. */
  #now(): Micros {
    if (this.#isSynthetic) return this.#side.session.engine.account.time;
    return this.#surroundings.clock.now() + (this.#feed.health().clockOffset ?? 0);
  }

  #onCommit(stored: readonly CoreRecord[], milliseconds: number): void {
    this.#lastCommitAt = this.#surroundings.clock.now();
    this.#lastCommitTime = Math.round(milliseconds * MICROS_PER_MILLISECOND);
    this.#tally.count(stored);
    this.#turns.onStored(stored);
    this.#surroundings.onCommit(milliseconds / 1000);
    for (const record of stored) this.#tell(noticeOf(record));
  }

  #tell(words: Words | undefined): void {
    if (words !== undefined) this.#surroundings.onNotice({ ts: this.#surroundings.clock.now(), ...words });
  }

  /** A sign of life for whoever looks after the session from outside. */
  #beat(hasEnded: boolean): void {
    const { clock } = this.#surroundings;
    const since = this.#turns.waitingSince;
    const uncommittedFor = since === undefined ? 0 : Math.max(0, clock.now() - since);
    const { clientIds } = this.#side.session.engine.account;
    writeHeartbeat(homeFolder(this.#plan.home).heartbeat, {
      at: clock.now(),
      session: this.#plan.sessionId,
      clientIds,
      uncommittedFor,
      hasEnded,
    });
  }

  /** Looks after the kill file and the feed. What goes wrong with an input ends the session by itself. */
  async #watch(signal: AbortSignal): Promise<void> {
    const feed = new FeedNotices(this.#feedName);
    while (!signal.aborted) {
      await this.#checkKillFiles().catch(() => undefined);
      this.#beat(false);
      this.#tell(feed.see(this.#feed.health()));
      await this.#surroundings.clock.sleep(LOOK, signal);
    }
  }

  /** Kill files halt what they say; one that cannot be read, everything. */
  async #checkKillFiles(): Promise<void> {
    const { engine } = this.#side.session;
    const wanted = (): readonly TradingOrder[] =>
      this.#killFiles
        .flatMap(readKillFile)
        .map(({ by, reason, ...kill }) => ({
          ...kill,
          by: 'kill-file',
          reason: by === 'kill-file' ? reason : `killed by ${by}: ${reason}`,
        }))
        .filter((kill) => !isInForce(engine, kill));
    // What a command has told meanwhile is not told twice.
    if (wanted().length > 0)
      await this.#turns.enter(() => wanted().map((kill) => ({ kind: 'trading-state', ts: engine.account.time, ...kill })));
  }

  #keepFlat(signal: AbortSignal): Promise<void> {
    const { engine } = this.#side.session;
    return keepFlat({ engine, clock: this.#surroundings.clock, enter: (make) => this.#turns.enter(make) }, signal);
  }

  /** Lets go of everything, all that was decided being stored. */
  async #close(): Promise<void> {
    await this.#turns.over();
    try {
      await this.#feed.close();
      await this.#session.snapshot();
    } finally {
      await letGo(() => this.#side.close());
      await letGo(() => this.#lease.release());
      await letGo(() => this.#store.close());
    }
  }
}

function stopOf({ at, ...rest }: LoopedHandler): SessionInput {
  return { kind: 'stop-strategy', ts: at, ...rest };
}

/** What cannot be let go of is a connection that is gone: it ends with the thread. */
async function letGo(release: () => Promise<void>): Promise<void> {
  await release().catch(() => undefined);
}
