import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Approved } from '../../domain/approval.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Instrument, Money, Quantity } from '../../domain/instrument.ts';
import { OpenOrders } from '../../domain/open-orders.ts';
import type { OrderEventKind, OrderIntent } from '../../domain/order.ts';
import { reviveIntent, saveIntent, type SavedIntent } from '../../domain/saved-intent.ts';
import type { VenueEvent } from '../../domain/venue-event.ts';
import { Order, type OpenExposure } from './order.ts';

/** An open order to be saved. */
export interface SavedOrder {
  readonly intent: SavedIntent;
  readonly status: Order['status'];
  readonly filledQuantity: Quantity;
  readonly reservedMoney: Money;
  readonly venueOrderId?: string;
  readonly lastTradeId?: string;
  readonly tradeIds?: readonly string[];
  readonly sentBefore?: Micros;
  readonly isTriggered?: boolean;
}

/** Ended orders that are remembered: a fill of theirs may still be told, long after their end. */
const REMEMBERED = 200;

/**
 * Execution's book of orders: those that are open, and the newest that have ended before all of them was filled. It takes approved intents
 * only, moves orders along their states, and counts each fill once.
 */
export class OrderDesk {
  readonly #open = new OpenOrders<Order>();
  readonly #ended = new Map<number, Order>();
  readonly #exposure = new Map<string, Map<Instrument, OpenExposure>>();
  #reservedMoney: Money = 0;

  /** Takes an approved intent as a new order in state Initialized. `cost` is the money that it may spend, reserved until it closes. */
  open(intent: Approved<OrderIntent>, cost: Money, exposure = this.exposure(intent.strategyId, intent.instrument)): Order {
    const order = new Order(intent, exposure);
    assert(this.#open.add(order), 'an intent is placed once');
    order.reservedMoney = cost;
    this.#reservedMoney += cost;
    this.#reserve(order, intent.quantity);
    return order;
  }

  find(intentId: number): Order | undefined {
    return this.#open.find(intentId);
  }

  /** An order that has ended with a part of it unfilled, and is still remembered. */
  findEnded(intentId: number): Order | undefined {
    return this.#ended.get(intentId);
  }

  /** Orders that have ended with a part of them unfilled, and are still remembered. */
  ended(): Iterable<Order> {
    return this.#ended.values();
  }

  /** Open orders, oldest first. */
  all(): Iterable<Order> {
    return this.#open;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Money that open orders may still spend; an order that is partly filled keeps its whole reserve, which errs on the safe side. */
  get reservedMoney(): Money {
    return this.#reservedMoney;
  }

  /** What a strategy has open in an instrument; the same object every time. */
  exposure(strategyId: string, instrument: Instrument): OpenExposure {
    let byInstrument = this.#exposure.get(strategyId);
    if (byInstrument === undefined) this.#exposure.set(strategyId, (byInstrument = new Map<Instrument, OpenExposure>()));
    let exposure = byInstrument.get(instrument);
    if (exposure === undefined) byInstrument.set(instrument, (exposure = { buying: 0, selling: 0 }));
    return exposure;
  }

  /** Moves an order and frees what it no longer reserves; a closed order leaves the desk. */
  apply(order: Order, event: OrderEventKind, reason?: string): void {
    order.apply(event);
    if (reason !== undefined) order.reason = reason;
    if (order.isOpen || !this.#open.remove(order)) return;
    this.#reserve(order, -order.remaining);
    this.#reservedMoney -= order.reservedMoney;
    if (order.remaining > 0) this.#remember(order);
  }

  /** Counts a fill, of an order that has ended too; false when this trade was counted before. The order's state has then moved. */
  fill(order: Order, event: VenueEvent & { readonly kind: 'fill' }): boolean {
    if (order.knowsTrade(event.tradeId)) return false;
    assert(event.quantity > 0 && event.quantity <= order.remaining, 'a fill is within the quantity of its order');
    order.addTrade(event.tradeId, event.quantity);
    if (order.isOpen) this.#reserve(order, -event.quantity);
    this.apply(order, order.remaining === 0 ? 'filled' : 'partially-filled');
    return true;
  }

  /** Whoever sent orders before has ended by `time`. */
  endSending(time: Micros): void {
    for (const order of this.#open) if (order.venueOrderId === undefined) order.sentBefore ??= time;
  }

  get state(): readonly SavedOrder[] {
    return [...this.#open, ...this.#ended.values()].map(saveOrder);
  }

  /** Takes up saved orders; `instruments` are those of the session, by id. */
  restore(saved: readonly SavedOrder[], instruments: ReadonlyMap<string, Instrument>): void {
    for (const each of saved) {
      const order = this.#revive(each, instruments);
      if (!order.isOpen) {
        this.#ended.set(order.intent.intentId, order);
        continue;
      }
      this.#open.add(order);
      this.#reservedMoney += order.reservedMoney;
      this.#reserve(order, order.remaining);
    }
  }

  /** Remembers an ended order again that was forgotten. */
  recall(saved: SavedOrder, instruments: ReadonlyMap<string, Instrument>): void {
    const { intentId } = saved.intent;
    if (this.find(intentId) === undefined && this.findEnded(intentId) === undefined) this.#remember(this.#revive(saved, instruments));
  }

  #revive({ intent: savedIntent, tradeIds, ...rest }: SavedOrder, instruments: ReadonlyMap<string, Instrument>): Order {
    const intent = reviveIntent(savedIntent, instruments);
    const order = Object.assign(new Order(intent, this.exposure(intent.strategyId, intent.instrument)), rest);
    if (tradeIds !== undefined) order.tradeIds = [...tradeIds];
    return order;
  }

  #remember(order: Order): void {
    this.#ended.set(order.intent.intentId, order);
    if (this.#ended.size <= REMEMBERED) return;
    for (const [oldest] of this.#ended) return void this.#ended.delete(oldest);
  }

  #reserve(order: Order, quantity: Quantity): void {
    const { side, reduceOnly } = order.intent;
    if (reduceOnly) return;
    if (side === 'buy') order.exposure.buying += quantity;
    else order.exposure.selling += quantity;
  }
}

/** An order as it is saved. */
export function saveOrder({ intent, status, filledQuantity, reservedMoney, ...more }: Order): SavedOrder {
  const { venueOrderId, lastTradeId, tradeIds, sentBefore, isTriggered } = more;
  return {
    intent: saveIntent(intent),
    status,
    filledQuantity,
    reservedMoney,
    ...(venueOrderId === undefined ? {} : { venueOrderId }),
    ...(lastTradeId === undefined ? {} : { lastTradeId }),
    ...(tradeIds === undefined ? {} : { tradeIds }),
    ...(sentBefore === undefined ? {} : { sentBefore }),
    ...(isTriggered ? { isTriggered } : {}),
  };
}

/** The fill that a venue's event tells of an order. */
export function fillOf(order: Order, event: VenueEvent & { readonly kind: 'fill' }): Fill {
  const { intent } = order;
  return {
    tradeId: event.tradeId,
    intentId: intent.intentId,
    strategyId: intent.strategyId,
    accountId: intent.accountId,
    instrument: intent.instrument,
    side: intent.side,
    quantity: event.quantity,
    price: event.price,
    notional: event.notional,
    fee: event.fee,
    feeCurrency: event.feeCurrency,
    liquidity: event.liquidity,
    tsEvent: event.ts,
  };
}
