import type { Micros } from '../../src/kernel/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly due: Micros;
  readonly wake: () => void;
}

/**
 * The time of a simulated world. It stands while anything can still happen at its moment, and then jumps to the next sleeper: so a minute
 * takes as long as what happens in it, and the same world always lives through the same moments.
 */
export class SimulatedClock implements Clock {
  #now: Micros;
  /** Sorted, who wakes next at the end; of two who wake at one time the first who slept is first. */
  readonly #sleepers: Sleeper[] = [];

  constructor(now: Micros) {
    this.#now = now;
  }

  now(): Micros {
    return this.#now;
  }

  sleep(micros: Micros, signal?: AbortSignal): Promise<void> {
    if (micros <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { due: this.#now + Math.ceil(micros), wake: resolve };
      this.#insert(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          const at = this.#sleepers.indexOf(sleeper);
          if (at !== -1) this.#sleepers.splice(at, 1);
          resolve();
        },
        { once: true },
      );
    });
  }

  /** Lets everything happen that can happen now. Nothing here waits for the machine, so that one turn of its loop is enough. */
  settle(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }

  /** Wakes the next sleeper, at his time. */
  async next(): Promise<void> {
    const sleeper = this.#sleepers.pop();
    if (sleeper === undefined) throw new Error('nobody sleeps: the simulated world stands still');
    this.#now = sleeper.due;
    sleeper.wake();
    await this.settle();
  }

  #insert(sleeper: Sleeper): void {
    let [low, high] = [0, this.#sleepers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sleepers[middle]?.due ?? Infinity) > sleeper.due) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }
}
