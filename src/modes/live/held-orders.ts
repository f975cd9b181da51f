import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Price } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';

/** An order that Ballast holds itself until the market reaches it. */
export interface HeldOrder {
  readonly intent: OrderIntent;
  /** The price that it waits for; a trailing stop's moves. */
  trigger: Price;
  /** Prices from before this time do not concern it. */
  readonly since: Micros;
}

/** Prices over a stretch of time: a bar, or a trade, whose prices are all the same. */
export interface PriceRange {
  readonly openTime: Micros;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
}

/**
 * The orders that Ballast holds because their venue cannot: trailing stops, stops where it has none, and the target beside a stop that locks
 * the coins at the venue. There are few, so that each price is held against all of them.
 */
export class HeldOrders {
  readonly #orders = new Map<number, HeldOrder>();

  /** Holds an order from now on. `price` is the last one: a trailing stop begins to trail there. */
  hold(intent: OrderIntent, price: Price, since: Micros): void {
    this.#orders.set(intent.intentId, { intent, trigger: firstTrigger(intent, price), since });
  }

  /** Lets go of an order; false when it is not held. */
  release(intentId: number): boolean {
    return this.#orders.delete(intentId);
  }

  /** Holds an order again, where its trigger stood. */
  resume(intent: OrderIntent, trigger: Price, since: Micros): void {
    this.#orders.set(intent.intentId, { intent, trigger, since });
  }

  get all(): readonly HeldOrder[] {
    return [...this.#orders.values()];
  }

  /** The orders of an instrument that prices have reached, stops before targets; they are held no longer. Trailing stops follow the prices. */
  reach(instrumentId: string, range: PriceRange): readonly OrderIntent[] {
    const reached = this.all.filter((order) => order.intent.instrument.id === instrumentId && meets(order, range));
    for (const { intent } of reached) this.#orders.delete(intent.intentId);
    return reached.map(({ intent }) => intent).sort((left, right) => rank(left) - rank(right));
  }
}

function firstTrigger({ side, stopPrice, limitPrice, trailOffset }: OrderIntent, price: Price): Price {
  if (trailOffset !== undefined) return side === 'sell' ? price - trailOffset : price + trailOffset;
  const trigger = stopPrice ?? limitPrice;
  assert(trigger !== undefined, 'an order that is held has a price to wait for');
  return trigger;
}

/** Whether prices have reached an order; moves a trailing stop behind them. Of a stretch that began before the order only the end counts. */
function meets(order: HeldOrder, { openTime, high, low, close }: PriceRange): boolean {
  const { intent, since } = order;
  const isWhole = openTime >= since;
  const [top, bottom] = isWhole ? [high, low] : [close, close];
  const isSell = intent.side === 'sell';
  // A sell stop lies below the market and a sell limit above it; purchases the other way round.
  const waitsBelow = isSell !== (intent.type === 'limit');
  if (waitsBelow ? bottom <= order.trigger : top >= order.trigger) return true;
  if (intent.trailOffset === undefined) return false;
  order.trigger = isSell ? Math.max(order.trigger, top - intent.trailOffset) : Math.min(order.trigger, bottom + intent.trailOffset);
  return isSell ? close <= order.trigger : close >= order.trigger;
}

function rank({ type }: OrderIntent): number {
  return type === 'limit' ? 1 : 0;
}
