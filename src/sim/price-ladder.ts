/** An order on a ladder: all it needs is a price to sort by and a number that says who came first. */
export interface Rung {
  trigger: number;
  readonly sequence: number;
}

/**
 * Resting orders sorted by trigger price, the one that triggers first at the end.
 * `direction` 1: the lowest trigger comes first (buy stops, sell limits); -1: the highest (sell stops, buy limits).
 * Reading the best one costs nothing, so a bar that reaches no order costs one comparison.
 */
export class PriceLadder<T extends Rung> {
  readonly #direction: 1 | -1;
  readonly #rungs: T[] = [];

  constructor(direction: 1 | -1) {
    this.#direction = direction;
    this.best = direction * Infinity;
  }

  /** The trigger that comes first; an infinity that no price reaches when empty. */
  best: number;

  /** Puts an order where its price and arrival belong. */
  insert(rung: T): void {
    const rungs = this.#rungs;
    let low = 0;
    let high = rungs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isAfter(rungs[middle] as T, rung)) low = middle + 1;
      else high = middle;
    }
    rungs.splice(low, 0, rung);
    this.#refresh();
  }

  /** Takes an order off; nothing happens when it is not there. */
  remove(rung: T): void {
    const at = this.#rungs.indexOf(rung);
    if (at >= 0) this.#rungs.splice(at, 1);
    this.#refresh();
  }

  /** The first order, best first, for which `accept` holds; the search ends where `reached` no longer does. */
  find(reached: (trigger: number) => boolean, accept: (rung: T) => boolean): T | undefined {
    for (let at = this.#rungs.length - 1; at >= 0; at--) {
      const rung = this.#rungs[at] as T;
      if (!reached(rung.trigger)) return undefined;
      if (accept(rung)) return rung;
    }
    return undefined;
  }

  #refresh(): void {
    const rungs = this.#rungs;
    this.best = rungs.length === 0 ? this.#direction * Infinity : (rungs[rungs.length - 1] as T).trigger;
  }

  #isAfter(left: T, right: T): boolean {
    const difference = (left.trigger - right.trigger) * this.#direction;
    return difference > 0 || (difference === 0 && left.sequence > right.sequence);
  }
}
