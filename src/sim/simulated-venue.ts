import { assert } from '../kernel/assert.ts';
import { guard, MILLION, multiplyDivide, quantise } from '../kernel/exact.ts';
import { fail } from '../kernel/errors.ts';
import { Queue } from '../kernel/queue.ts';
import { SerialText } from '../kernel/serial-text.ts';
import type { Micros } from '../kernel/time.ts';
import type { Liquidity } from '../domain/fill.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { Instrument, Money, Price } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import { OpenOrders } from '../domain/open-orders.ts';
import type { OrderIntent } from '../domain/order.ts';
import { reviveIntent, saveIntent } from '../domain/saved-intent.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import { RestingOrders, type Hit, type MatchedBar } from './resting-orders.ts';
import { SimulatedAccount, type Holding, type SimulatedAccountState } from './simulated-account.ts';
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
  readonly lastClose: Readonly<Record<string, { readonly price: Price; readonly time: Micros }>>;
  readonly orders: readonly SavedSimulatedOrder[];
}

/** Bars that are looked at together for one that reaches an order: more may be looked at in vain. */
const LOOK_AHEAD = 64;

/** One instrument's side of the venue. */
interface Listing {
  readonly instrument: Instrument;
  readonly resting: RestingOrders;
  /** What its orders pay from, and fill into, by strategy. */
  readonly purse: Holding;
  readonly positions: { readonly strategyId: string; readonly position: Holding }[];
  lastClose: Price;
  lastTime: Micros;
  /** The bar that is being matched, and where the market stands inside it, as far as fills tell. */
  readonly bar: MatchedBar;
  price: Price;
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
  readonly #orders = new OpenOrders<SimulatedOrder>();
  readonly #outbox = new Queue<VenueEvent>();
  /** Market orders that fill at the close that caused them, where the rules say so. */
  readonly #closing = new Queue<SimulatedOrder>();
  /** The listings whose bars are being matched: first the opens of all, then the rest of all, `#turn` by `#turn`. */
  readonly #slice: Listing[] = [];
  #turn = 0;
  #isOpening = true;
  #sequence = 0;
  #trades = 0;
  readonly #orderIds = new SerialText();
  readonly #tradeIds = new SerialText();

  constructor(rules: SimulationRules, accountType: 'cash' | 'margin', cash: Readonly<Record<string, Money>>) {
    this.#rules = rules;
    this.#account = new SimulatedAccount(accountType, cash);
  }

  /** Lists an instrument; its number is used by `openBar`. */
  list(instrument: Instrument): number {
    const bar = { openTime: -0, closeTime: -0, open: -0, high: -0, low: -0, close: -0, newest: 0 };
    const resting = new RestingOrders(this.#rules.limitFill);
    const purse = this.#account.purse(instrument);
    return this.#listings.push({ instrument, resting, purse, positions: [], lastClose: NaN, lastTime: NaN, bar, price: NaN }) - 1;
  }

  /**
   * Begins to match a row of bars. Returns false, having done all there is to do, when the bar reaches no order;
   * else the caller pulls events with `next` until there are none. Bars that close at one time are begun together, before any is pulled:
   * what happens in one of them is then not known too early in another.
   */
  openBar(index: number, bars: BarColumns, row: number): boolean {
    this.passBar(index, bars, row);
    if (this.quietUntil(index, bars, row, row + 1) > row) return false;
    const listing = this.#listings[index] as Listing;
    const { bar } = listing;
    bar.openTime = bars.openTime[row] as number;
    bar.closeTime = bars.closeTime[row] as number;
    bar.open = bars.open[row] as number;
    bar.high = bars.high[row] as number;
    bar.low = bars.low[row] as number;
    bar.close = bars.close[row] as number;
    bar.newest = this.#sequence;
    listing.price = bar.open;
    this.#slice.push(listing);
    return true;
  }

  /** The first of rows `from` to `to` that reaches an order as they are now; a row beyond which nobody has looked, or `to`, when none is found. */
  quietUntil(index: number, { high, low }: BarColumns, from: number, to: number): number {
    const { upper, lower } = (this.#listings[index] as Listing).resting;
    if (upper === Infinity && lower === -Infinity) return to;
    const end = Math.min(to, from + LOOK_AHEAD);
    let row = from;
    while (row < end && (high[row] as number) < upper && (low[row] as number) > lower) row += 1;
    return row;
  }

  /** A bar that reached no order has passed. */
  passBar(index: number, { close, closeTime }: BarColumns, row: number): void {
    const listing = this.#listings[index] as Listing;
    listing.lastClose = close[row] as number;
    listing.lastTime = closeTime[row] as number;
  }

  /** The next event: an answer to a request, or what the bar being matched does to an order. Undefined when there is none. */
  next(): VenueEvent | undefined {
    const answer = this.#outbox.shift();
    if (answer !== undefined) return answer;
    const closing = this.#nextClosing();
    if (closing !== undefined) return this.#fill(closing, this.#listing(closing.intent).lastClose, 'taker', closing.eligibleFrom);
    if (this.#slice.length === 0) return undefined;
    while (this.#turn < this.#slice.length) {
      const listing = this.#slice[this.#turn] as Listing;
      const event = this.#isOpening ? this.#matchOpen(listing) : this.#matchInside(listing);
      if (event !== undefined) return event;
      this.#turn += 1;
      if (!this.#isOpening || this.#turn < this.#slice.length) continue;
      this.#isOpening = false;
      this.#turn = 0;
    }
    while (this.#slice.length > 0) this.#slice.pop();
    this.#turn = 0;
    this.#isOpening = true;
    return undefined;
  }

  /**
   * Takes an order. It waits for the next bar; a reduce-only stop that arrives while its instrument's bar is matched may act in that bar,
   * because a position opened inside a bar is not safe from the rest of it. A stop that the market has passed by then acts where it
   * stands.
   */
  submit(intent: OrderIntent, now: Micros): void {
    const listing = this.#listing(intent);
    if (this.#orders.find(intent.intentId) !== undefined)
      return this.#say('rejected', intent.intentId, now, 'VENUE_DUPLICATE: the venue already has this order');
    const [inside] = this.#slice;
    const isInsideOwnBar = inside !== undefined && this.#slice.includes(listing, this.#isOpening ? 0 : this.#turn);
    const price = isInsideOwnBar ? listing.price : listing.lastClose;
    if (intent.postOnly && this.#crosses(intent, price)) {
      return this.#say('rejected', intent.intentId, now, 'VENUE_POST_ONLY: the order would take liquidity');
    }
    if (intent.type === 'trailing-stop' && Number.isNaN(price)) {
      return this.#say('rejected', intent.intentId, now, 'VENUE_NO_PRICE: there is no price yet for the stop to trail');
    }
    const actsAtOnce = isInsideOwnBar && intent.reduceOnly && intent.type.includes('stop');
    const order: SimulatedOrder = {
      intent,
      sequence: ++this.#sequence,
      position: this.#position(listing, intent.strategyId),
      purse: listing.purse,
      remaining: intent.quantity,
      trigger: firstTrigger(intent, price, actsAtOnce),
      eligibleFrom: actsAtOnce ? listing.bar.openTime : (inside?.bar.closeTime ?? now),
      triggered: false,
      fresh: true,
    };
    this.#orders.add(order);
    listing.resting.add(order);
    this.#outbox.push({ kind: 'accepted', intentId: intent.intentId, ts: now, venueOrderId: this.#orderIds.of('S', order.sequence) });
    const isAtClose = inside === undefined && listing.lastTime === now;
    if (this.#rules.fill === 'same-close' && intent.type === 'market' && isAtClose) this.#closing.push(order);
  }

  /** Cancels an order; one that is no longer there is answered with `cancel-rejected`. */
  cancel(intentId: number, now: Micros): void {
    const order = this.#orders.find(intentId);
    if (order === undefined) return this.#say('cancel-rejected', intentId, now, 'VENUE_ORDER_GONE: no such open order');
    this.#remove(order);
    this.#say('canceled', intentId, now, 'canceled on request');
  }

  /** A strategy has traded with another of the account, for so much money. */
  cross(intent: OrderIntent, value: Money): void {
    const listing = this.#listing(intent);
    const sign = intent.side === 'buy' ? 1 : -1;
    const position = this.#position(listing, intent.strategyId);
    position.amount = guard(position.amount + sign * intent.quantity);
    listing.purse.amount = guard(listing.purse.amount - sign * value);
  }

  /** What must be remembered; read between bars. */
  get state(): SimulatedVenueState {
    assert(this.#slice.length === 0 && this.#outbox.length === 0, 'the simulated venue is saved between bars');
    return {
      sequence: this.#sequence,
      trades: this.#trades,
      account: this.#account.state,
      lastClose: Object.fromEntries(
        this.#listings
          .filter(({ lastClose }) => !Number.isNaN(lastClose))
          .map(({ instrument, lastClose, lastTime }) => [instrument.id, { price: lastClose, time: lastTime }]),
      ),
      orders: [...this.#orders].map(({ position: _position, purse: _purse, intent, ...saved }) => ({
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
    for (const listing of this.#listings) {
      const { price, time } = state.lastClose[listing.instrument.id] ?? { price: NaN, time: NaN };
      listing.lastClose = price;
      listing.lastTime = time;
    }
    const instruments = new Map(this.#listings.map(({ instrument }) => [instrument.id, instrument]));
    for (const saved of state.orders) {
      const intent = reviveIntent(saved.intent, instruments);
      const listing = this.#listing(intent);
      const order: SimulatedOrder = { ...saved, intent, position: this.#position(listing, intent.strategyId), purse: listing.purse };
      this.#orders.add(order);
      listing.resting.add(order);
    }
  }

  /** What the venue says is held, for reconciliation: signed positions by strategy and instrument, and open orders. */
  get holdings(): { readonly positions: ReadonlyMap<string, number>; readonly openOrders: readonly number[] } {
    return {
      positions: new Map(Object.entries(this.#account.state.positions)),
      openOrders: Array.from(this.#orders, ({ intent }) => intent.intentId),
    };
  }

  #matchOpen({ resting, bar }: Listing): VenueEvent | undefined {
    const stop = resting.stopAtOpen(bar);
    if (stop !== undefined) return this.#trigger(stop);
    const arrival = resting.arrivalAtOpen(bar);
    if (arrival !== undefined) {
      const { intent } = arrival;
      if (intent.type === 'market' || this.#crosses(intent, bar.open)) return this.#fill(arrival, bar.open, 'taker', bar.openTime);
      return this.#end(arrival, 'expired', bar.openTime, `${intent.timeInForce} order could not fill at once`);
    }
    const limit = resting.limitAtOpen(bar);
    if (limit === undefined) return undefined;
    const { fresh, intent } = limit.order;
    if (fresh && intent.postOnly)
      return this.#end(limit.order, 'rejected', bar.openTime, 'VENUE_POST_ONLY: the market opened through the order');
    return this.#fill(limit.order, limit.price, fresh ? 'taker' : 'maker', bar.openTime);
  }

  #matchInside({ resting, bar }: Listing): VenueEvent | undefined {
    const stop = resting.stopInside(bar) ?? resting.trailingInside(bar);
    if (stop !== undefined) return this.#trigger(stop);
    const limit = resting.limitInside(bar);
    if (limit !== undefined) return this.#fill(limit.order, limit.price, 'maker', bar.closeTime);
    const moved = resting.trailingMoved(bar);
    if (moved !== undefined) return this.#trigger(moved);
    resting.endBar(bar);
    return undefined;
  }

  /** A stop acts: it takes the market, or a stop-limit does so within its limit and else rests as a limit from the next bar on, or expires. */
  #trigger({ order, price }: Hit): VenueEvent | undefined {
    const { intent } = order;
    const { resting, bar } = this.#listing(intent);
    const at = this.#isOpening ? bar.openTime : bar.closeTime;
    const isWithinLimit =
      intent.limitPrice === undefined || (intent.side === 'buy' ? price <= intent.limitPrice : price >= intent.limitPrice);
    if (isWithinLimit) return this.#fill(order, price, 'taker', at);
    if (intent.timeInForce !== 'GTC') return this.#end(order, 'expired', at, `${intent.timeInForce} order could not fill at once`);
    resting.remove(order);
    order.triggered = true;
    order.fresh = false;
    order.trigger = intent.limitPrice;
    order.eligibleFrom = bar.closeTime;
    resting.add(order);
    return this.next();
  }

  #fill(order: SimulatedOrder, met: Price, liquidity: Liquidity, at: Micros): VenueEvent {
    const { intent } = order;
    const { instrument } = intent;
    const listing = this.#listing(intent);
    const inBar = this.#slice.length === 0 || (met >= listing.bar.low && met <= listing.bar.high);
    if (!inBar) fail('VENUE_FILL_OUTSIDE_BAR', `order ${intent.intentId} would fill at ${met}, outside its bar`, { where: instrument.id });
    const sign = intent.side === 'buy' ? 1 : -1;
    const quantity = intent.reduceOnly ? Math.min(order.remaining, Math.max(0, -sign * order.position.amount)) : order.remaining;
    if (quantity === 0) return this.#end(order, 'canceled', at, 'VENUE_REDUCE_ONLY: there is no position left to reduce');
    const price = liquidity === 'taker' && intent.type !== 'limit' ? this.#slip(intent, met) : met;
    const value = notional(instrument, price, quantity, intent.side === 'buy' ? 'ceil' : 'floor');
    const fee = multiplyDivide(value, liquidity === 'maker' ? this.#rules.makerFee : this.#rules.takerFee, MILLION, 'ceil');
    if (!this.#account.canGive(intent.side, order.purse, value + fee, order.position, quantity)) {
      return this.#end(order, 'canceled', at, 'VENUE_INSUFFICIENT: the account has too little for the order at the price it met');
    }
    listing.price = met;
    order.purse.amount = guard(order.purse.amount - sign * value - fee);
    order.position.amount = guard(order.position.amount + sign * quantity);
    order.remaining -= quantity;
    this.#remove(order);
    if (order.remaining > 0) this.#say('canceled', intent.intentId, at, 'VENUE_REDUCE_ONLY: the rest would have opened a position');
    return {
      kind: 'fill',
      intentId: intent.intentId,
      ts: at,
      tradeId: this.#tradeIds.of('T', ++this.#trades),
      price,
      quantity,
      notional: value,
      fee,
      feeCurrency: instrument.quote,
      liquidity,
    };
  }

  #slip(intent: OrderIntent, price: Price): Price {
    const { slippage, slippageTicks } = this.#rules;
    if (slippage === 0 && slippageTicks === 0) return price;
    const { tick } = intent.instrument;
    if (intent.side === 'buy') {
      const slipped = quantise(multiplyDivide(price, MILLION + slippage, MILLION, 'ceil'), tick, 'ceil') + slippageTicks * tick;
      return Math.min(slipped, intent.limitPrice ?? Infinity);
    }
    const slipped = quantise(multiplyDivide(price, MILLION - slippage, MILLION, 'floor'), tick, 'floor') - slippageTicks * tick;
    return Math.max(slipped, intent.limitPrice ?? 0);
  }

  #crosses(intent: OrderIntent, price: Price): boolean {
    const limit = intent.limitPrice;
    if (limit === undefined) return false;
    const touch = this.#rules.limitFill === 'touch' || intent.postOnly;
    if (price === limit) return touch;
    return intent.side === 'buy' ? price < limit : price > limit;
  }

  /** The oldest market order that fills at the close; one that was canceled before its turn does not. */
  #nextClosing(): SimulatedOrder | undefined {
    for (;;) {
      const order = this.#closing.shift();
      if (order === undefined || this.#orders.find(order.intent.intentId) === order) return order;
    }
  }

  #end(order: SimulatedOrder, kind: 'canceled' | 'expired' | 'rejected', ts: Micros, reason: string): VenueEvent {
    this.#remove(order);
    return { kind, intentId: order.intent.intentId, ts, reason };
  }

  #remove(order: SimulatedOrder): void {
    this.#orders.remove(order);
    this.#listing(order.intent).resting.remove(order);
  }

  #listing(intent: OrderIntent): Listing {
    for (const listing of this.#listings) if (listing.instrument === intent.instrument) return listing;
    const listing = this.#listings.find(({ instrument }) => instrument.id === intent.instrument.id);
    assert(listing !== undefined, 'what is ordered is listed at the simulated venue');
    return listing;
  }

  #position({ instrument, positions }: Listing, strategyId: string): Holding {
    for (const each of positions) if (each.strategyId === strategyId) return each.position;
    const position = this.#account.position(strategyId, instrument);
    positions.push({ strategyId, position });
    return position;
  }

  #say(kind: 'rejected' | 'canceled' | 'cancel-rejected', intentId: number, ts: Micros, reason: string): void {
    this.#outbox.push({ kind, intentId, ts, reason });
  }
}

/** Where an order first acts. A stop that acts at once does so at `price` when the market has passed it. */
function firstTrigger(intent: OrderIntent, price: Price, actsAtOnce: boolean): Price {
  const { side, trailOffset, stopPrice, limitPrice } = intent;
  if (trailOffset !== undefined) return side === 'sell' ? price - trailOffset : price + trailOffset;
  if (stopPrice === undefined) return limitPrice ?? price;
  if (!actsAtOnce) return stopPrice;
  return side === 'sell' ? Math.min(stopPrice, price) : Math.max(stopPrice, price);
}
