import type { Accumulator } from '../kernel/accumulator.ts';
import { parseDecimal } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import { calendar } from '../domain/calendar.ts';
import type { Money, Price, Quantity } from '../domain/instrument.ts';
import { intervalLength } from '../domain/interval.ts';
import type { LimitChange } from '../domain/limit-change.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { Tick } from '../domain/tick.ts';
import type { Order } from '../core/execution/order.ts';
import { tightest, type OrderLimits } from '../core/risk/limits.ts';
import { reach } from '../core/risk/reach.ts';
import type { RiskScope, RiskScopeState } from '../core/risk/risk-scope.ts';
import type { RiskState } from '../core/risk/risk-state.ts';
import { childRoom } from '../core/risk/child-room.ts';
import { RecentOrders, type RecentOrdersState } from '../core/risk/trackers/recent-orders.ts';
import { valueAgainstUs } from '../core/risk/valuation.ts';
import type { Account } from './account.ts';
import { LimitBook } from './limit-book.ts';
import { LossWatch, type LossWatchState, type OnBreach } from './loss-watch.ts';
import { RiskLevels } from './risk-levels.ts';
import type { Seat, SeatedMarket, StrategyHost } from './strategy-host.ts';

/** The limits of one strategy in one instrument: the tightest of all levels. */
interface SeatLimits {
  limits: OrderLimits;
  maxQuantity: Quantity;
}

/**
 * Hands the risk room what it looks at, and keeps what it has to remember: how often was ordered, what was lost, what children did. The room's
 * controls are pure; what moves is here, fed with orders, fills, prices and time.
 */
export class RiskDesk {
  readonly levels: RiskLevels;
  readonly recent = new RecentOrders();
  readonly losses: LossWatch;
  readonly book: LimitBook;
  readonly #account: Account;
  /** Money of the account beyond what is traded with; below zero the venue holds less than is booked: somebody took it. */
  readonly #untraded: Accumulator;
  readonly #hosts: readonly StrategyHost[];
  readonly #markets: readonly SeatedMarket[];
  /** By strategy, then by instrument. */
  readonly #limits: SeatLimits[][];
  readonly #barLengths: readonly Micros[];
  readonly #state: RiskState;
  /** Longest window within which the same order is a duplicate. */
  #window: Micros = 0;

  constructor(account: Account, hosts: readonly StrategyHost[], markets: readonly SeatedMarket[], onBreach: OnBreach) {
    this.#account = account;
    this.#untraded = account.ledger.account('untraded', account.terms.currency);
    this.#hosts = hosts;
    this.#markets = markets;
    this.levels = new RiskLevels(account.terms, hosts, markets);
    this.losses = new LossWatch(account, hosts, markets, this.levels, onBreach);
    this.book = new LimitBook(this.levels, account.terms.currency, () => this.#resolve());
    this.#barLengths = markets.map(({ baseInterval }) => intervalLength(baseInterval));
    this.#limits = hosts.map(() => markets.map(() => ({ limits: tightest(), maxQuantity: Infinity })));
    this.#resolve();
    this.#state = this.#blank();
  }

  /** What the controls look at for an order of a seat. One object, filled anew each time. */
  stateOf(seat: Seat, intent: OrderIntent): Readonly<RiskState> {
    const account = this.#account;
    const { host, market, book, exposure } = seat;
    const state = this.#state;
    this.book.expire(account.time);
    this.losses.passTime(account.time);
    const limits = this.#limitsOf(host, market);
    state.now = account.time;
    state.tradingState = account.tradingState;
    state.strategyState = host.tradingState;
    state.gate = account.gate;
    state.isHalted = market.isHalted;
    state.isPaused = seat.regimeShare === 0;
    state.needsClearance = account.clearances !== undefined;
    state.clearance = account.clearances?.get(host.id);
    state.isByPerson = account.isByPerson;
    state.limits = limits.limits;
    state.maxQuantity = limits.maxQuantity;
    state.strategy = this.levels.ofStrategy(host);
    state.instrument = this.levels.ofInstrument(market);
    state.position = book.quantity;
    state.buying = exposure.buying;
    state.selling = exposure.selling;
    state.equity = account.equity;
    state.cash = account.cash;
    state.exposed = account.terms.type === 'margin' ? account.exposed : 0;
    state.reserved = account.desk.reservedMoney;
    state.shortfall = Math.max(0, -this.#untraded.number);
    this.#look(market, limits.limits);
    this.#weigh(seat, intent);
    this.#lookAround(intent);
    return state;
  }

  /** An order passed and goes out: it counts at once. */
  onSent(seat: Seat, intent: OrderIntent): void {
    const { time } = this.#account;
    const strategy = this.levels.ofStrategy(seat.host);
    const instrument = this.levels.ofInstrument(seat.market);
    this.#count(strategy, instrument, time);
    if (!intent.reduceOnly) {
      this.levels.account.repeats?.add(time);
      strategy.repeats?.add(time);
      instrument.repeats?.add(time);
    }
    this.recent.add(intent);
  }

  /** A cancel goes out: it counts, and is never refused. */
  onCancel({ intent }: Order): void {
    const strategy = this.levels.find('strategy', intent.strategyId);
    const instrument = this.levels.find('instrument', intent.instrument.id);
    if (strategy !== undefined && instrument !== undefined) this.#count(strategy, instrument, this.#account.time);
  }

  /** A strategy that wanted to repeat itself once too often is stopped, for a person to look at. */
  onRefusal(seat: Seat, code: string): void {
    if (code !== 'RISK_REPEATED') return;
    const { time } = this.#account;
    for (const scope of [this.levels.account, this.levels.ofStrategy(seat.host), this.levels.ofInstrument(seat.market)]) {
      const { repeats, losses } = scope;
      if (repeats?.isFull(time) === true && losses.breach === undefined) this.losses.hit(scope, repeats.used(time), repeats.most);
    }
  }

  /** An order has filled by a quantity, and was booked; the strategy held `before`. Told before its children are placed. */
  onFill(
    seat: Seat,
    intent: OrderIntent,
    { quantity, price }: { readonly quantity: Quantity; readonly price: Price },
    before: Quantity,
  ): void {
    this.#account.children.fill(intent, quantity);
    const { market, book } = seat;
    if (Math.abs(book.quantity) < market.instrument.lot) this.#account.children.forget(intent.strategyId, market.instrument);
    this.losses.onFill(seat, before, price);
  }

  /** A trade or a quote came: how old it is, how wide, and whether its price hits a limit. */
  onTick(market: SeatedMarket, tick: Tick, price: Price): void {
    const { prices } = market;
    if (tick.kind === 'quote') prices.quote(tick.bid, tick.ask, tick.tsEvent, tick.tsInit);
    else prices.trade(tick.tsEvent, tick.tsInit);
    this.losses.passTime(tick.tsInit);
    prices.mark = price;
    if (price < prices.low || price > prices.high || tick.tsInit > prices.until) this.losses.onPrice(market, price, tick.tsInit);
  }

  get state(): RiskDeskState {
    return {
      scopes: this.levels.all.map(({ kind, name, state }) => ({ kind, name, state })),
      losses: this.losses.state,
      recent: this.recent.stateSince(this.#account.time - this.#window),
      changes: this.book.changes,
    };
  }

  /** Takes up what was remembered; the markets and the account have theirs already. */
  restore({ scopes, losses, recent, changes }: RiskDeskState): void {
    this.book.restore(changes);
    for (const { kind, name, state } of scopes) {
      const scope = this.levels.find(kind, name);
      if (scope !== undefined) scope.state = state;
    }
    this.recent.restore(recent);
    this.losses.state = losses;
  }

  #count(strategy: RiskScope, instrument: RiskScope, time: Micros): void {
    this.levels.account.messages?.add(time);
    strategy.messages?.add(time);
    instrument.messages?.add(time);
  }

  #limitsOf(host: StrategyHost, market: SeatedMarket): SeatLimits {
    return (this.#limits[host.index] as SeatLimits[])[market.index] as SeatLimits;
  }

  /** Works out the limits of every seat anew. */
  #resolve(): void {
    const { account, strategies, instruments } = this.levels;
    this.#window = 0;
    for (const [host, row] of this.#limits.entries()) {
      for (const [market, seat] of row.entries()) {
        seat.limits = tightest(account.limits, (strategies[host] as RiskScope).limits, (instruments[market] as RiskScope).limits);
        const { maxOrderQuantity, duplicateWindow = 0 } = seat.limits;
        const { quantityScale } = (this.#markets[market] as SeatedMarket).instrument;
        seat.maxQuantity = maxOrderQuantity === undefined ? Infinity : parseDecimal(maxOrderQuantity, quantityScale, 'floor');
        this.#window = Math.max(this.#window, duplicateWindow);
      }
    }
    this.losses.settle();
  }

  /** The market: prices, their age, and whether it trades. */
  #look({ instrument, prices, lastPrice, index }: SeatedMarket, { hours, referenceCollar, maxDataAge = Infinity }: OrderLimits): void {
    const state = this.#state;
    const { time } = this.#account;
    const market = calendar(instrument.calendar);
    state.lastPrice = lastPrice;
    // A median takes a while, and most have no limit that asks for it.
    state.reference = referenceCollar === undefined ? NaN : prices.reference;
    state.clockSkew = prices.skew;
    state.spread = prices.spread;
    state.isMarketOpen = hours !== 'open' || instrument.calendar === '24/7' || market.isOpen(time) || market.isOpen(time - 1);
    let since = prices.time;
    const length = this.#barLengths[index] as Micros;
    // Over night nothing is late: a price is due a bar after the opening.
    if (time - since - length > maxDataAge && instrument.calendar !== '24/7') since = Math.max(since, market.sessionOf(time)?.open ?? time);
    state.dataAge = Math.max(0, time - since - length);
  }

  /** What the levels are exposed to. */
  #weigh(seat: Seat, { side }: OrderIntent): void {
    const { account } = this.levels;
    const { strategy, instrument } = this.#state;
    for (const scope of [account, strategy, instrument]) scope.exposure = scope.openPositions = 0;
    let correlated = 0;
    for (const { seats } of this.#hosts) {
      for (const each of seats) {
        const { market, book, exposure } = each;
        const most = reach(book.quantity, exposure.buying, exposure.selling);
        if (most === 0) continue;
        const worth = valueAgainstUs(market.instrument, market.lastPrice, most);
        add(account, worth);
        if (each.host === seat.host) add(strategy, worth);
        if (market === seat.market) add(instrument, worth);
        if (account.limits.maxCorrelated !== undefined && this.#movesWith(seat, side === 'buy', each)) correlated += worth;
      }
    }
    this.#state.correlated = correlated;
  }

  /** Whether what is held or ordered in a seat moves as an order of another would. */
  #movesWith(seat: Seat, isBuy: boolean, { market, book, exposure }: Seat): boolean {
    if (market === seat.market) return true;
    const correlation = this.losses.correlations?.between(seat.market.index, market.index) ?? NaN;
    const { above } = this.levels.settings.correlation;
    if (Number.isNaN(correlation)) return true;
    const [isLong, isShort] = [book.quantity + exposure.buying > 0, book.quantity - exposure.selling < 0];
    return (correlation > above && (isBuy ? isLong : isShort)) || (correlation < -above && (isBuy ? isShort : isLong));
  }

  /** Our other orders: the one that this would meet first, and those of its family. */
  #lookAround(intent: OrderIntent): void {
    const state = this.#state;
    state.ownPrice = NaN;
    state.childRoom = intent.parentId === undefined ? Infinity : childRoom(intent, this.#account.children, this.#account.desk.all());
    if (this.#account.desk.count === 0 || intent.reduceOnly || state.limits.selfMatch !== 'refuse') return;
    for (const { intent: other, status } of this.#account.desk.all()) {
      const { limitPrice } = other;
      if (other.instrument !== intent.instrument || other.side === intent.side || other.type !== 'limit' || limitPrice === undefined)
        continue;
      if (status === 'PendingCancel') continue;
      const isNearer = intent.side === 'buy' ? !(state.ownPrice <= limitPrice) : !(state.ownPrice >= limitPrice);
      if (isNearer) state.ownPrice = limitPrice;
    }
  }

  #blank(): RiskState {
    const { terms } = this.#account;
    return {
      now: -0,
      tradingState: 'ACTIVE',
      strategyState: 'ACTIVE',
      gate: 'open',
      isHalted: false,
      isPaused: false,
      needsClearance: false,
      clearance: undefined,
      isByPerson: false,
      accountType: terms.type,
      limits: tightest(),
      maxQuantity: Infinity,
      account: this.levels.account,
      strategy: this.levels.account,
      instrument: this.levels.account,
      lastPrice: NaN,
      reference: NaN,
      dataAge: 0,
      clockSkew: 0,
      spread: 0,
      isMarketOpen: true,
      position: 0,
      buying: 0,
      selling: 0,
      ownPrice: NaN,
      recent: this.recent,
      childRoom: Infinity,
      correlated: 0,
      equity: 0,
      cash: 0,
      exposed: 0,
      reserved: 0,
      shortfall: 0,
      takerFee: terms.takerFee,
    };
  }
}

function add(scope: RiskScope, worth: Money): void {
  scope.exposure += worth;
  scope.openPositions += 1;
}

/** What must be remembered of limits, JSON-safe. */
export interface RiskDeskState {
  readonly scopes: readonly { readonly kind: RiskScope['kind']; readonly name: string; readonly state: RiskScopeState }[];
  readonly losses: LossWatchState;
  readonly recent: RecentOrdersState;
  readonly changes: readonly LimitChange[];
}
