import type { Micros } from '../kernel/time.ts';
import type { Clock } from '../ports/clock.ts';

/** Does one thing after the other, in the order in which they were asked for. What fails is told to whoever asked, and holds up nobody. */
export class Turns {
  readonly #clock: Clock;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #since: Micros | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Since when something has been waiting or going on; undefined while nothing is. */
  get waitingSince(): Micros | undefined {
    return this.#since;
  }

  /** Does something once all before it is over. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    this.#since ??= this.#clock.now();
    const done = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
      this.#since = this.#waiting === 0 ? undefined : this.#clock.now();
    });
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Resolves once all that was asked for until now is over. */
  over(): Promise<void> {
    return this.#last;
  }
}
