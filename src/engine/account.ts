import type { Accumulator } from '../kernel/accumulator.ts';
import { guard } from '../kernel/exact.ts';
import { Queue } from '../kernel/queue.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { Clearance } from '../domain/clearance.ts';
import type { Effect } from '../domain/venue-event.ts';
import type { Currency, Money, Quantity } from '../domain/instrument.ts';
import { addNotionals, notional } from '../domain/money.ts';
import type { OrderView } from '../domain/order.ts';
import type { GateState } from '../domain/records.ts';
import { NO_REGIMES, type RegimeReadings } from '../domain/regime.ts';
import type { RiskLimits } from '../domain/risk-limits.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { OrderDesk, type SavedOrder } from '../core/execution/order-desk.ts';
import { Ledger, type LedgerState } from '../core/ledger/ledger.ts';
import type { RiskSettings } from '../core/risk/risk-settings.ts';
import { ChildTally, type ChildTallyState } from '../core/risk/trackers/child-tally.ts';
import type { EngineRecords } from './engine-records.ts';
import type { EngineReadings } from './strategy-views.ts';
import type { SeatedMarket } from './strategy-host.ts';

/** What the account is worth at the close of bars, in the rows that they have in their columns, and 1 where a position is held. */
export interface Course {
  readonly equity: Float64Array;
  readonly exposed: Uint8Array;
}

/** What an account is allowed and charged. */
export interface AccountTerms {
  readonly id: string;
  readonly type: 'cash' | 'margin';
  readonly currency: Currency;
  /** Opening money, in units of the currency. */
  readonly cash: Money;
  /** What the account is held to. */
  readonly limits: RiskLimits;
  /** Limits of strategies and instruments, and what happens when one is hit; none, and REDUCING, where left out. */
  readonly risk?: RiskSettings;
  /** Parts per million: the taker fee that risk reserves, and the share of equity that sizing leaves aside. */
  readonly takerFee: number;
  readonly sizingBuffer: number;
}

/** The account that the engine trades: its money, its open orders, the time, and what it wants done next. */
export class Account implements EngineReadings {
  readonly terms: AccountTerms;
  readonly records: EngineRecords;
  readonly ledger = new Ledger();
  readonly desk = new OrderDesk();
  /** What orders that belong to others may still do. */
  readonly children = new ChildTally();
  /** What is to be done at the venue, in order; the shell empties it after the records are durable. */
  readonly effects = new Queue<Effect>();
  time: Micros = -0;
  tradingState: TradingState = 'ACTIVE';
  /** The gate to the venue; one that is simulated here is always known. */
  gate: GateState = 'open';
  /** How the markets behave now. */
  regimes: RegimeReadings = NO_REGIMES;
  /** All that others did at the venue until then is booked; undefined while nothing was compared. */
  seenUntil: Micros | undefined = undefined;
  /** What the gate lets each strategy do, where the venue asks for it; undefined where none is needed. */
  clearances: ReadonlyMap<string, Clearance> | undefined = undefined;
  /** Whether a person asks for what is being done now. */
  isByPerson = false;
  /** What the client order ids of the account begin with: short, and unique among all that trade with one key. */
  clientIds: string;
  cash: Money = 0;
  nextIntentId = 1;
  /** Markets in which the account holds something. */
  #held: SeatedMarket[] = [];
  readonly #cashAccount: Accumulator;
  /** When a person last accepted what differed, by currency. */
  readonly acceptedAt = new Map<string, Micros>();
  /** What was adjusted already, by what it goes back to. */
  readonly #refs = new Set<string>();

  constructor(terms: AccountTerms, records: EngineRecords) {
    this.terms = terms;
    this.clientIds = terms.id;
    this.records = records;
    this.#cashAccount = this.ledger.account('cash', terms.currency);
  }

  /** Books the opening money. Once in an account's life. */
  open(ts: Micros): void {
    this.records.opening(ts, this.ledger.open(this.terms.currency, this.terms.cash));
    this.cash = this.terms.cash;
  }

  /** Whether an adjustment of this reference was booked. */
  hasRef(ref: string): boolean {
    return this.#refs.has(ref);
  }

  /** Whether an adjustment was booked whose reference begins so. */
  hasRefOf(start: string): boolean {
    return this.#refs.values().some((ref) => ref.startsWith(start));
  }

  /** Whether an adjustment of this reference is new; remembers it, so that none is booked twice. */
  takeRef(ref: string): boolean {
    if (this.#refs.has(ref)) return false;
    this.#refs.add(ref);
    return true;
  }

  /** Whether the account holds any position. */
  get isExposed(): boolean {
    return this.#held.length > 0;
  }

  /** Cash plus all positions at their last price, in money units; worked out when it is asked for, since on most bars it is not. */
  get equity(): Money {
    let equity = this.cash;
    for (const market of this.#held) equity += valueOf(market);
    return guard(equity);
  }

  /** What all positions are worth at the last prices, shorts counted as longs. */
  get exposed(): Money {
    let exposed = 0;
    for (const market of this.#held) exposed += Math.abs(valueOf(market));
    return exposed;
  }

  /** Tells what the account was worth at the close of rows `from` to `to` of a market, over which no fill came and no other price changed. */
  trace(market: SeatedMarket, { close }: BarColumns, from: number, to: number, { equity, exposed }: Course): void {
    const isExposed = this.isExposed ? 1 : 0;
    for (let row = from; row < to; row += 1) exposed[row] = isExposed;
    const { instrument, netQuantity } = market;
    let others = this.cash;
    for (const held of this.#held) if (held !== market) others += valueOf(held);
    addNotionals(others, instrument, netQuantity, close, from, to, equity);
  }

  /** Takes over what a fill changed: the position by `change`, and cash. */
  settle(market: SeatedMarket, change: Quantity): void {
    const before = market.netQuantity;
    market.netQuantity = guard(before + change);
    if (before === 0 && market.netQuantity !== 0) this.#held.push(market);
    if (before !== 0 && market.netQuantity === 0) this.#release(market);
    this.cash = guard(this.#cashAccount.number);
  }

  #release(market: SeatedMarket): void {
    const last = this.#held.pop();
    if (last !== undefined && last !== market) this.#held[this.#held.indexOf(market)] = last;
  }

  openOrders(strategyId: string): readonly OrderView[] {
    return [...this.desk.all()].filter((order) => order.intent.strategyId === strategyId);
  }

  get state(): AccountState {
    const { time, tradingState, gate, seenUntil, clientIds, nextIntentId } = this;
    const refs = [...this.#refs];
    const seen = {
      ...(seenUntil !== undefined && { seenUntil }),
      ...(this.acceptedAt.size > 0 && { acceptedAt: Object.fromEntries(this.acceptedAt) }),
    };
    const cleared = this.clearances === undefined ? {} : { clearances: [...this.clearances.values()] };
    return {
      time,
      tradingState,
      gate,
      ...seen,
      ...cleared,
      clientIds,
      nextIntentId,
      refs,
      ledger: this.ledger.state,
      orders: this.desk.state,
      children: this.children.state,
    };
  }

  /** Takes up a saved state; the markets have theirs already. */
  restore(state: AccountState, markets: readonly SeatedMarket[]): void {
    const instruments = new Map(markets.map(({ instrument }) => [instrument.id, instrument]));
    this.time = state.time;
    this.tradingState = state.tradingState;
    this.gate = state.gate ?? 'open';
    this.seenUntil = state.seenUntil;
    this.clearances = state.clearances && new Map(state.clearances.map((clearance) => [clearance.strategyId, clearance]));
    for (const [code, time] of Object.entries(state.acceptedAt ?? {})) this.acceptedAt.set(code, time);
    this.clientIds = state.clientIds ?? this.terms.id;
    for (const ref of state.refs ?? []) this.#refs.add(ref);
    this.nextIntentId = state.nextIntentId;
    this.ledger.restore(state.ledger, instruments);
    this.desk.restore(state.orders, instruments);
    this.children.restore(state.children ?? [], instruments);
    // Older versions counted no children: those that are open were allowed then.
    if (state.children === undefined) for (const { intent, remaining } of this.desk.all()) this.children.assume(intent, remaining);
    this.cash = guard(this.#cashAccount.number);
    this.#held = markets.filter(({ netQuantity }) => netQuantity !== 0);
  }
}

function valueOf({ instrument, lastPrice, netQuantity }: SeatedMarket): Money {
  return notional(instrument, lastPrice, netQuantity, 'half-even');
}

/** What must be remembered of an account, JSON-safe. */
export interface AccountState {
  readonly time: Micros;
  readonly tradingState: TradingState;
  /** Left out by versions that knew simulated venues only. */
  readonly gate?: GateState;
  readonly seenUntil?: Micros;
  readonly clearances?: readonly Clearance[];
  readonly acceptedAt?: Readonly<Record<string, Micros>>;
  readonly clientIds?: string;
  readonly refs?: readonly string[];
  readonly nextIntentId: number;
  readonly ledger: LedgerState;
  readonly orders: readonly SavedOrder[];
  readonly children?: ChildTallyState;
}
