import { parseTime, type Micros } from '../kernel/time.ts';
import { intervalLength } from '../domain/interval.ts';
import type { Instrument } from '../domain/instrument.ts';
import { readKillFile } from '../adapters/control/kill-file.ts';
import { handlerGuard, installTraps } from '../adapters/strategies/traps.ts';
import { ballastVersion } from '../config/build.ts';
import { homeFolder } from '../config/home.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeedRequest, MarketData } from '../ports/market-data.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import type { Lease, Store } from '../ports/store.ts';
import { checkCurrency } from './execute-backtest.ts';
import { LiveSession } from './live-session.ts';
import { loadDeployments, wantedBars, type LoadedDeployment } from './load-deployments.ts';
import { openConfiguredStore } from './open-configured-store.ts';
import { openFeed } from './open-feed.ts';
import type { LoopedHandler, PaperPlan } from './paper-plan.ts';
import { paperStatus, PaperTally } from './paper-status.ts';
import type { SessionInput } from './session-input.ts';
import { sessionFingerprint } from './session-fingerprint.ts';
import { SessionRecords } from './session-records.ts';
import { accountTerms, simulationRules } from './session-terms.ts';
import { SimulatedSession } from './simulated-session.ts';

/** What a paper engine is told and tells. */
export interface PaperSurroundings {
  readonly clock: Clock;
  readonly beacon: Beacon;
  readonly onNotice: (notice: Notice) => void;
  readonly onCommit: (seconds: number) => void;
}

/** When the synthetic exchange begins. */
const SYNTHETIC_START = parseTime('2024-01-01');

/** Paper trading in one thread: feed, engine, simulated venue and store. */
export class PaperEngine {
  readonly #plan: PaperPlan;
  readonly #surroundings: PaperSurroundings;
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #feed: MarketData;
  readonly #simulated: SimulatedSession;
  readonly #session: LiveSession;
  readonly #tally = new PaperTally();
  readonly #requests: readonly FeedRequest[];
  readonly #stopping = new AbortController();
  #lastCommitAt: Micros | undefined;
  #uncommittedSince: Micros | undefined;
  #tradingReason = '';
  #work: Promise<void> = Promise.resolve();

  private constructor(
    plan: PaperPlan,
    surroundings: PaperSurroundings,
    store: Store,
    lease: Lease,
    deployments: readonly LoadedDeployment[],
  ) {
    const { config } = plan;
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#store = store;
    this.#lease = lease;
    const also = config.instruments.map(instrumentOf);
    const markets = [...wantedBars(deployments)].map(([id, baseInterval]) => ({ instrument: findInstrument(id, { also }), baseInterval }));
    for (const { instrument } of markets) checkCurrency(instrument, config.account.currency);
    const instruments = markets.map(({ instrument }) => instrument);
    this.#feed = openFeed(plan, instruments, SYNTHETIC_START, surroundings.clock);
    const records = new SessionRecords();
    this.#simulated = new SimulatedSession(markets, simulationRules(config), {
      terms: accountTerms(config),
      deployments,
      records,
      beacon: surroundings.beacon,
      guard: handlerGuard,
    });
    this.#requests = this.#simulated.markets.map((market) => ({
      instrument: market.instrument,
      interval: market.baseInterval,
      ticks: ticksOf(deployments, market.instrument),
    }));
    this.#session = new LiveSession({
      sessionId: plan.sessionId,
      session: this.#simulated,
      records,
      store: this.#tallied(store),
      lease,
      fingerprint: sessionFingerprint(config, deployments, instruments),
      engineVersion: ballastVersion(),
      maxBarAge: config.feed.maxAge,
      onCommit: (milliseconds) => {
        this.#lastCommitAt = surroundings.clock.now();
        surroundings.onCommit(milliseconds / 1000);
      },
      stopwatch: () => performance.now(),
    });
  }

  /** Opens the store, takes the lease, loads the strategies and brings the session back to where it was. */
  static async open(plan: PaperPlan, surroundings: PaperSurroundings): Promise<PaperEngine> {
    const deployments = await loadDeployments(plan.config, plan.folder);
    const store = await openConfiguredStore(plan.config, homeFolder(plan.home));
    try {
      const lease = await store.lease(plan.sessionId);
      installTraps();
      const engine = new PaperEngine(plan, surroundings, store, lease, deployments);
      await engine.#recover(plan.looped);
      return engine;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Trades until it is stopped or the feed ends; everything is stored and let go of when this settles. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    const watching = this.#watchKillFile(signal);
    try {
      for await (const event of this.#feed.events(this.#resumed(), signal)) {
        this.#uncommittedSince = this.#surroundings.clock.now();
        await this.apply(
          event.kind === 'bar' ? { kind: 'bar', ts: event.tsInit, bar: event } : { kind: 'tick', ts: event.tsInit, tick: event },
        );
        this.#uncommittedSince = undefined;
      }
    } finally {
      this.#stopping.abort();
      await watching;
      await this.close();
    }
  }

  /** Takes an input into the session, after those before it. */
  apply(input: SessionInput): Promise<void> {
    const done = this.#work.then(() => this.#session.apply(input));
    this.#work = done.catch(() => undefined);
    if (input.kind === 'trading-state') this.#tradingReason = input.state === 'ACTIVE' ? '' : `${input.by}: ${input.reason}`;
    return done;
  }

  /** Asks it to end in order. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves when the store answers. */
  ping(): Promise<void> {
    return this.#store.ping();
  }

  /** Lets go of everything; once is enough. */
  async close(): Promise<void> {
    await this.#work;
    try {
      await this.#feed.close();
      await this.#session.snapshot();
    } finally {
      await this.#lease.release();
      await this.#store.close();
    }
  }

  status(): StatusSnapshot {
    return paperStatus(this.#simulated.engine, this.#tally, {
      version: ballastVersion(),
      sessionId: this.#plan.sessionId,
      startedAt: this.#plan.startedAt,
      feedName: this.#plan.config.feed.exchange ?? this.#plan.config.feed.kind,
      health: this.#feed.health(),
      wallTime: this.#surroundings.clock.now(),
      steps: this.#session.seq,
      lastCommitAt: this.#lastCommitAt,
      uncommittedSince: this.#uncommittedSince,
      tradingReason: this.#tradingReason,
    });
  }

  async #recover(looped: LoopedHandler | undefined): Promise<void> {
    const { sessionId, config } = this.#plan;
    const counts = await this.#store.counts(sessionId);
    const refusals = (await this.#store.refusals(sessionId)).length;
    this.#tally.begin({ ...counts, refusals }, await this.#store.fills(sessionId, { limit: 8, newest: true }));
    const stop: SessionInput | undefined = looped && { kind: 'stop-strategy', ts: this.#simulated.engine.account.time, ...looped };
    if (stop !== undefined) this.#session.condemn(stop);
    await this.#session.recover(config.feed.kind === 'synthetic' ? SYNTHETIC_START : this.#surroundings.clock.now());
    if (stop !== undefined) await this.#session.apply({ ...stop, ts: this.#simulated.engine.account.time });
    await this.#checkKillFile();
  }

  /** What to ask the feed for: bars after those that the session has seen; before the first, as many as warm the strategies up. */
  #resumed(): readonly FeedRequest[] {
    const isSynthetic = this.#plan.config.feed.kind === 'synthetic';
    return this.#requests.map((request, index) => {
      const market = this.#simulated.markets[index];
      if (market !== undefined && market.lastTime > 0) return { ...request, since: market.lastTime };
      if (isSynthetic) return request;
      const warmUp = Math.max(
        0,
        ...this.#simulated.engine.hosts.flatMap((host) => host.subscriptions.map((each) => each.warmUp * intervalLength(each.interval))),
      );
      return { ...request, since: this.#surroundings.clock.now() - warmUp };
    });
  }

  /** The store, with every commit counted for the status and every stop of a strategy told to people. */
  #tallied(store: Store): Store {
    return new Proxy(store, {
      get: (target, key): unknown => {
        if (key !== 'commit') return boundTo(target, key);
        return async (batch: Parameters<Store['commit']>[0]): Promise<void> => {
          await target.commit(batch);
          this.#tally.count(batch.records);
          for (const record of batch.records) {
            if (record.kind === 'strategy-stopped')
              this.#tell('critical', record.code, `strategy ${record.strategyId} stopped in ${record.handler}: ${record.message}`);
            if (record.kind === 'trading-state') this.#tell('critical', `TRADING_${record.state}`, record.reason);
          }
        };
      },
    });
  }

  #tell(severity: Notice['severity'], code: string, text: string): void {
    this.#surroundings.onNotice({ ts: this.#surroundings.clock.now(), severity, code, text });
  }

  async #watchKillFile(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#surroundings.clock.sleep(KILL_LOOK, signal);
      if (!signal.aborted) await this.#checkKillFile();
    }
  }

  /** A kill file halts trading; one that cannot be read does too. */
  async #checkKillFile(): Promise<void> {
    const { account } = this.#simulated.engine;
    if (account.tradingState === 'HALTED') return;
    const reason = readKillFile(this.#plan.config.risk.killFile ?? homeFolder(this.#plan.home).killFile);
    if (reason !== undefined) await this.apply({ kind: 'trading-state', ts: account.time, state: 'HALTED', by: 'kill-file', reason });
  }
}

/** How often the kill file is looked for. */
const KILL_LOOK = 200_000;

function ticksOf(deployments: readonly LoadedDeployment[], instrument: Instrument): FeedRequest['ticks'] {
  for (const { definition, params, instrumentIds } of deployments) {
    const needs = typeof definition.data === 'function' ? definition.data({ params }) : definition.data;
    if (instrumentIds.includes(instrument.id) && needs?.ticks !== undefined && needs.ticks !== 'none') return needs.ticks;
  }
  return 'none';
}

function boundTo(target: object, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? value.bind(target) : value;
}
