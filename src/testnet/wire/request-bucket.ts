import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';

/** What clients may ask for, each by itself: so much at once, and then as much as comes back. */
export class RequestBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #levels = new Map<string, { readonly spent: number; readonly at: Micros }>();

  /** `capacity` is what may be spent at once, `perSecond` what comes back. */
  constructor(capacity: number, perSecond: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
  }

  /** Spends for a client; where that is too much nothing is spent, and the answer is how many seconds it has to wait. 0 otherwise. */
  spend(client: string, cost: number, now: Micros): number {
    const { spent, at } = this.#levels.get(client) ?? { spent: 0, at: now };
    const left = Math.max(0, spent - (Math.max(0, now - at) / MICROS_PER_SECOND) * this.#perSecond);
    const over = left + cost - this.#capacity;
    this.#levels.set(client, { spent: over > 0 ? left : left + cost, at: now });
    return over > 0 ? Math.ceil(over / this.#perSecond) : 0;
  }
}
