import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../../../kernel/time.ts';

const WINDOW = MICROS_PER_MINUTE;
const IN_A_ROW = 5;
const LEAST = 10;
/** How long new orders are kept back before an answer may close the breaker again. */
const REST = 30 * MICROS_PER_SECOND;

/**
 * Opens when a venue fails five times in a row, or at least half of at least ten times within a minute. While it is open no order leaves
 * that would add exposure; questions, cancels and exits go on, and the first of them that is answered after a while closes it.
 */
export class CircuitBreaker {
  #outcomes: { readonly at: Micros; readonly failed: boolean }[] = [];
  #inARow = 0;
  #openedAt: Micros | undefined;
  #lastFailure: Micros = -Infinity;

  /** Since when it is open; undefined while it is closed. */
  get brokenSince(): Micros | undefined {
    return this.#openedAt;
  }

  /** Whether the last request had no answer. */
  get isFailing(): boolean {
    return this.#inARow > 0;
  }

  /** The venue answered, if only with a no. */
  answered(now: Micros): void {
    this.#inARow = 0;
    this.#record(now, false);
    if (this.#openedAt === undefined || now - this.#lastFailure < REST) return;
    this.#openedAt = undefined;
    this.#outcomes = [];
  }

  /** The venue did not answer, or with nothing that is an answer. */
  failed(now: Micros): void {
    this.#inARow++;
    this.#lastFailure = now;
    this.#record(now, true);
    const failures = this.#outcomes.filter(({ failed }) => failed).length;
    const half = this.#outcomes.length >= LEAST && failures * 2 >= this.#outcomes.length;
    if (this.#inARow >= IN_A_ROW || half) this.#openedAt ??= now;
  }

  #record(now: Micros, failed: boolean): void {
    this.#outcomes.push({ at: now, failed });
    this.#outcomes = this.#outcomes.filter(({ at }) => now - at < WINDOW);
  }
}
