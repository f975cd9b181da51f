import type { Micros } from '../../../kernel/time.ts';

/** Counts events in a sliding window: whether one more would be more than `most` within `length`. Exact, and nothing is allocated by counting. */
export class RateWindow {
  readonly most: number;
  readonly length: Micros;
  readonly #times: Float64Array;
  #count = 0;

  constructor(most: number, length: Micros) {
    this.most = most;
    this.length = length;
    this.#times = new Float64Array(most).fill(-Infinity);
  }

  /** Counts one that happened at `time`; times do not go back. What may not be refused is counted too. */
  add(time: Micros): void {
    this.#times[this.#count % this.most] = time;
    this.#count += 1;
  }

  /** Whether as many as are allowed lie within the window that ends at `now`. */
  isFull(now: Micros): boolean {
    return (this.#times[this.#count % this.most] as number) > now - this.length;
  }

  /** How many lie within the window that ends at `now`. */
  used(now: Micros): number {
    let used = 0;
    for (const time of this.#times) if (time > now - this.length) used += 1;
    return used;
  }

  /** When one more passes again. */
  freeAt(now: Micros): Micros {
    return this.isFull(now) ? (this.#times[this.#count % this.most] as number) + this.length : now;
  }

  /** The times that may still count, oldest first. */
  get state(): readonly Micros[] {
    return Array.from({ length: this.most }, (_, back) => this.#times[(this.#count + back) % this.most] as number).filter(Number.isFinite);
  }

  /** Takes up saved times, oldest first; of more than fit the newest. */
  set state(times: readonly Micros[]) {
    this.#times.fill(-Infinity);
    this.#count = 0;
    for (const time of times) this.add(time);
  }
}
