import { bucketClose, bucketOpen, type Interval } from '../../../domain/interval.ts';
import type { BarEvent } from '../../../domain/market-event.ts';
import type { Micros } from '../../../kernel/time.ts';

/** After this many answers without the next bar, the venue is taken not to have it. */
const ANSWERS_TO_CONCEDE = 3;
/** Questions repeat after the grace doubled this often at most. */
const LONGEST_WAIT = 5;

/** Bars that can go out, and how they came. */
export interface ReleasedBars {
  readonly bars: readonly BarEvent[];
  /** Those of them that this connection had not shown. */
  readonly unseen: readonly BarEvent[];
}

/**
 * Decides when the bars of one series are closed, and lets each out once and in order. All times are the venue's.
 *
 * A stream shows every bar many times while it grows and does not say when it is final. So a bar is closed when, on the
 * same connection, a later one appears, or when REST tells it after its end. A hole on the stream is asked of REST; what
 * REST lacks in several answers does not exist (many venues leave out bars in which nothing traded).
 */
export class BarTracker {
  readonly #interval: Interval;
  readonly #grace: Micros;
  /** Opening time of the next bar to let out. */
  #next: Micros;
  #askAt: Micros;
  #emptyAnswers = 0;
  /** The newest state of each bar that this connection has shown and that is not out yet. */
  #shown = new Map<Micros, BarEvent>();
  #newestShown = -Infinity;

  /** Bars from the one that holds `first` on; `grace` is how long after a bar's end REST is asked for it. */
  constructor(interval: Interval, first: Micros, grace: Micros) {
    this.#interval = interval;
    this.#grace = grace;
    const open = bucketOpen(interval, first);
    this.#next = open === first ? first : bucketClose(interval, first);
    this.#askAt = this.#dueAt();
  }

  /** Opening time of the next bar to let out. */
  get next(): Micros {
    return this.#next;
  }

  /** When to ask REST for the bars from `next` on, if they have not come by then. */
  get askAt(): Micros {
    return this.#askAt;
  }

  /** Notes what the stream shows of a bar; gives the bars that are closed by it. A hole brings `askAt` forward to `now`. */
  show(bar: BarEvent, now: Micros): readonly BarEvent[] {
    if (bar.openTime < this.#next) return [];
    this.#shown.set(bar.openTime, bar);
    this.#newestShown = Math.max(this.#newestShown, bar.openTime);
    const closed = this.#takeShown();
    if (this.#hasHole() && this.#emptyAnswers === 0) this.#askAt = Math.min(this.#askAt, now);
    return closed;
  }

  /** Notes REST's answer to the question for all closed bars from `next` on; gives the bars that can go out. */
  answer(answered: readonly BarEvent[], now: Micros): ReleasedBars {
    const bars: BarEvent[] = [];
    const unseen: BarEvent[] = [];
    for (const bar of answered) {
      if (bar.openTime < this.#next) continue;
      if (!this.#shown.has(bar.openTime)) unseen.push(bar);
      bars.push(bar);
      this.#advance(bar.closeTime);
    }
    if (answered.length === 0) this.#emptyAnswers++;
    if (this.#emptyAnswers >= ANSWERS_TO_CONCEDE && this.#hasHole()) this.#advance(Math.min(...this.#shown.keys()));
    bars.push(...this.#takeShown());
    if (this.#emptyAnswers > 0) this.#askAt = now + this.#grace * 2 ** Math.min(this.#emptyAnswers, LONGEST_WAIT);
    return { bars, unseen };
  }

  /** The question failed: ask again later. */
  askLater(now: Micros): void {
    this.#askAt = now + this.#grace * 2;
  }

  /** The connection is gone: what it showed last may lack a bar's final trades. */
  forget(): void {
    this.#shown.clear();
    this.#newestShown = -Infinity;
  }

  #takeShown(): BarEvent[] {
    const closed: BarEvent[] = [];
    for (let bar = this.#shown.get(this.#next); bar !== undefined && this.#next < this.#newestShown; bar = this.#shown.get(this.#next)) {
      closed.push(bar);
      this.#advance(bar.closeTime);
    }
    return closed;
  }

  #hasHole(): boolean {
    return this.#newestShown > this.#next && !this.#shown.has(this.#next);
  }

  #advance(next: Micros): void {
    for (const openTime of this.#shown.keys()) if (openTime < next) this.#shown.delete(openTime);
    this.#next = next;
    this.#emptyAnswers = 0;
    this.#askAt = this.#dueAt();
  }

  #dueAt(): Micros {
    return bucketClose(this.#interval, this.#next) + this.#grace;
  }
}
