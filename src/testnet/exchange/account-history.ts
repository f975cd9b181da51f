import type { Micros } from '../../kernel/time.ts';
import type { Transfer } from './exchange-event.ts';
import { isWorking, type ExchangeFill, type ExchangeOrder } from './exchange-order.ts';

/** Ended orders that an account can still ask for. */
const ORDERS_KEPT = 100_000;
const FILLS_KEPT = 200_000;

/**
 * What an account can ask for: its orders, fills and transfers, as they were `lag` ago. With a lag, what just happened is not to be seen yet,
 * as at a venue whose queries are answered by a copy that trails behind.
 */
export class AccountHistory {
  readonly #orders = new Map<number, ExchangeOrder>();
  /** What an order was before, kept only while there is a lag. */
  readonly #earlier = new Map<number, ExchangeOrder[]>();
  readonly #byClientId = new Map<string, number>();
  readonly #live = new Set<number>();
  #fills: ExchangeFill[] = [];
  readonly transfers: Transfer[] = [];
  /** How far what queries show trails behind; set by a fault. */
  lag: Micros = 0;

  /** Notes an order as it stands now. */
  noteOrder(order: ExchangeOrder): void {
    const before = this.#orders.get(order.id);
    if (this.lag === 0) this.#earlier.clear();
    else if (before !== undefined) this.#earlier.set(order.id, [...(this.#earlier.get(order.id) ?? []), before]);
    this.#orders.set(order.id, order);
    if (order.clientOrderId !== '') this.#byClientId.set(order.clientOrderId, order.id);
    if (isWorking(order)) this.#live.add(order.id);
    else this.#live.delete(order.id);
    if (this.#orders.size > ORDERS_KEPT + this.#live.size) this.#dropOldest();
  }

  /** Notes a fill. */
  noteFill(fill: ExchangeFill): void {
    this.#fills.push(fill);
    if (this.#fills.length > 2 * FILLS_KEPT) this.#fills = this.#fills.slice(-FILLS_KEPT);
  }

  /** An order by the exchange's id. */
  order(id: number, now: Micros): ExchangeOrder | undefined {
    return this.#seen(this.#orders.get(id), now);
  }

  /** The newest order under a client's id, open or not. */
  orderByClientId(clientOrderId: string, now: Micros): ExchangeOrder | undefined {
    const id = this.#byClientId.get(clientOrderId);
    return id === undefined ? undefined : this.order(id, now);
  }

  /** The order under a client's id as it truly stands, whatever the lag: what a venue looks at before it takes another one. */
  latestByClientId(clientOrderId: string): ExchangeOrder | undefined {
    return this.#orders.get(this.#byClientId.get(clientOrderId) ?? -1);
  }

  /** All orders, oldest first. */
  orders(now: Micros): readonly ExchangeOrder[] {
    return [...this.#orders.values()].flatMap((order) => this.#seen(order, now) ?? []);
  }

  /** Orders that live, oldest first. */
  openOrders(now: Micros): readonly ExchangeOrder[] {
    if (this.lag > 0) return this.orders(now).filter(isWorking);
    return [...this.#live].flatMap((id) => this.#orders.get(id) ?? []);
  }

  /** All fills, oldest first. */
  fills(now: Micros): readonly ExchangeFill[] {
    return this.lag === 0 ? this.#fills : this.#fills.filter(({ ts }) => ts <= now - this.lag);
  }

  /** The order as it was `lag` ago. */
  #seen(order: ExchangeOrder | undefined, now: Micros): ExchangeOrder | undefined {
    if (this.lag === 0 || order === undefined || order.updatedAt <= now - this.lag) return order;
    return this.#earlier.get(order.id)?.findLast(({ updatedAt }) => updatedAt <= now - this.lag);
  }

  #dropOldest(): void {
    for (const [id, order] of this.#orders) {
      if (isWorking(order)) continue;
      this.#orders.delete(id);
      if (this.#byClientId.get(order.clientOrderId) === id) this.#byClientId.delete(order.clientOrderId);
      return;
    }
  }
}
