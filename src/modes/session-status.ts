import { formatDecimal } from '../kernel/exact.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { AllocationShare } from '../domain/allocation-share.ts';
import { formatPrice, formatQuantity, type Instrument } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { OrderStatus } from '../domain/order.ts';
import type { CoreRecord } from '../domain/records.ts';
import type { Book } from '../core/ledger/book.ts';
import type { Engine } from '../engine/engine.ts';
import { limitUses } from '../engine/limit-use.ts';
import { MANUAL_STRATEGY } from '../engine/manual-strategy.ts';
import type { Stop, StrategyHost } from '../engine/strategy-host.ts';
import type { FeedHealth } from '../ports/market-data.ts';
import type {
  AllocationStatus,
  FillStatus,
  PositionStatus,
  RegimeStatus,
  StatusSnapshot,
  StrategyStatus,
  VenueConnection,
  VenueStatus,
} from '../ports/status-source.ts';
import type { Store, StoredFill } from '../ports/store.ts';

const FILLS_SHOWN = 8;

interface Tally {
  orders: number;
  fills: number;
  refusals: number;
}

/** Counts what a session puts on record, so that its status is told without asking the store. */
export class SessionTally {
  /** Of all strategies together. */
  readonly total: Tally = { orders: 0, fills: 0, refusals: 0 };
  /** Newest first. */
  readonly lastFills: FillStatus[] = [];
  /** Why the trading state is what it is; empty where it never changed. */
  tradingReason = '';
  /** The same of the gate between the session and its venue. */
  gateReason = '';
  /** Why instruments are halted, by their ids. */
  readonly halts = new Map<string, string>();
  /** Why strategies are halted, by their ids. */
  readonly strategyHalts = new Map<string, string>();
  /** Since when the fate of orders is not known, by intent. */
  readonly unknown = new Map<number, Micros>();
  /** Comparisons with the venue that found what nothing explains, in this process. */
  breaks = 0;
  readonly #byStrategy = new Map<string, Tally>();

  /** Takes what was stored before this process. */
  async begin(store: Store, sessionId: string): Promise<void> {
    for (const { strategyId, ...counts } of await store.activity(sessionId)) {
      this.#byStrategy.set(strategyId, { ...counts });
      this.total.orders += counts.orders;
      this.total.fills += counts.fills;
      this.total.refusals += counts.refusals;
    }
    const newest = { limit: FILLS_SHOWN, newest: true };
    for (const fill of await store.fills(sessionId, newest)) this.#remember(storedFillStatus(fill));
    for (const { state, reason } of await store.tradingStates(sessionId, { limit: 1, newest: true })) this.#say(state, reason);
    for (const { reason } of await store.gates(sessionId, { limit: 1, newest: true })) this.gateReason = reason;
    for (const { intentId, status, tsLast } of await store.orders(sessionId, { open: true }))
      if (status === 'Unknown') this.unknown.set(intentId, tsLast);
    for (const { instrumentId, state, reason } of await store.instrumentStates(sessionId)) note(this.halts, instrumentId, state, reason);
    for (const { strategyId, state, by, reason } of await store.strategyStates(sessionId))
      note(this.strategyHalts, strategyId, state, `${by}: ${reason}`);
  }

  /** Takes records that were stored. */
  count(records: readonly CoreRecord[]): void {
    for (const record of records) {
      if (record.kind === 'intent') this.#add('orders', record.intent.strategyId);
      else if (record.kind === 'order') this.#follow(record.intentId, record.status, record.ts);
      else if (record.kind === 'reconciliation') this.breaks += record.isClean ? 0 : 1;
      else if (record.kind === 'refusal') this.#add('refusals', record.strategyId);
      else if (record.kind === 'trading-state') this.#say(record.state, record.reason);
      else if (record.kind === 'gate') this.gateReason = record.reason;
      else if (record.kind === 'instrument-state') note(this.halts, record.instrumentId, record.state, record.reason);
      else if (record.kind === 'strategy-state')
        note(this.strategyHalts, record.strategyId, record.state, `${record.by}: ${record.reason}`);
      else if (record.kind === 'fill') {
        const { fill } = record;
        this.#add('fills', fill.strategyId);
        this.#remember({
          time: fill.tsEvent,
          strategyId: fill.strategyId,
          instrumentId: fill.instrument.id,
          side: fill.side,
          quantity: formatQuantity(fill.instrument, fill.quantity),
          price: formatPrice(fill.instrument, fill.price),
          fee: formatDecimal(fill.fee, fill.feeCurrency.scale),
        });
      }
    }
  }

  /** The counts of one strategy. */
  of(strategyId: string): Readonly<Tally> {
    return this.#byStrategy.get(strategyId) ?? { orders: 0, fills: 0, refusals: 0 };
  }

  #add(what: keyof Tally, strategyId: string): void {
    const tally = { ...this.of(strategyId) };
    tally[what] += 1;
    this.#byStrategy.set(strategyId, tally);
    this.total[what] += 1;
  }

  #follow(intentId: number, status: OrderStatus, ts: Micros): void {
    if (status !== 'Unknown') this.unknown.delete(intentId);
    else if (!this.unknown.has(intentId)) this.unknown.set(intentId, ts);
  }

  #say(state: string, reason: string): void {
    this.tradingReason = state === 'ACTIVE' ? '' : reason;
  }

  #remember(fill: FillStatus): void {
    this.lastFills.unshift(fill);
    if (this.lastFills.length > FILLS_SHOWN) this.lastFills.pop();
  }
}

/** Remembers why something is halted, or forgets it. */
function note(halts: Map<string, string>, name: string, state: string, reason: string): void {
  if (state === 'ACTIVE') halts.delete(name);
  else halts.set(name, reason);
}

function storedFillStatus(fill: StoredFill): FillStatus {
  return {
    time: fill.tsEvent,
    strategyId: fill.strategyId,
    instrumentId: fill.instrumentId,
    side: fill.side === 'buy' ? 'buy' : 'sell',
    quantity: formatDecimal(fill.quantity, fill.quantityScale),
    price: formatDecimal(fill.price, fill.priceScale),
    fee: formatDecimal(fill.fee, fill.feeScale),
  };
}

/** What is told of a session beside its engine. */
export interface SessionFacts {
  readonly version: string;
  readonly stage: string;
  /** The connection to a venue that is elsewhere. */
  readonly venue: VenueConnection | undefined;
  readonly sessionId: string;
  readonly startedAt: Micros;
  readonly feedName: string;
  readonly health: FeedHealth;
  /** Now, by the machine's clock. */
  readonly wallTime: Micros;
  readonly steps: number;
  readonly lastCommitAt: Micros | undefined;
  /** How long that commit took. */
  readonly lastCommitTime: Micros | undefined;
  readonly uncommittedSince: Micros | undefined;
}

/** The status of a session at this moment. */
export function sessionStatus(engine: Engine, tally: SessionTally, facts: SessionFacts): StatusSnapshot {
  const { account } = engine;
  const { currency, cash } = account.terms;
  const money = (amount: number): string => formatDecimal(amount, currency.scale);
  const since = (moment: Micros | undefined): Micros | undefined =>
    moment === undefined ? undefined : Math.max(0, facts.wallTime - moment);
  return {
    version: facts.version,
    stage: facts.stage,
    sessionId: facts.sessionId,
    startedAt: facts.startedAt,
    now: account.time,
    trading: { state: account.tradingState, reason: tally.tradingReason },
    ...tally.total,
    openOrders: account.desk.count,
    account: { currency: currency.code, equity: money(account.equity), cash: money(account.cash), startCash: money(cash) },
    positions: account.ledger.books
      .filter(({ quantity }) => quantity !== 0)
      .map((book) => positionStatus(book, lastPriceOf(engine, book.instrument))),
    lastFills: [...tally.lastFills],
    // Orders by hand are shown once there are any.
    strategies: engine.hosts
      .filter(({ id }) => id !== MANUAL_STRATEGY || tally.of(id).orders + tally.of(id).refusals > 0)
      .map((host) => strategyStatus(host, tally)),
    limits: limitUses(account, engine.hosts, engine.risk),
    halted: [...tally.halts].map(([instrumentId, reason]) => ({ instrumentId, reason })),
    ...(engine.allocation !== undefined && { allocation: engine.allocation.portfolio.shares.map(allocationStatus) }),
    ...(facts.venue !== undefined && { venue: venueStatus(engine, tally, facts.venue, since) }),
    feed: {
      name: facts.feedName,
      connected: facts.health.connected,
      age: since(facts.health.lastDataAt),
      reconnects: facts.health.reconnects,
      backfilledBars: facts.health.backfilledBars,
    },
    ...(engine.regimeDesk !== undefined && { regimes: regimeStatus(engine) }),
    steps: facts.steps,
    commitTime: facts.lastCommitTime,
    commitAge: since(facts.lastCommitAt),
    uncommittedAge: since(facts.uncommittedSince) ?? 0,
  };
}

function venueStatus(
  { account }: Engine,
  { gateReason, unknown, breaks }: SessionTally,
  connection: VenueConnection,
  since: (moment: Micros | undefined) => Micros | undefined,
): VenueStatus {
  const oldest = unknown.size === 0 ? undefined : Math.min(...unknown.values());
  return {
    ...connection,
    gate: { state: account.gate, reason: gateReason },
    unknown: { orders: unknown.size, age: since(oldest) },
    breaks,
  };
}

function regimeStatus({ account: { regimes }, markets }: Engine): RegimeStatus {
  const instruments = markets.map(({ instrument: { id } }) => ({ instrumentId: id, regime: regimes.of(id) ?? null }));
  return { market: regimes.market ?? null, instruments };
}

function allocationStatus({ strategyId, instrumentId, share, budget, why }: AllocationShare): AllocationStatus {
  return { strategyId, instrumentId, share: formatDecimal(share, 4), budget: formatDecimal(budget, 4), reason: why };
}

function lastPriceOf(engine: Engine, instrument: Instrument): number {
  return engine.markets.find((market) => market.instrument === instrument)?.lastPrice ?? NaN;
}

function positionStatus({ strategyId, instrument, quantity, cost }: Book, lastPrice: number): PositionStatus {
  const average = Math.round(
    cost / quantity / instrument.multiplier / 10 ** (instrument.quote.scale - instrument.quantityScale - instrument.priceScale),
  );
  const isKnown = !Number.isNaN(lastPrice);
  return {
    strategyId,
    instrumentId: instrument.id,
    quantity: formatQuantity(instrument, quantity),
    averagePrice: formatPrice(instrument, average),
    lastPrice: isKnown ? formatPrice(instrument, lastPrice) : undefined,
    openProfit: isKnown ? formatDecimal(notional(instrument, lastPrice, quantity, 'half-even') - cost, instrument.quote.scale) : undefined,
  };
}

function strategyStatus(host: StrategyHost, tally: SessionTally): StrategyStatus {
  const { orders, fills } = tally.of(host.id);
  // Orders by hand wait for no bars.
  const isWarm = host.subscriptions.length === 0 || host.subscriptions.some(({ seen, warmUp }) => seen >= warmUp);
  const { stopped, tradingState } = host;
  const working = tradingState !== 'ACTIVE' ? (tradingState === 'HALTED' ? 'halted' : 'reducing') : isWarm ? 'running' : 'warming-up';
  return {
    id: host.id,
    state: stopped === undefined ? working : 'stopped',
    reason: stopped === undefined ? [tally.strategyHalts.get(host.id) ?? [], pauseOf(host)].flat().join('; ') : describeStop(stopped),
    orders,
    fills,
  };
}

/** In which instruments the regime pauses a strategy, in words; nothing where in none. */
function pauseOf({ seats }: StrategyHost): readonly string[] {
  const paused = seats.filter(({ regimeShare }) => regimeShare === 0).map(({ market }) => market.instrument.id);
  return paused.length === 0 ? [] : [`the regime pauses it in ${paused.join(', ')}: exits pass, nothing is added`];
}

/** What stopped a strategy, in words: code, handler, the time of its bar, and what was wrong. */
export function describeStop({ code, handler, ts, message }: Omit<Stop, 'code'> & { readonly code: string }): string {
  return `${code}: ${handler} at ${formatTime(ts)}: ${message}`;
}
