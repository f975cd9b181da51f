import { fail } from '../../kernel/errors.ts';
import { guard } from '../../kernel/exact.ts';
import type { Money, Quantity } from '../../domain/instrument.ts';
import { nextStatus, type OrderEventKind, type OrderIntent, type OrderStatus, type OrderView } from '../../domain/order.ts';

/** What may still be added in one instrument by one strategy, in quantity units; reduce-only orders add nothing. Counted, never summed up anew. */
export interface OpenExposure {
  buying: Quantity;
  selling: Quantity;
}

/** An order as execution holds it: the intent never changes, the state moves along the table of `ORDER_TRANSITIONS`. */
export class Order implements OrderView {
  readonly intent: OrderIntent;
  status: OrderStatus = 'Initialized';
  filledQuantity: Quantity = 0;
  reservedMoney: Money = 0;
  /** Where the desk counts what this order may still add. */
  readonly exposure: OpenExposure;
  venueOrderId: string | undefined = undefined;
  reason: string | undefined = undefined;
  /** Trade ids already booked, so that a fill told twice counts once. Made with the second fill only. */
  tradeIds: string[] | undefined = undefined;
  lastTradeId: string | undefined = undefined;
  /** Whether Ballast held it and the market has reached it: it is then sent to trade at once. */
  isTriggered = false;

  constructor(intent: OrderIntent, exposure: OpenExposure) {
    this.intent = intent;
    this.exposure = exposure;
  }

  get remaining(): Quantity {
    return this.intent.quantity - this.filledQuantity;
  }

  /** Moves to the next state; an order that goes on working stays PartiallyFilled once it has a fill. Errors: `ORDER_STATE_IMPOSSIBLE`. */
  apply(event: OrderEventKind): void {
    const next = nextStatus(this.status, event);
    if (next === undefined) {
      fail('ORDER_STATE_IMPOSSIBLE', `order ${this.intent.intentId} is ${this.status}; "${event}" cannot happen to it`, {
        where: this.intent.instrument.id,
      });
    }
    this.status = next === 'Accepted' && this.filledQuantity > 0 ? 'PartiallyFilled' : next;
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
