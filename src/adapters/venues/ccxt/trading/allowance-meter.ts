import type { Micros } from '../../../../kernel/time.ts';

/** What a venue counts, and how much of it it allows in how long. */
export interface Allowance {
  readonly counts: 'weight' | 'orders';
  readonly most: number;
  readonly per: Micros;
}

/** A window is measured in so many slots; what was spent is free again up to one slot late, never early. */
const SLOTS = 60;

/** Measures what was spent of an allowance in the time that has just passed, however the venue cuts its windows. */
export class AllowanceMeter {
  readonly allowance: Allowance;
  readonly #slotLength: Micros;
  #slots: { readonly index: number; spent: number }[] = [];

  constructor(allowance: Allowance) {
    this.allowance = allowance;
    this.#slotLength = Math.ceil(allowance.per / SLOTS);
  }

  /** Counts what was spent at a time, which may lie before what is counted already. */
  spend(amount: number, at: Micros): void {
    if (amount === 0) return;
    const index = Math.floor(at / this.#slotLength);
    const before = this.#slots.findLastIndex((slot) => slot.index <= index);
    const slot = this.#slots[before];
    if (slot?.index === index) slot.spent += amount;
    else this.#slots.splice(before + 1, 0, { index, spent: amount });
  }

  spent(now: Micros): number {
    const oldest = Math.floor(now / this.#slotLength) - SLOTS;
    this.#slots = this.#slots.filter(({ index }) => index >= oldest);
    return this.#slots.reduce((sum, slot) => sum + slot.spent, 0);
  }

  /** When the oldest of what was spent is free again; undefined when nothing is. */
  nextFree(): Micros | undefined {
    const [oldest] = this.#slots;
    return oldest === undefined ? undefined : (oldest.index + SLOTS + 1) * this.#slotLength;
  }
}
