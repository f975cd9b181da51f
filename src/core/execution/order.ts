import { fail } from '../../kernel/errors.ts';
import { guard } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Money, Quantity } from '../../domain/instrument.ts';
import {
  orderState,
  stateAfter,
  type OrderEventKind,
  type OrderIntent,
  type OrderState,
  type OrderStatus,
  type OrderView,
} from '../../domain/order.ts';

/** What may still be added in one instrument by one strategy, in quantity units; reduce-only orders add nothing. Counted, never summed up anew. */
export interface OpenExposure {
  buying: Quantity;
  selling: Quantity;
}

const INITIALIZED = orderState('Initialized');
const ACCEPTED = orderState('Accepted');
const PARTIALLY_FILLED = orderState('PartiallyFilled');

/** An order as execution holds it: the intent never changes, the state moves along the table of `ORDER_TRANSITIONS`. */
export class Order implements OrderView {
  readonly intent: OrderIntent;
  filledQuantity: Quantity = 0;
  reservedMoney: Money = 0;
  /** Where the desk counts what this order may still add. */
  readonly exposure: OpenExposure;
  venueOrderId: string | undefined = undefined;
  reason: string | undefined = undefined;
  /** Trade ids already booked, so that a fill told twice counts once. Made with the second fill only. */
  tradeIds: string[] | undefined = undefined;
  lastTradeId: string | undefined = undefined;
  /** What was sent of it was sent by then: its session has come back since. */
  sentBefore: Micros | undefined = undefined;
  /** Whether Ballast held it and the market has reached it: it is then sent to trade at once. */
  isTriggered = false;
  #state: OrderState = INITIALIZED;

  constructor(intent: OrderIntent, exposure: OpenExposure) {
    this.intent = intent;
    this.exposure = exposure;
  }

  get status(): OrderStatus {
    return this.#state.status;
  }

  set status(status: OrderStatus) {
    this.#state = orderState(status);
  }

  /** Whether it can still trade or may be trading unseen. */
  get isOpen(): boolean {
    return this.#state.isOpen;
  }

  get remaining(): Quantity {
    return this.intent.quantity - this.filledQuantity;
  }

  /** Moves to the next state; an order that goes on working stays PartiallyFilled once it has a fill. Errors: `ORDER_STATE_IMPOSSIBLE`. */
  apply(event: OrderEventKind): void {
    const next = stateAfter(this.#state, event);
    if (next === undefined) {
      fail('ORDER_STATE_IMPOSSIBLE', `order ${this.intent.intentId} is ${this.status}; "${event}" cannot happen to it`, {
        where: this.intent.instrument.id,
      });
    }
    this.#state = next === ACCEPTED && this.filledQuantity > 0 ? PARTIALLY_FILLED : next;
  }

  /** Whether an event can happen to it now. */
  canTake(event: OrderEventKind): boolean {
    return stateAfter(this.#state, event) !== undefined;
  }

  /** Whether this trade was counted already. */
  knowsTrade(tradeId: string): boolean {
    return this.lastTradeId === tradeId || this.tradeIds?.includes(tradeId) === true;
  }

  /** Counts a trade. */
  addTrade(tradeId: string, quantity: Quantity): void {
    if (this.lastTradeId !== undefined) (this.tradeIds ??= []).push(this.lastTradeId);
    this.lastTradeId = tradeId;
    this.filledQuantity = guard(this.filledQuantity + quantity);
  }
}
