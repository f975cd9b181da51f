import { assert } from '../kernel/assert.ts';
import type { Price } from '../domain/instrument.ts';
import { PriceLadder } from './price-ladder.ts';
import { waitingPlace, type SimulatedOrder } from './simulated-order.ts';

/** The bar that is being matched; prices in the instrument's price units. */
export interface MatchedBar {
  openTime: number;
  closeTime: number;
  open: Price;
  high: Price;
  low: Price;
  close: Price;
  /** The number of the newest order that was there before the bar. */
  newest: number;
}

/** A price at which an order acts now. */
export interface Hit {
  readonly order: SimulatedOrder;
  readonly price: Price;
}

/** The orders of one instrument that wait at the simulated venue, each where the market will find it. */
export class RestingOrders {
  /**
   * Lowest price that a buy stop or sell limit waits for, and highest that a sell stop or buy limit does: a bar between them reaches no
   * order. Orders for the next open, trailing stops and limits that have seen no open are reached by every bar.
   */
  upper = Infinity;
  lower = -Infinity;
  readonly #buyStops = new PriceLadder<SimulatedOrder>(1);
  readonly #sellStops = new PriceLadder<SimulatedOrder>(-1);
  readonly #buyLimits = new PriceLadder<SimulatedOrder>(-1);
  readonly #sellLimits = new PriceLadder<SimulatedOrder>(1);
  readonly #trailing: SimulatedOrder[] = [];
  readonly #arrivals: SimulatedOrder[] = [];
  readonly #freshLimits: SimulatedOrder[] = [];
  readonly #touch: boolean;

  /** `limitFill`: whether a limit fills when the price goes through it, or already when it touches it. */
  constructor(limitFill: 'through' | 'touch') {
    this.#touch = limitFill === 'touch';
  }

  add(order: SimulatedOrder): void {
    const place = waitingPlace(order);
    if (place === 'open') this.#arrivals.push(order);
    else if (place === 'trailing') this.#trailing.push(order);
    else this.#ladder(order).insert(order);
    if (place === 'limit' && order.fresh) this.#freshLimits.push(order);
    this.#refresh();
  }

  remove(order: SimulatedOrder): void {
    const place = waitingPlace(order);
    if (place === 'open' || place === 'trailing') {
      take(place === 'open' ? this.#arrivals : this.#trailing, order);
    } else {
      this.#ladder(order).remove(order);
      if (order.fresh && place === 'limit') this.#freshLimits.splice(this.#freshLimits.indexOf(order), 1);
    }
    this.#refresh();
  }

  /** A stop that the opening price has jumped over: it acts at the open. */
  stopAtOpen({ open, openTime }: MatchedBar): Hit | undefined {
    if (open < this.#buyStops.best && open > this.#sellStops.best && this.#trailing.length === 0) return undefined;
    const order = this.#buyStop(open, openTime) ?? this.#sellStop(open, openTime);
    return order === undefined ? this.#trailingReached(open, open, openTime, open) : { order, price: open };
  }

  /** The oldest order that waits for an opening price. */
  arrivalAtOpen(bar: MatchedBar): SimulatedOrder | undefined {
    for (const order of this.#arrivals) if (order.eligibleFrom <= bar.openTime) return order;
    return undefined;
  }

  /** A limit through which the market opened: it fills at the open, which is the better price. */
  limitAtOpen(bar: MatchedBar): Hit | undefined {
    const order = this.#findLimit(bar, bar.open, bar.open);
    return order && { order, price: bar.open };
  }

  /** A stop that the bar reaches. One that arrived inside this bar may act in it; see `SimulatedVenue.submit`. */
  stopInside(bar: MatchedBar): Hit | undefined {
    if (bar.high < this.#buyStops.best && bar.low > this.#sellStops.best) return undefined;
    const buy = this.#buyStop(bar.high, bar.openTime);
    const sell = this.#sellStop(bar.low, bar.openTime);
    const sellIsNearer = sell !== undefined && (buy === undefined || bar.open - sell.trigger <= buy.trigger - bar.open);
    if (sellIsNearer) return { order: sell, price: sell.trigger };
    return buy && { order: buy, price: buy.trigger };
  }

  /** A trailing stop that the bar reaches, as it stood at the bar's open. */
  trailingInside({ low, high, openTime }: MatchedBar): Hit | undefined {
    return this.#trailingReached(low, high, openTime);
  }

  /**
   * A trailing stop that the bar has moved behind its best price, once all else has matched, and closed beyond: the market must have come
   * back through it, so it acts at its new price.
   */
  trailingMoved(bar: MatchedBar): Hit | undefined {
    for (const order of this.#trailing) {
      if (order.eligibleFrom > bar.openTime) continue;
      const price = movedTrigger(order, bar);
      const isHit = order.intent.side === 'sell' ? bar.close <= price : bar.close >= price;
      if (isHit) return { order, price };
    }
    return undefined;
  }

  /** The bar is over: trailing stops stand where it has moved them, and limits have seen an opening price. */
  endBar(bar: MatchedBar): void {
    for (const order of this.#trailing) order.trigger = movedTrigger(order, bar);
    if (this.#freshLimits.length === 0) return;
    for (const order of this.#freshLimits) order.fresh = !hasRested(order, bar);
    const still = this.#freshLimits.filter(({ fresh }) => fresh);
    this.#freshLimits.splice(0, this.#freshLimits.length, ...still);
    this.#refresh();
  }

  /** A limit that the bar goes through (or touches, if so set); it fills at its own price. */
  limitInside(bar: MatchedBar): Hit | undefined {
    const order = this.#findLimit(bar, bar.low, bar.high);
    return order && { order, price: order.trigger };
  }

  #findLimit(bar: MatchedBar, low: Price, high: Price): SimulatedOrder | undefined {
    if (low > this.#buyLimits.best && high < this.#sellLimits.best) return undefined;
    return this.#buyLimit(low, bar.openTime) ?? this.#sellLimit(high, bar.openTime);
  }

  #buyStop(price: Price, openTime: number): SimulatedOrder | undefined {
    return this.#buyStops.find(
      (stop) => stop <= price,
      (order) => order.eligibleFrom <= openTime,
    );
  }

  #sellStop(price: Price, openTime: number): SimulatedOrder | undefined {
    return this.#sellStops.find(
      (stop) => stop >= price,
      (order) => order.eligibleFrom <= openTime,
    );
  }

  #buyLimit(low: Price, openTime: number): SimulatedOrder | undefined {
    return this.#buyLimits.find(
      (limit) => low < limit || (this.#touch && low === limit),
      (order) => order.eligibleFrom <= openTime,
    );
  }

  #sellLimit(high: Price, openTime: number): SimulatedOrder | undefined {
    return this.#sellLimits.find(
      (limit) => high > limit || (this.#touch && high === limit),
      (order) => order.eligibleFrom <= openTime,
    );
  }

  /** The oldest trailing stop that prices from `low` to `high` reach; it acts at `price`, or where it stands. */
  #trailingReached(low: Price, high: Price, openTime: number, price?: Price): Hit | undefined {
    for (const order of this.#trailing) {
      if (order.eligibleFrom > openTime) continue;
      const isHit = order.intent.side === 'sell' ? low <= order.trigger : high >= order.trigger;
      if (isHit) return { order, price: price ?? order.trigger };
    }
    return undefined;
  }

  #ladder(order: SimulatedOrder): PriceLadder<SimulatedOrder> {
    const isBuy = order.intent.side === 'buy';
    if (waitingPlace(order) === 'stop') return isBuy ? this.#buyStops : this.#sellStops;
    return isBuy ? this.#buyLimits : this.#sellLimits;
  }

  #refresh(): void {
    const always = this.#arrivals.length + this.#trailing.length + this.#freshLimits.length;
    this.upper = always > 0 ? -Infinity : Math.min(this.#buyStops.best, this.#sellLimits.best);
    this.lower = Math.max(this.#sellStops.best, this.#buyLimits.best);
  }
}

/** Takes an order out of a list; it is mostly the newest or the only one. */
function take(list: SimulatedOrder[], order: SimulatedOrder): void {
  if (list[list.length - 1] === order) return void list.pop();
  const at = list.indexOf(order);
  assert(at >= 0, 'an order that is taken away waits at the simulated venue');
  list.splice(at, 1);
}

/** Where a bar moves a trailing stop. Of a bar in which it arrived only the close is known to come after it. */
function movedTrigger({ intent, trigger, eligibleFrom, sequence }: SimulatedOrder, bar: MatchedBar): Price {
  const { side, trailOffset } = intent;
  assert(trailOffset !== undefined, 'a trailing stop has its distance');
  const isLate = sequence > bar.newest || eligibleFrom > bar.openTime;
  if (side === 'sell') return Math.max(trigger, (isLate ? bar.close : bar.high) - trailOffset);
  return Math.min(trigger, (isLate ? bar.close : bar.low) + trailOffset);
}

/** Whether a limit has stood in the book: since the bar's open, or since a fill inside it if the market has not gone through it by the close. */
function hasRested({ intent, trigger, eligibleFrom, sequence }: SimulatedOrder, bar: MatchedBar): boolean {
  if (eligibleFrom <= bar.openTime) return true;
  return sequence > bar.newest && (intent.side === 'buy' ? bar.close >= trigger : bar.close <= trigger);
}
