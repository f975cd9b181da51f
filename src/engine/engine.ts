import { assert } from '../kernel/assert.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { Tick } from '../domain/tick.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import { exitOrders } from '../core/allocation/size-order.ts';
import { fillOf } from '../core/execution/order-desk.ts';
import type { Order } from '../core/execution/order.ts';
import { Account, type AccountTerms } from './account.ts';
import type { BarUnits } from './bar-cursor.ts';
import { DueTimes } from './due-times.ts';
import type { EngineRecords } from './engine-records.ts';
import { HandlerCalls, type Beacon, type CondemnedCall, type HandlerGuard } from './handler-calls.ts';
import { Pipeline } from './pipeline.ts';
import { seatStrategies } from './seat-strategies.ts';
import type { Deployment, Seat, StrategyHost, SeatedMarket, Subscription } from './strategy-host.ts';
import { openOrderView } from './strategy-views.ts';
import { fillNews, tickNews } from './news.ts';

/** What an engine is made of. */
export interface EngineSetup {
  readonly terms: AccountTerms;
  readonly markets: readonly SeatedMarket[];
  readonly deployments: readonly Deployment[];
  readonly records: EngineRecords;
  readonly beacon?: Beacon;
  readonly guard?: HandlerGuard;
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
  /** While true, bars are old: they feed indicators and history, and no strategy decides on them, nor on a timer of then. */
  isStale = false;
  readonly #pipeline: Pipeline;
  readonly #calls: HandlerCalls;

  constructor(setup: EngineSetup) {
    this.account = new Account(setup.terms, setup.records);
    this.markets = setup.markets;
    this.hosts = seatStrategies(setup.deployments, setup.markets, this.account, setup.debug ?? false);
    this.due = new DueTimes(this.markets, this.hosts);
    this.#pipeline = new Pipeline(this.account, this.markets, (...refusal) => this.#onRefusal(...refusal));
    this.#calls = new HandlerCalls(setup.beacon ?? new Float64Array(5), setup.guard ?? { active: false }, setup.debug ?? false, {
      act: (host, seat, intent) => this.#pipeline.act(host, seat, intent),
      failed: (host, handler, code, message) => this.stop(host, handler, code, message),
    });
  }

  /** A base bar closed. Bars come in order of (close time, interval, instrument id), and what is due before each has happened: `passTime`. */
  onBar(market: SeatedMarket, bars: BarColumns, row: number): void {
    const units = market.units;
    const closeTime = bars.closeTime[row] as number;
    units.openTime = bars.openTime[row] as number;
    units.closeTime = closeTime;
    units.open = bars.open[row] as number;
    units.high = bars.high[row] as number;
    units.low = bars.low[row] as number;
    units.close = bars.close[row] as number;
    units.volume = bars.volume[row] as number;
    this.account.time = closeTime;
    this.#calls.count();
    market.lastTime = closeTime;
    this.account.mark(market, units.close);
    for (const series of market.higher) this.due.add(series, units);
    for (const subscription of market.subscriptions) this.#deliverBar(subscription, units);
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
      for (const subscription of event.series.subscriptions) this.#deliverBar(subscription, event.series.units);
    } else if (!this.isStale) {
      const { host, name, time } = event;
      const seat = host.seat(undefined);
      this.#calls.call(host, seat, 'onTimer', time, () => host.definition.onTimer?.(seat.context, { name, time }));
    }
    return true;
  }

  /** A trade or quote arrived. Time passes with the bars alone: the last bar of a higher one comes later than the first trades after it. */
  onTick(market: SeatedMarket, tick: Tick): void {
    const { account } = this;
    this.#calls.count();
    account.time = tick.tsInit;
    account.mark(market, tick.kind === 'trade' ? tick.price : Math.round((tick.bid + tick.ask) / 2));
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
    const order = this.account.desk.find(event.intentId);
    // An answer about an order that has closed meanwhile: the fill won, or we were told twice.
    if (order === undefined) return;
    const host = this.#hostOf(order.intent);
    const seat = host.seat(order.intent.instrument.id);
    this.account.time = Math.max(this.account.time, event.ts);
    switch (event.kind) {
      case 'accepted':
        order.venueOrderId = event.venueOrderId;
        // Told twice, it is still accepted once.
        return order.status === 'Accepted' ? undefined : this.#move(order, 'accepted');
      case 'cancel-rejected':
        return order.status === 'PendingCancel' ? this.#move(order, 'cancel-rejected') : undefined;
      case 'fill':
        return this.#onFill(host, seat, order, event);
      case 'rejected':
      case 'canceled':
      case 'expired': {
        const { kind, reason } = event;
        this.#move(order, kind, reason);
        this.#calls.call(host, seat, 'onOrder', this.account.time, () =>
          host.definition.onOrder?.(seat.context, { kind, order: openOrderView(order), reason }),
        );
      }
    }
  }

  /** Shuts or opens the gate. HALTED and REDUCING let reduce-only orders and cancels pass; open orders that only reduce stay. */
  setTradingState(state: 'ACTIVE' | 'REDUCING' | 'HALTED', reason: string): void {
    this.account.tradingState = state;
    this.account.records.tradingState(this.account.time, state, reason);
    if (state === 'ACTIVE') return;
    for (const order of [...this.account.desk.all()]) if (!this.#onlyReduces(order)) this.#pipeline.cancel(order);
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

  /** Whether an order can do no more than close a position: so it says, or it sells what a cash account holds. */
  #onlyReduces({ intent, remaining }: Order): boolean {
    if (intent.reduceOnly) return true;
    if (this.account.terms.type !== 'cash' || intent.side !== 'sell') return false;
    return remaining <= this.#hostOf(intent).seat(intent.instrument.id).book.quantity;
  }

  #onFill(host: StrategyHost, seat: Seat, order: Order, event: VenueEvent & { readonly kind: 'fill' }): void {
    const { account } = this;
    if (!account.desk.fill(order, event)) return;
    const fill = fillOf(order, event);
    const { market, book } = seat;
    const before = book.quantity;
    const realised = account.ledger.post(fill, book);
    account.settle(market, fill.side === 'buy' ? fill.quantity : -fill.quantity);
    account.records.order(account.time, order, order.remaining === 0 ? 'filled' : 'partially-filled');
    account.records.fill(account.time, fill, order, realised);
    if (order.intent.bracket !== undefined) this.#guardEntry(host, seat, order, event.quantity);
    const { ocoGroup } = order.intent;
    if (ocoGroup !== undefined && order.remaining === 0)
      this.#pipeline.cancelAll(host, seat, (other) => other.intent.ocoGroup === ocoGroup);
    // Protection dies with its position, and one that turned from long to short is another position. All that a stopped strategy has is such.
    const { quantity } = book;
    if ((quantity === 0 || (before !== 0 && before > 0 !== quantity > 0)) && account.desk.count > 0) {
      const guarding = quantity > 0 ? 'sell' : quantity < 0 ? 'buy' : 'none';
      const isProtection = ({ intent }: Order): boolean => intent.reduceOnly || host.stopped !== undefined;
      this.#pipeline.cancelAll(host, seat, (other) => isProtection(other) && other.intent.side !== guarding);
    }
    if (host.definition.onFill !== undefined)
      this.#calls.call(host, seat, 'onFill', this.account.time, () =>
        host.definition.onFill?.(seat.context, fillNews(fill, order.intent.role)),
      );
  }

  /** Places the stop and the target of what an entry has just filled, as far as that opened a position rather than closed the opposite one. */
  #guardEntry(host: StrategyHost, seat: Seat, entry: Order, filled: number): void {
    const { bracket, side } = entry.intent;
    const quantity = Math.min(filled, side === 'buy' ? seat.book.quantity : -seat.book.quantity);
    if (bracket === undefined || quantity <= 0) return;
    const { stopPrice, targetPrice } = bracket;
    const highest = Math.max(stopPrice ?? 0, targetPrice ?? 0, seat.market.lastPrice);
    for (const part of exitOrders(quantity, seat.market.instrument, highest)) this.#guardPart(host, seat, entry, part);
  }

  /** Places one stop and one target, which cancel each other. */
  #guardPart(host: StrategyHost, seat: Seat, entry: Order, quantity: number): void {
    const { bracket, intentId, side } = entry.intent;
    const ocoGroup = this.account.nextIntentId;
    const leg = {
      side: side === 'buy' ? 'sell' : 'buy',
      quantity,
      trailOffset: undefined,
      timeInForce: 'GTC',
      postOnly: false,
      reduceOnly: true,
      bracket: undefined,
      parentId: intentId,
      ocoGroup,
      sizing: `guards order ${intentId}`,
    } as const;
    if (bracket?.stopPrice !== undefined)
      this.#pipeline.place(host, seat, { ...leg, type: 'stop', role: 'stop', limitPrice: undefined, stopPrice: bracket.stopPrice });
    if (bracket?.targetPrice !== undefined)
      this.#pipeline.place(host, seat, { ...leg, type: 'limit', role: 'target', limitPrice: bracket.targetPrice, stopPrice: undefined });
  }

  #move(order: Order, event: 'accepted' | 'cancel-rejected' | 'rejected' | 'canceled' | 'expired', reason?: string): void {
    this.account.desk.apply(order, event, reason);
    this.account.records.order(this.account.time, order, event);
  }

  #onRefusal(host: StrategyHost, seat: Seat, intent: OrderIntent, code: ErrorCode, message: string): void {
    this.account.records.refusal(this.account.time, host.id, intent.instrument, code, message);
    const order = openOrderView({ intent, status: 'Denied', filledQuantity: 0, venueOrderId: undefined, reason: message });
    this.#calls.call(host, seat, 'onOrder', this.account.time, () =>
      host.definition.onOrder?.(seat.context, { kind: 'denied', order, reason: `${code}: ${message}` }),
    );
  }

  #deliverBar(subscription: Subscription, units: BarUnits): void {
    subscription.feed(units);
    subscription.history?.push(subscription.cursor);
    if (++subscription.seen < subscription.warmUp || subscription.host.stopped !== undefined || this.isStale) return;
    this.#calls.onBar(subscription, units.closeTime);
  }

  #hostOf(intent: OrderIntent): StrategyHost {
    const host = this.hosts.find(({ id }) => id === intent.strategyId);
    assert(host !== undefined, `order ${intent.intentId} belongs to a strategy of this session`);
    return host;
  }
}
