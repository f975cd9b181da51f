import type { Micros } from '../../src/kernel/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly due: Micros;
  wake(): void;
}

/** A clock that stands still until a test moves it. Sleepers wake when it passes their time. */
export class ManualClock implements Clock {
  #now: Micros;
  readonly #sleepers = new Set<Sleeper>();
  readonly #watchers = new Set<() => void>();

  constructor(now: Micros) {
    this.#now = now;
  }

  now(): Micros {
    return this.#now;
  }

  sleep(micros: Micros, signal?: AbortSignal): Promise<void> {
    if (micros <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { due: this.#now + micros, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Moves time to `time`, waking whoever sleeps no longer than that. Moving back is allowed: clocks step. */
  set(time: Micros): void {
    this.#now = time;
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.due - b.due)) if (sleeper.due <= time) sleeper.wake();
  }

  advance(micros: Micros): void {
    this.set(this.#now + micros);
  }

  /** Resolves as soon as somebody sleeps for a time in [least, most] from now. */
  sleeping(least: Micros, most: Micros): Promise<void> {
    const there = (): boolean => [...this.#sleepers].some(({ due }) => due - this.#now >= least && due - this.#now <= most);
    return new Promise((resolve) => {
      const check = (): void => {
        if (!there()) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }
}
