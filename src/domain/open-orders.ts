import type { OrderIntent } from './order.ts';

/**
 * Open orders by intent id, oldest first. Ids count up and few orders are open at a time: a sorted list finds, adds and removes them
 * faster than a map, and with a thousand of them hardly slower.
 */
export class OpenOrders<T extends { readonly intent: OrderIntent }> implements Iterable<T> {
  readonly #orders: T[] = [];

  get size(): number {
    return this.#orders.length;
  }

  /** The order of an intent; undefined when none is open. */
  find(intentId: number): T | undefined {
    const order = this.#orders[this.#placeOf(intentId)];
    return order?.intent.intentId === intentId ? order : undefined;
  }

  /** Adds an order; false when there is one of this intent. */
  add(order: T): boolean {
    const { intentId } = order.intent;
    const place = this.#placeOf(intentId);
    if (place === this.#orders.length) this.#orders[place] = order;
    else if (this.#orders[place]?.intent.intentId === intentId) return false;
    else this.#orders.splice(place, 0, order);
    return true;
  }

  /** Removes an order; false when it is not there. */
  remove(order: T): boolean {
    const place = this.#placeOf(order.intent.intentId);
    if (this.#orders[place] !== order) return false;
    if (place === this.#orders.length - 1) this.#orders.pop();
    else this.#orders.splice(place, 1);
    return true;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#orders.values();
  }

  /** Where an intent stands, or would be put. */
  #placeOf(intentId: number): number {
    const orders = this.#orders;
    let low = 0;
    let high = orders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((orders[middle] as T).intent.intentId < intentId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
