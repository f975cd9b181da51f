import type { Price, Quantity } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';
import type { BookLevel } from './exchange-event.ts';
import { remainingOf, type WorkingOrder } from './working-order.ts';

/** The resting orders of one side, best price first, first come first within a price. */
class BookSide {
  /** 1: the lowest price is best (asks); -1: the highest (bids). */
  readonly #direction: 1 | -1;
  /** Sorted with the best at the end, so that taking it off is cheap. */
  readonly #prices: Price[] = [];
  /** A set keeps the order of arrival, and finds who cancels at once. */
  readonly #levels = new Map<Price, Set<WorkingOrder>>();

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  get best(): Price | undefined {
    return this.#prices.at(-1);
  }

  add(price: Price, order: WorkingOrder): void {
    const level = this.#levels.get(price);
    if (level !== undefined) return void level.add(order);
    this.#levels.set(price, new Set([order]));
    this.#prices.splice(this.#placeOf(price), 0, price);
  }

  remove(price: Price, order: WorkingOrder): void {
    const level = this.#levels.get(price);
    if (level?.delete(order) !== true || level.size > 0) return;
    this.#levels.delete(price);
    this.#prices.splice(this.#placeOf(price), 1);
  }

  *orders(): Generator<WorkingOrder, void> {
    for (let at = this.#prices.length - 1; at >= 0; at--) yield* this.#levels.get(this.#prices[at] as Price) ?? [];
  }

  quantityAt(price: Price): Quantity {
    let sum = 0;
    for (const order of this.#levels.get(price) ?? []) sum += remainingOf(order);
    return sum;
  }

  levels(count: number): readonly BookLevel[] {
    const best = this.#prices.slice(-count).reverse();
    return best.map((price) => [price, this.quantityAt(price)]);
  }

  /** Where a price is, or belongs. */
  #placeOf(price: Price): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.#prices[middle] as Price) - price) * this.#direction > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The limit orders of an instrument that rest, with price-time priority. It remembers which prices were touched since it was last asked. */
export class OrderBook {
  readonly #sides = { buy: new BookSide(-1), sell: new BookSide(1) };
  readonly #touched = { buy: new Set<Price>(), sell: new Set<Price>() };

  /** The best price of a side. */
  best(side: Side): Price | undefined {
    return this.#sides[side].best;
  }

  /** The orders of a side, best first; the book must not change while they are walked. */
  orders(side: Side): Iterable<WorkingOrder> {
    return this.#sides[side].orders();
  }

  /** The order of a side that trades next. */
  first(side: Side): WorkingOrder | undefined {
    for (const order of this.#sides[side].orders()) return order;
    return undefined;
  }

  /** Rests an order behind those of its price. */
  add(price: Price, order: WorkingOrder): void {
    this.#sides[order.side].add(price, order);
    this.touch(price, order.side);
  }

  /** Takes an order out. */
  remove(price: Price, order: WorkingOrder): void {
    this.#sides[order.side].remove(price, order);
    this.touch(price, order.side);
  }

  /** Notes that what rests at a price has changed. */
  touch(price: Price, side: Side): void {
    this.#touched[side].add(price);
  }

  /** The best levels of a side, best first. */
  levels(side: Side, count: number): readonly BookLevel[] {
    return this.#sides[side].levels(count);
  }

  /** What rests now at each price that was touched since the last call. */
  takeTouched(side: Side): readonly BookLevel[] {
    const levels = [...this.#touched[side]].map((price): BookLevel => [price, this.#sides[side].quantityAt(price)]);
    this.#touched[side].clear();
    return levels;
  }
}
