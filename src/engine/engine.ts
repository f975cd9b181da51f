import { assert } from '../kernel/assert.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { Clearance } from '../domain/clearance.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { Currency, Money } from '../domain/instrument.ts';
import type { AdjustmentCause, GateState, SessionChange } from '../domain/records.ts';
import type { LimitChange } from '../domain/limit-change.ts';
import type { Tick } from '../domain/tick.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import type { SavedOrder } from '../core/execution/order-desk.ts';
import type { Order } from '../core/execution/order.ts';
import type { Finding } from '../core/risk/check-order.ts';
import type { RegimeSettings } from '../core/regime/regime-settings.ts';
import type { StrategyIntent } from '../strategy/intents.ts';
import { Account, type AccountTerms } from './account.ts';
import { AllocationDesk, type AllocationSetup } from './allocation-desk.ts';
import { DueTimes } from './due-times.ts';
import type { EngineRecords } from './engine-records.ts';
import { HandlerCalls, type Beacon, type CondemnedCall, type HandlerGuard } from './handler-calls.ts';
import type { HigherSeries, Series } from './market.ts';
import { MANUAL_STRATEGY } from './manual-strategy.ts';
import { Netting } from './netting.ts';
import { Pipeline, type PlacedByHand } from './pipeline.ts';
import { RegimeDesk } from './regime-desk.ts';
import { haltFor } from './breaches.ts';
import { RiskDesk } from './risk-desk.ts';
import { seatStrategies } from './seat-strategies.ts';
import type { Deployment, Seat, StrategyHost, SeatedMarket, Subscription } from './strategy-host.ts';
import { openOrderView } from './strategy-views.ts';
import { tickNews } from './news.ts';
import { VenueAnswers } from './venue-answers.ts';

/** What an engine is made of. */
export interface EngineSetup {
  readonly terms: AccountTerms;
  readonly markets: readonly SeatedMarket[];
  readonly deployments: readonly Deployment[];
  readonly records: EngineRecords;
  readonly beacon?: Beacon;
  readonly guard?: HandlerGuard;
  /** Left out, strategies size their own orders, as shares of the whole equity. */
  readonly allocation?: AllocationSetup | undefined;
  /** How regimes are found; left out, there are none. */
  readonly regimes?: RegimeSettings;
  /** Catches bars that are kept, names that were not declared, and at once a state that cannot be saved. */
  readonly debug?: boolean;
}

/**
 * The one core of backtest, paper and live: it takes market data, venue events, time and commands, one at a time, and answers with
 * records (through `EngineRecords`) and effects (`account.effects`). It never waits and reads no clock.
 */
export class Engine {
  readonly account: Account;
  readonly markets: readonly SeatedMarket[];
  readonly hosts: readonly StrategyHost[];
  readonly due: DueTimes;
  readonly risk: RiskDesk;
  readonly regimeDesk: RegimeDesk | undefined;
  readonly allocation: AllocationDesk | undefined;
  /** While true, bars are old: they feed indicators and history, and no strategy decides on them, nor on a timer of then. */
  isStale = false;
  readonly #netting: Netting | undefined;
  readonly #pipeline: Pipeline;
  readonly #calls: HandlerCalls;
  readonly #answers: VenueAnswers;

  constructor(setup: EngineSetup) {
    this.account = new Account(setup.terms, setup.records);
    this.markets = setup.markets;
    this.hosts = seatStrategies(setup.deployments, setup.markets, this.account, setup.debug ?? false);
    this.regimeDesk = setup.regimes && this.#openRegimes(setup.regimes);
    this.allocation = setup.allocation && new AllocationDesk(this.account, setup.allocation);
    this.due = new DueTimes(this.markets, this.hosts, setup.allocation?.rules.interval);
    this.risk = new RiskDesk(this.account, this.hosts, this.markets, haltFor(this));
    this.#netting = setup.allocation?.rules.netting === 'net' ? new Netting() : undefined;
    this.#pipeline = new Pipeline(this.account, this.risk, this.allocation, this.#netting, (...refusal) => this.#onRefusal(...refusal));
    this.#calls = new HandlerCalls(setup.beacon ?? new Float64Array(5), setup.guard ?? { active: false }, setup.debug ?? false, {
      act: (host, seat, intent) => this.#pipeline.act(host, seat, intent),
      failed: (host, handler, code, message) => this.stop(host, handler, code, message),
    });
    this.#answers = new VenueAnswers({
      account: this.account,
      pipeline: this.#pipeline,
      risk: this.risk,
      calls: this.#calls,
      allocation: this.allocation,
      seatOf: (order) => this.#seatOf(order),
      halt: (market, reason) => this.setInstrumentState(market, 'HALTED', 'core', reason),
    });
  }

  /**
   * Base bars of a market close, one after the other: rows `from` to `to`, or fewer: it stops after the first one on which an effect is
   * wanted, or before one until which something is due (`passTime`), and returns the row after the last that has closed.
   * Bars of all markets come in order of (close time, interval, instrument id). Indicators are fed with the rest of the columns ahead of
   * time, which nobody sees.
   */
  onBars(market: SeatedMarket, bars: BarColumns, from: number, to: number): number {
    const { account, due } = this;
    const netting = this.#netting;
    const { effects } = account;
    const { stretch, subscriptions, higher, watch, prices } = market;
    const { closeTime, close } = bars;
    for (let row = from; ;) {
      if (stretch.row === stretch.length) feedAhead(market, bars, row);
      stretch.row += 1;
      const time = (account.time = closeTime[row] as number);
      const price = close[row] as number;
      if (price < prices.low || price > prices.high || time > prices.until) this.risk.losses.onPrice(market, price, time);
      market.lastPrice = price;
      prices.close(price, time);
      watch?.(bars, row);
      // By index: of all loops this is the one that runs most.
      for (let at = 0; at < higher.length; at += 1) due.add(higher[at] as HigherSeries<Subscription>, bars, row);
      if (netting !== undefined) netting.isOpen = true;
      for (let at = 0; at < subscriptions.length; at += 1) this.#deliverBar(subscriptions[at] as Subscription);
      if (netting !== undefined) this.#release(netting);
      row += 1;
      if (row >= to || effects.length > 0 || due.next < (closeTime[row] as number)) {
        this.#calls.count(row - from);
        market.lastTime = time;
        return row;
      }
    }
  }

  /**
   * The next thing that is due happens, at its own time: a higher bar closes, or a timer fires. False when nothing is due before `until`
   * (or at it, when `inclusive`). It is asked until then before the venue matches a bar, so that nothing decided earlier knows that bar,
   * and, inclusively, once all bars that close at a time are in. What comes of each goes to the venue before the next.
   */
  passTime(until: Micros, inclusive: boolean): boolean {
    const { next } = this.due;
    if (next > until || (next === until && !inclusive)) return false;
    const event = this.due.take(until, inclusive);
    if (event === undefined) return false;
    this.account.time = event.time;
    if (event.kind === 'bar') {
      const { series } = event;
      feedAhead(series, series.bar, 0);
      series.stretch.row = 1;
      series.watch?.(series.bar, 0);
      if (this.#netting !== undefined) this.#netting.isOpen = true;
      for (const subscription of series.subscriptions) this.#deliverBar(subscription);
      if (this.#netting !== undefined) this.#release(this.#netting);
    } else if (event.kind === 'sample') this.#sample();
    else if (!this.isStale) {
      const { host, name, time } = event;
      const seat = host.seat(undefined);
      this.#calls.call(host, seat, 'onTimer', time, () => host.definition.onTimer?.(seat.context, { name, time }));
    }
    return true;
  }

  /** A trade or quote arrived. Time passes with the bars alone: the last bar of a higher one comes later than the first trades after it. */
  onTick(market: SeatedMarket, tick: Tick): void {
    const { account } = this;
    this.#calls.count(1);
    account.time = tick.tsInit;
    const price = tick.kind === 'trade' ? tick.price : Math.round((tick.bid + tick.ask) / 2);
    this.risk.onTick(market, tick, price);
    market.lastPrice = price;
    for (const host of this.hosts) {
      const seat = host.seats.find((candidate) => candidate.market === market);
      if (seat === undefined || host.needs.ticks !== (tick.kind === 'trade' ? 'trades' : 'quotes')) continue;
      this.#calls.call(host, seat, 'onTick', this.account.time, () =>
        host.definition.onTick?.(seat.context, tickNews(tick, market.instrument)),
      );
    }
  }

  /** The venue says something of an order. */
  onVenueEvent(event: VenueEvent): void {
    this.#answers.take(event);
  }

  /** A person orders, cancels or exits by name: through the same pipeline, as the strategy `manual`. */
  onManualIntent(instrumentId: string, intent: StrategyIntent): void {
    const host = this.#host(MANUAL_STRATEGY);
    const seat = host.seat(instrumentId);
    this.#byPerson(() => {
      try {
        this.#pipeline.act(host, seat, intent);
      } catch (error) {
        // What a person typed wrong stops nothing: it is refused, on record.
        if (!isBallastError(error)) throw error;
        this.account.records.refusal(this.account.time, host.id, seat.market.instrument, error.code, error.message);
      }
    });
  }

  /** What every control would say of an order that a person might place in an instrument; nothing comes of it. */
  check(instrumentId: string, intent: StrategyIntent): readonly Finding[] {
    const host = this.#host(MANUAL_STRATEGY);
    let found: readonly Finding[] = [];
    this.#byPerson(() => {
      found = this.#pipeline.look(host, host.seat(instrumentId), intent);
    });
    return found;
  }

  /** Sets a limit in the name of a person. Errors: `RISK_LIMIT_UNKNOWN`, `RISK_LIMIT_INVALID`. */
  setLimit(change: LimitChange): void {
    this.risk.book.set(change);
    this.#changed({ kind: 'limit-changed', ...change });
  }

  /** A person closes all that the strategies hold in an instrument. */
  close(instrumentId: string): void {
    this.#byPerson(() => {
      for (const host of this.hosts) {
        const seat = host.seats.find(({ market }) => market.instrument.id === instrumentId);
        if (seat !== undefined && (seat.book.quantity !== 0 || seat.exposure.buying > 0 || seat.exposure.selling > 0))
          this.#pipeline.exit(host, seat);
      }
    });
  }

  /** A person cancels open orders, by their ids. */
  cancelOrders(intentIds: readonly number[]): void {
    for (const id of intentIds) {
      const order = this.account.desk.find(id);
      if (order !== undefined) this.#pipeline.cancel(order);
    }
  }

  /** The session is joined to its venue; it alone sends orders, since a time. The gate is shut until all has been compared. */
  join(since: Micros): void {
    this.account.desk.endSending(since);
    this.account.gate = 'shut';
    this.#changed({ kind: 'gate', state: 'shut', reason: 'the session has started, and nothing has been compared yet' });
  }

  /** The desk remembers an order again that has ended long ago, since the venue tells more of it. */
  recall(order: SavedOrder): void {
    this.account.desk.recall(order, new Map(this.markets.map(({ instrument }) => [instrument.id, instrument])));
  }

  /** An order that a person placed at the venue becomes one of the strategy `manual`, where risk lets it. */
  adopt(placed: PlacedByHand): void {
    const host = this.#host(MANUAL_STRATEGY);
    this.#pipeline.adopt(host, host.seat(placed.instrumentId), placed);
  }

  /** Sets the gate between the session and its venue. */
  setGate(state: GateState, reason: string): void {
    if (this.account.gate === state) return;
    this.account.gate = state;
    this.#changed({ kind: 'gate', state, reason });
    if (state === 'open') this.#exitWhatIsOwed();
  }

  /** Books what came to the account, or went from it, other than by our fills; once for each `ref`. */
  adjust(currency: Currency, amount: Money, cause: AdjustmentCause, ref: string): void {
    const { account } = this;
    if (!account.takeRef(ref)) return;
    if (cause === 'accepted by a person') account.acceptedAt.set(currency.code, account.time);
    const postings = account.ledger.adjust(currency, amount);
    this.#changed({ kind: 'adjustment', currency: currency.code, scale: currency.scale, amount, cause, ref, postings });
  }

  /** Puts on record what a comparison with the venue found, in words. */
  onReconciled(found: readonly string[]): void {
    this.#changed({ kind: 'reconciliation', isClean: found.length === 0, found });
  }

  /**
   * Halts trading of an instrument, or lets it go on; what is open and could add exposure is cancelled. A halt for another reason, or by somebody
   * else, is put on record too: who lets it go on has to know of both.
   */
  setInstrumentState(market: SeatedMarket, state: 'ACTIVE' | 'HALTED', by: string, reason: string): void {
    const haltedFor = state === 'HALTED' ? `${by}: ${reason}` : undefined;
    if (market.isHalted === (state === 'HALTED') && market.haltedFor === haltedFor) return;
    market.isHalted = state === 'HALTED';
    market.haltedFor = haltedFor;
    this.#changed({ kind: 'instrument-state', instrumentId: market.instrument.id, state, by, reason });
    if (state === 'ACTIVE') this.risk.losses.resume(this.risk.levels.ofInstrument(market));
    if (market.isHalted) this.#cancelWhatAdds(({ instrument }) => instrument === market.instrument);
  }

  /** Halts trading, or lets it go on. HALTED and REDUCING let reduce-only orders and cancels pass; open orders that only reduce stay. */
  setTradingState(state: TradingState, reason: string): void {
    this.account.tradingState = state;
    this.account.records.tradingState(this.account.time, state, reason);
    if (state === 'ACTIVE') this.risk.losses.resume(this.risk.levels.account);
    if (state !== 'ACTIVE') this.#cancelWhatAdds();
  }

  /** The same for one strategy. */
  setStrategyState(host: StrategyHost, state: TradingState, by: string, reason: string): void {
    if (host.tradingState === state) return;
    host.tradingState = state;
    this.#changed({ kind: 'strategy-state', strategyId: host.id, state, by, reason });
    if (state === 'ACTIVE') this.risk.losses.resume(this.risk.levels.ofStrategy(host));
    if (state !== 'ACTIVE') this.#cancelWhatAdds(({ strategyId }) => strategyId === host.id);
  }

  /** What the gate lets strategies do from now on, or that it is not asked; what a strategy has open and may have no longer is cancelled. */
  clear(clearances: readonly Clearance[] | undefined): void {
    this.account.clearances = clearances && new Map(clearances.map((clearance) => [clearance.strategyId, clearance]));
    this.#cancelWhatAdds(({ strategyId }) => this.account.clearances?.has(strategyId) === false);
  }

  /** Seats that a person wants flat, that hold something, and of which nothing is on its way that closes it. */
  get unflattened(): readonly Seat[] {
    return this.hosts.flatMap(({ seats }) => seats.filter((seat) => seat.isFlattening && !this.#isFlatOrClosing(seat)));
  }

  /** Closes them, in the name of that person. */
  flatten(): void {
    this.#byPerson(() => {
      for (const seat of this.unflattened) this.#pipeline.exit(seat.host, seat);
    });
  }

  /** Fails a call of a handler, when it comes, instead of making it: an earlier thread had to be ended in it. */
  condemn(call: CondemnedCall): void {
    this.#calls.condemn(call);
  }

  /** Handlers called so far; a replay that begins with a saved state goes on from its number. */
  get calls(): number {
    return this.#calls.made;
  }

  set calls(calls: number) {
    this.#calls.made = calls;
  }

  /** Stops a strategy: its handlers are called no more, its entries are cancelled, its protective orders stay. */
  stop(host: StrategyHost, handler: string, code: ErrorCode, message: string): void {
    if (host.stopped !== undefined) return;
    const { time, records } = this.account;
    host.stopped = { handler, code, message, ts: time };
    records.strategyStopped(time, host.id, handler, code, message);
    for (const seat of host.seats) this.#pipeline.cancelAll(host, seat, (order) => !this.#onlyReduces(order));
  }

  /** Cancels what is open, is meant, and could add exposure. */
  #cancelWhatAdds(isMeant: (intent: OrderIntent) => boolean = () => true): void {
    for (const order of [...this.account.desk.all()]) if (isMeant(order.intent) && !this.#onlyReduces(order)) this.#pipeline.cancel(order);
  }

  /** What is less than a lot is flat. */
  #isFlatOrClosing({ host, market: { instrument }, book }: Seat): boolean {
    if (Math.abs(book.quantity) < instrument.lot) return true;
    for (const { intent, status, isTriggered } of this.account.desk.all()) {
      const isMine = intent.strategyId === host.id && intent.instrument === instrument;
      if (isMine && intent.reduceOnly && (intent.role === 'exit' || isTriggered) && status !== 'PendingCancel') return true;
    }
    return false;
  }

  /** Whether an order can do no more than close a position: so it says, or it sells what a cash account holds. */
  #onlyReduces({ intent, remaining }: Order): boolean {
    if (intent.reduceOnly) return true;
    if (this.account.terms.type !== 'cash' || intent.side !== 'sell') return false;
    return remaining <= this.#host(intent.strategyId).seat(intent.instrument.id).book.quantity;
  }

  #exitWhatIsOwed(): void {
    for (const host of this.hosts) {
      for (const seat of host.seats) {
        if (seat.owesExit && seat.book.quantity !== 0) this.#pipeline.exit(host, seat);
        seat.owesExit = false;
      }
    }
  }

  /** Allocation takes the prices of now, and cuts back what has outgrown its share when it finds new ones. */
  #sample(): void {
    if (this.allocation?.sample(this.markets) !== true || this.isStale) return;
    for (const host of this.hosts) {
      for (const seat of host.seats) {
        const excess = this.allocation.outgrown(seat);
        if (excess > 0) this.#pipeline.reduce(host, seat, excess, 'rebalancing: its position has outgrown its share');
      }
    }
  }

  #openRegimes(settings: RegimeSettings): RegimeDesk {
    const { account, markets, hosts } = this;
    const desk = new RegimeDesk(settings, {
      account,
      markets,
      hosts,
      isStale: () => this.isStale,
      withdraw: (host, seat) => this.#pipeline.cancelAll(host, seat, (order) => !this.#onlyReduces(order)),
      stop: (host, message) => this.stop(host, 'regime', 'STRATEGY_STOPPED_BY_REGIME', message),
    });
    account.regimes = desk.regimes;
    return desk;
  }

  /** What strategies ordered on one event is crossed, and the rest sent. */
  #release(netting: Netting): void {
    netting.release(this.account.time, this.#pipeline, (event) => this.#answers.take(event));
  }

  #changed(change: SessionChange): void {
    this.account.records.changed(this.account.time, change);
  }

  #byPerson(act: () => void): void {
    this.account.isByPerson = true;
    act();
    this.account.isByPerson = false;
  }

  #onRefusal(host: StrategyHost, seat: Seat, intent: OrderIntent, code: ErrorCode, message: string): void {
    this.account.records.refusal(this.account.time, host.id, intent.instrument, code, message);
    this.risk.onRefusal(seat, code);
    const order = openOrderView({ intent, status: 'Denied', filledQuantity: 0, venueOrderId: undefined, reason: message });
    this.#calls.call(host, seat, 'onOrder', this.account.time, () =>
      host.definition.onOrder?.(seat.context, { kind: 'denied', order, reason: `${code}: ${message}` }),
    );
  }

  #deliverBar(subscription: Subscription): void {
    subscription.history?.push(subscription.cursor);
    if (++subscription.seen < subscription.warmUp || subscription.host.stopped !== undefined || this.isStale) return;
    this.#calls.onBar(subscription);
  }

  /** The seat of the strategy that placed an order: the one whose exposure the order counts in. */
  #seatOf({ exposure }: Order): Seat {
    for (const host of this.hosts) for (const seat of host.seats) if (seat.exposure === exposure) return seat;
    return fail('ASSERTION_FAILED', 'an order belongs to a strategy of this session');
  }

  #host(strategyId: string): StrategyHost {
    const host = this.hosts.find(({ id }) => id === strategyId);
    assert(host !== undefined, `${strategyId} is a strategy of this session`);
    return host;
  }
}

/** Begins a new stretch of a series: each of its indicators takes all bars of it at once. */
function feedAhead({ stretch, subscriptions, ahead }: Series<Subscription>, bars: BarColumns, from: number): void {
  const to = Math.min(bars.length, from + ahead);
  for (const { feeding } of subscriptions) for (const indicator of feeding) indicator.feed(bars, from, to);
  stretch.begin(bars, from, to);
}
