import { assert } from '../kernel/assert.ts';
import { guard, multiplyDivide, quantise } from '../kernel/exact.ts';
import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { Liquidity } from '../domain/fill.ts';
import type { Instrument, Money, Price } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { OrderIntent } from '../domain/order.ts';
import { reviveIntent, saveIntent } from '../domain/saved-intent.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import { RestingOrders, type Hit, type MatchedBar } from './resting-orders.ts';
import { SimulatedAccount, type SimulatedAccountState } from './simulated-account.ts';
import type { SavedSimulatedOrder, SimulatedOrder } from './simulated-order.ts';

/** How the simulated venue fills and charges. Rates are parts per million. */
export interface SimulationRules {
  readonly makerFee: number;
  readonly takerFee: number;
  /** Added to the price against the order, for market orders and stops: parts per million of it, and ticks. */
  readonly slippage: number;
  readonly slippageTicks: number;
  readonly fill: 'next-open' | 'same-close';
  readonly limitFill: 'through' | 'touch';
}

/** Everything the venue must remember between bars, JSON-safe. */
export interface SimulatedVenueState {
  readonly sequence: number;
  readonly trades: number;
  readonly account: SimulatedAccountState;
  readonly lastClose: Readonly<Record<string, Price>>;
  readonly orders: readonly SavedSimulatedOrder[];
}

const MILLION = 1_000_000;

/** One instrument's side of the venue. */
interface Listing {
  readonly instrument: Instrument;
  readonly resting: RestingOrders;
  lastClose: Price;
}

/**
 * The venue of backtest and paper: it matches orders against closed bars and quotes, and answers with the events that a real venue
 * would send. It is pulled, one event at a time, so that what the core does on a fill reaches the venue before the next.
 * The rules are those of docs/backtest-realism.md.
 */
export class SimulatedVenue {
  readonly #rules: SimulationRules;
  readonly #account: SimulatedAccount;
  readonly #listings: Listing[] = [];
  readonly #orders = new Map<number, SimulatedOrder>();
  readonly #outbox: VenueEvent[] = [];
  /** Market orders that fill at the close that caused them, where the rules say so. */
  readonly #closing: SimulatedOrder[] = [];
  readonly #byId = new Map<string, Listing>();
  readonly #bar: MatchedBar = { openTime: 0, closeTime: 0, open: 0, high: 0, low: 0, close: 0 };
  /** The listing whose bar is being matched; -1 between bars. */
  #matching = -1;
  #isOpening = false;
  #sequence = 0;
  #trades = 0;

  constructor(rules: SimulationRules, accountType: 'cash' | 'margin', cash: Readonly<Record<string, Money>>) {
    this.#rules = rules;
    this.#account = new SimulatedAccount(accountType, cash);
  }

  /** Lists an instrument; its number is used by `openBar`. */
  list(instrument: Instrument): number {
    const listing = { instrument, resting: new RestingOrders(this.#rules.limitFill), lastClose: NaN };
    this.#byId.set(instrument.id, listing);
    return this.#listings.push(listing) - 1;
  }

  /**
   * Begins to match a bar. Returns false, having done all there is to do, when the bar reaches no order;
   * else the caller pulls events with `next` until there are none.
   */
  openBar(index: number, openTime: Micros, closeTime: Micros, open: Price, high: Price, low: Price, close: Price): boolean {
    const listing = this.#listings[index] as Listing;
    listing.lastClose = close;
    const { resting } = listing;
    if (high < resting.upper && low > resting.lower) return false;
    const bar = this.#bar;
    bar.openTime = openTime;
    bar.closeTime = closeTime;
    bar.open = open;
    bar.high = high;
    bar.low = low;
    bar.close = close;
    this.#matching = index;
    this.#isOpening = true;
    return true;
  }

  /** The next event: an answer to a request, or what the bar being matched does to an order. Undefined when there is none. */
  next(): VenueEvent | undefined {
    const answer = this.#outbox.shift();
    if (answer !== undefined) return answer;
    const closing = this.#closing.shift();
    if (closing !== undefined)
      return this.#fill({ order: closing, price: this.#listing(closing.intent).lastClose }, 'taker', closing.eligibleFrom);
    if (this.#matching < 0) return undefined;
    const { resting } = this.#listings[this.#matching] as Listing;
    if (this.#isOpening) {
      const opening = this.#matchOpen(resting);
      if (opening !== undefined) return opening;
      this.#isOpening = false;
    }
    const inside = this.#matchInside(resting);
    if (inside === undefined) this.#matching = -1;
    return inside;
  }

  /**
   * Takes an order. It waits for the next bar; a reduce-only stop that arrives while a bar is matched may act in that bar,
   * because a position opened inside a bar is not safe from the rest of it.
   */
  submit(intent: OrderIntent, now: Micros): void {
    const listing = this.#listing(intent);
    if (this.#orders.has(intent.intentId))
      return this.#say('rejected', intent.intentId, now, 'VENUE_DUPLICATE_ORDER: the venue already has this order');
    if (intent.postOnly && this.#crosses(intent, listing.lastClose)) {
      return this.#say('rejected', intent.intentId, now, 'VENUE_POST_ONLY: the order would take liquidity');
    }
    const isInsideBar = this.#matching >= 0;
    const actsAtOnce = isInsideBar && intent.reduceOnly && intent.type === 'stop';
    const order: SimulatedOrder = {
      intent,
      sequence: ++this.#sequence,
      position: this.#account.position(intent.strategyId, intent.instrument),
      purse: this.#account.purse(intent.instrument),
      remaining: intent.quantity,
      trigger: firstTrigger(intent, listing.lastClose),
      eligibleFrom: actsAtOnce ? this.#bar.openTime : isInsideBar ? this.#bar.closeTime : now,
      triggered: false,
      fresh: true,
    };
    this.#orders.set(intent.intentId, order);
    listing.resting.add(order);
    this.#outbox.push({ kind: 'accepted', intentId: intent.intentId, ts: now, venueOrderId: `S${order.sequence}` });
    if (this.#rules.fill === 'same-close' && intent.type === 'market' && !isInsideBar) this.#closing.push(order);
  }

  /** Cancels an order; one that is no longer there is answered with `cancel-rejected`. */
  cancel(intentId: number, now: Micros): void {
    const order = this.#orders.get(intentId);
    if (order === undefined) return this.#say('cancel-rejected', intentId, now, 'VENUE_ORDER_GONE: no such open order');
    this.#remove(order);
    this.#say('canceled', intentId, now, 'canceled on request');
  }

  /** What must be remembered; read between bars. */
  get state(): SimulatedVenueState {
    assert(this.#matching < 0 && this.#outbox.length === 0, 'the simulated venue is saved between bars');
    return {
      sequence: this.#sequence,
      trades: this.#trades,
      account: this.#account.state,
      lastClose: Object.fromEntries(
        this.#listings.filter(({ lastClose }) => !Number.isNaN(lastClose)).map((listing) => [listing.instrument.id, listing.lastClose]),
      ),
      orders: [...this.#orders.values()].map(({ position: _position, purse: _purse, intent, ...saved }) => ({
        ...saved,
        intent: saveIntent(intent),
      })),
    };
  }

  /** Sets the venue to a saved state, its instruments listed already. */
  restore(state: SimulatedVenueState): void {
    this.#sequence = state.sequence;
    this.#trades = state.trades;
    this.#account.state = state.account;
    for (const listing of this.#listings) listing.lastClose = state.lastClose[listing.instrument.id] ?? NaN;
    const instruments = new Map(this.#listings.map(({ instrument }) => [instrument.id, instrument]));
    for (const saved of state.orders) {
      const intent = reviveIntent(saved.intent, instruments);
      const position = this.#account.position(intent.strategyId, intent.instrument);
      const order: SimulatedOrder = { ...saved, intent, position, purse: this.#account.purse(intent.instrument) };
      this.#orders.set(intent.intentId, order);
      this.#listing(intent).resting.add(order);
    }
  }

  /** What the venue says is held, for reconciliation: signed positions by strategy and instrument, and open orders. */
  get holdings(): { readonly positions: ReadonlyMap<string, number>; readonly openOrders: readonly number[] } {
    return { positions: new Map(Object.entries(this.#account.state.positions)), openOrders: [...this.#orders.keys()] };
  }

  #matchOpen(resting: RestingOrders): VenueEvent | undefined {
    const bar = this.#bar;
    const stop = resting.stopAtOpen(bar);
    if (stop !== undefined) return this.#trigger(stop);
    const arrival = resting.arrivalAtOpen(bar);
    if (arrival !== undefined) {
      const { intent } = arrival;
      if (intent.type === 'market' || this.#crosses(intent, bar.open))
        return this.#fill({ order: arrival, price: bar.open }, 'taker', bar.openTime);
      return this.#end(arrival, 'expired', bar.openTime, `${intent.timeInForce} order could not fill at once`);
    }
    const limit = resting.limitAtOpen(bar);
    if (limit === undefined) return undefined;
    const isTaker = limit.order.fresh && !limit.order.intent.postOnly;
    const price = limit.order.intent.postOnly ? limit.order.trigger : limit.price;
    return this.#fill({ order: limit.order, price }, isTaker ? 'taker' : 'maker', bar.openTime);
  }

  #matchInside(resting: RestingOrders): VenueEvent | undefined {
    const bar = this.#bar;
    const stop = resting.stopInside(bar) ?? resting.trailingInside(bar);
    if (stop !== undefined) return this.#trigger(stop);
    const limit = resting.limitInside(bar);
    if (limit !== undefined) return this.#fill(limit, 'maker', bar.closeTime);
    const moved = resting.trailingMoved(bar);
    if (moved !== undefined) return this.#trigger(moved);
    for (const order of this.#orders.values()) if (order.eligibleFrom <= bar.openTime) order.fresh = false;
    return undefined;
  }

  /** A stop acts: it takes the market, or a stop-limit does so within its limit and else rests as a limit from the next bar on. */
  #trigger(hit: Hit): VenueEvent | undefined {
    const { order, price } = hit;
    const { intent } = order;
    const at = this.#isOpening ? this.#bar.openTime : this.#bar.closeTime;
    const isWithinLimit =
      intent.limitPrice === undefined || (intent.side === 'buy' ? price <= intent.limitPrice : price >= intent.limitPrice);
    if (isWithinLimit) return this.#fill(hit, 'taker', at);
    const { resting } = this.#listings[this.#matching] as Listing;
    resting.remove(order);
    order.triggered = true;
    order.trigger = intent.limitPrice;
    order.eligibleFrom = this.#bar.closeTime;
    resting.add(order);
    return this.next();
  }

  #fill(hit: Hit, liquidity: Liquidity, at: Micros): VenueEvent {
    const { order } = hit;
    const { intent } = order;
    const { instrument } = intent;
    const inBar = this.#matching < 0 || (hit.price >= this.#bar.low && hit.price <= this.#bar.high);
    if (!inBar)
      fail('VENUE_FILL_OUTSIDE_BAR', `order ${intent.intentId} would fill at ${hit.price}, outside its bar`, { where: instrument.id });
    const sign = intent.side === 'buy' ? 1 : -1;
    const quantity = intent.reduceOnly ? Math.min(order.remaining, Math.max(0, -sign * order.position.amount)) : order.remaining;
    if (quantity === 0) return this.#end(order, 'canceled', at, 'VENUE_REDUCE_ONLY: there is no position left to reduce');
    const price = liquidity === 'taker' && intent.type !== 'limit' ? this.#slip(intent, hit.price) : hit.price;
    const value = notional(instrument, price, quantity, intent.side === 'buy' ? 'ceil' : 'floor');
    const fee = multiplyDivide(value, liquidity === 'maker' ? this.#rules.makerFee : this.#rules.takerFee, MILLION, 'ceil');
    if (!this.#account.canPay(order.purse, intent.side, value + fee)) {
      return this.#end(order, 'canceled', at, 'VENUE_INSUFFICIENT_BALANCE: the account cannot pay for the order at the price it met');
    }
    order.purse.amount = guard(order.purse.amount - sign * value - fee);
    order.position.amount = guard(order.position.amount + sign * quantity);
    order.remaining -= quantity;
    this.#remove(order);
    if (order.remaining > 0) this.#say('canceled', intent.intentId, at, 'VENUE_REDUCE_ONLY: the rest would have opened a position');
    return {
      kind: 'fill',
      intentId: intent.intentId,
      ts: at,
      tradeId: `T${++this.#trades}`,
      price,
      quantity,
      notional: value,
      fee,
      liquidity,
    };
  }

  #slip(intent: OrderIntent, price: Price): Price {
    const { slippage, slippageTicks } = this.#rules;
    if (slippage === 0 && slippageTicks === 0) return price;
    const { tick } = intent.instrument;
    const sign = intent.side === 'buy' ? 1 : -1;
    const rounding = intent.side === 'buy' ? 'ceil' : 'floor';
    return quantise(multiplyDivide(price, MILLION + sign * slippage, MILLION, rounding), tick, rounding) + sign * slippageTicks * tick;
  }

  #crosses(intent: OrderIntent, price: Price): boolean {
    const limit = intent.limitPrice;
    if (limit === undefined) return false;
    const touch = this.#rules.limitFill === 'touch' || intent.postOnly;
    if (price === limit) return touch;
    return intent.side === 'buy' ? price < limit : price > limit;
  }

  #end(order: SimulatedOrder, kind: 'canceled' | 'expired', ts: Micros, reason: string): VenueEvent {
    this.#remove(order);
    return { kind, intentId: order.intent.intentId, ts, reason };
  }

  #remove(order: SimulatedOrder): void {
    this.#orders.delete(order.intent.intentId);
    this.#listing(order.intent).resting.remove(order);
  }

  #listing(intent: OrderIntent): Listing {
    const listing = this.#byId.get(intent.instrument.id);
    assert(listing !== undefined, `${intent.instrument.id} is listed at the simulated venue`);
    return listing;
  }

  #say(kind: 'rejected' | 'canceled' | 'cancel-rejected', intentId: number, ts: Micros, reason: string): void {
    this.#outbox.push({ kind, intentId, ts, reason });
  }
}

function firstTrigger(intent: OrderIntent, lastClose: Price): Price {
  if (intent.type === 'trailing-stop') {
    const offset = intent.trailOffset ?? 0;
    return intent.side === 'sell' ? lastClose - offset : lastClose + offset;
  }
  return intent.stopPrice ?? intent.limitPrice ?? lastClose;
}
