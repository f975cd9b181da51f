import type { Accumulator } from '../kernel/accumulator.ts';
import { guard } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import type { Effect } from '../domain/venue-event.ts';
import type { Currency, Money, Price, Quantity } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { OrderView } from '../domain/order.ts';
import type { GateState } from '../domain/records.ts';
import { OrderDesk, type SavedOrder } from '../core/execution/order-desk.ts';
import { Ledger, type LedgerState } from '../core/ledger/ledger.ts';
import type { RiskLimits, TradingState } from '../core/risk/risk-state.ts';
import type { EngineRecords } from './engine-records.ts';
import type { EngineReadings } from './strategy-views.ts';
import type { SeatedMarket } from './strategy-host.ts';

/** What an account is allowed and charged. */
export interface AccountTerms {
  readonly id: string;
  readonly type: 'cash' | 'margin';
  readonly currency: Currency;
  /** Opening money, in units of the currency. */
  readonly cash: Money;
  readonly limits: RiskLimits;
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
  /** What is to be done at the venue, in order; the shell empties it after the records are durable. */
  readonly effects: Effect[] = [];
  time: Micros = -0;
  tradingState: TradingState = 'ACTIVE';
  /** The gate to the venue; one that is simulated here is always known. */
  gate: GateState = 'open';
  /** Whether a person asks for what is being done now. */
  isByPerson = false;
  /** What the client order ids of the account begin with: short, and unique among all that trade with one key. */
  clientIds: string;
  cash: Money = 0;
  /** Cash plus all positions at their last price, in money units. */
  equity: Money = 0;
  nextIntentId = 1;
  /** Markets in which the account holds something. */
  #heldMarkets = 0;
  readonly #cashAccount: Accumulator;
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
    this.equity = this.terms.cash;
  }

  /** Whether an adjustment of this reference was booked. */
  hasRef(ref: string): boolean {
    return this.#refs.has(ref);
  }

  /** Whether an adjustment of this reference is new; remembers it, so that none is booked twice. */
  takeRef(ref: string): boolean {
    if (this.#refs.has(ref)) return false;
    this.#refs.add(ref);
    return true;
  }

  /** Values the position in a market at a new price. */
  mark(market: SeatedMarket, price: Price): void {
    market.lastPrice = price;
    if (market.netQuantity === 0) return;
    const value = notional(market.instrument, price, market.netQuantity, 'half-even');
    this.equity = guard(this.equity + (value - market.value));
    market.value = value;
  }

  /** Whether the account holds any position. */
  get isExposed(): boolean {
    return this.#heldMarkets > 0;
  }

  /** Takes over what a fill changed: the position by `change`, its value, and cash. */
  settle(market: SeatedMarket, change: Quantity): void {
    if (market.netQuantity === 0) this.#heldMarkets += 1;
    market.netQuantity = guard(market.netQuantity + change);
    if (market.netQuantity === 0) this.#heldMarkets -= 1;
    const cash = guard(this.#cashAccount.number);
    const value = market.netQuantity === 0 ? 0 : notional(market.instrument, market.lastPrice, market.netQuantity, 'half-even');
    this.equity = guard(this.equity + (cash - this.cash) + (value - market.value));
    this.cash = cash;
    market.value = value;
  }

  openOrders(strategyId: string): readonly OrderView[] {
    return [...this.desk.all()].filter((order) => order.intent.strategyId === strategyId);
  }

  get state(): AccountState {
    const { time, tradingState, gate, clientIds, equity, nextIntentId } = this;
    const refs = [...this.#refs];
    return { time, tradingState, gate, clientIds, equity, nextIntentId, refs, ledger: this.ledger.state, orders: this.desk.state };
  }

  /** Takes up a saved state; the markets have theirs already. */
  restore(state: AccountState, markets: readonly SeatedMarket[]): void {
    const instruments = new Map(markets.map(({ instrument }) => [instrument.id, instrument]));
    this.time = state.time;
    this.tradingState = state.tradingState;
    this.gate = state.gate ?? 'open';
    this.clientIds = state.clientIds ?? this.terms.id;
    for (const ref of state.refs ?? []) this.#refs.add(ref);
    this.equity = state.equity;
    this.nextIntentId = state.nextIntentId;
    this.ledger.restore(state.ledger, instruments);
    this.desk.restore(state.orders, instruments);
    this.cash = guard(this.#cashAccount.number);
    this.#heldMarkets = markets.filter(({ netQuantity }) => netQuantity !== 0).length;
  }
}

/** What must be remembered of an account, JSON-safe. */
export interface AccountState {
  readonly time: Micros;
  readonly tradingState: TradingState;
  /** Left out by versions that knew simulated venues only. */
  readonly gate?: GateState;
  readonly clientIds?: string;
  readonly refs?: readonly string[];
  readonly equity: Money;
  readonly nextIntentId: number;
  readonly ledger: LedgerState;
  readonly orders: readonly SavedOrder[];
}
