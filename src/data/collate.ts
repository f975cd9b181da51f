import { bucketClose, compareIntervals, type Interval } from '../domain/interval.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';

/** A series of bars that is collated with others. */
export interface CollatedSeries {
  readonly instrumentId: string;
  readonly interval: Interval;
  /** Its bars that close until then are neither taken nor waited for; none where left out. */
  readonly seen?: Micros;
}

/** The bars of one close time: shorter intervals first, then by instrument id. */
export interface BarSlice {
  readonly closeTime: Micros;
  readonly bars: readonly BarEvent[];
  /** Series that close then too and had not come when the deadline passed; none where nobody had to be left behind. */
  readonly missing: readonly CollatedSeries[];
  /** The deadline that let the slice out without them; to be recorded, since a replay has no clock to find it out again. */
  readonly deadline: Micros | undefined;
}

/** Puts the bars of several series, which arrive as they please, into slices that everybody sees in the same order. */
export interface BarCollator {
  /** Takes a bar in. False: its slice is out already, or it came before, and the bar has no place any more. */
  add(bar: BarEvent): boolean;
  /** The slices that are complete, or whose deadline has passed by `now`, oldest first. */
  release(now: Micros): readonly BarSlice[];
  /** When the oldest slice goes out even if it is not complete; undefined where nothing waits. */
  readonly dueAt: Micros | undefined;
}

/**
 * A collator over `series`, each of whose bars arrive in time order. A slice waits for every series that closes at its
 * time until nothing has come of it for `patience` since that time; a series that is catching up is waited for, and one that has shown
 * a later bar is not, since it has none. What came is told by `tsInit`. Slices that close until `released` are out already.
 */
export function collate(series: readonly CollatedSeries[], patience: Micros, released: Micros = -Infinity): BarCollator {
  return new SliceCollator(series, patience, released);
}

class SliceCollator implements BarCollator {
  readonly #patience: Micros;
  readonly #series: readonly CollatedSeries[];
  /** By series: the close time of its newest bar. */
  readonly #newest = new Map<string, Micros>();
  /** By series: when its newest bar came. */
  readonly #heard = new Map<string, Micros>();
  /** By close time: the bars that wait. */
  readonly #waiting = new Map<Micros, BarEvent[]>();
  #released: Micros;

  constructor(series: readonly CollatedSeries[], patience: Micros, released: Micros) {
    this.#patience = patience;
    this.#released = released;
    this.#series = series.toSorted(byIntervalThenId);
    for (const each of series) if (each.seen !== undefined) this.#newest.set(keyOf(each), each.seen);
  }

  add(bar: BarEvent): boolean {
    const key = keyOf(bar);
    if (bar.closeTime <= Math.max(this.#released, this.#newest.get(key) ?? -Infinity)) return false;
    this.#newest.set(key, bar.closeTime);
    this.#heard.set(key, bar.tsInit);
    const slice = this.#waiting.get(bar.closeTime);
    if (slice === undefined) this.#waiting.set(bar.closeTime, [bar]);
    else slice.push(bar);
    return true;
  }

  release(now: Micros): readonly BarSlice[] {
    const slices: BarSlice[] = [];
    for (let closeTime = this.#oldest(); closeTime !== undefined; closeTime = this.#oldest()) {
      const missing = this.#missingAt(closeTime);
      const deadline = this.#deadlineOf(closeTime, missing);
      if (missing.length > 0 && now < deadline) break;
      const bars = (this.#waiting.get(closeTime) ?? []).sort(byIntervalThenId);
      this.#waiting.delete(closeTime);
      this.#released = closeTime;
      slices.push({ closeTime, bars, missing, deadline: missing.length > 0 ? deadline : undefined });
    }
    return slices;
  }

  get dueAt(): Micros | undefined {
    const oldest = this.#oldest();
    return oldest === undefined ? undefined : this.#deadlineOf(oldest, this.#missingAt(oldest));
  }

  #deadlineOf(closeTime: Micros, missing: readonly CollatedSeries[]): Micros {
    const begun = this.#waiting.get(closeTime)?.[0]?.tsInit ?? closeTime;
    const heard = missing.map((series) => this.#heard.get(keyOf(series)) ?? closeTime);
    return Math.max(closeTime, begun, ...heard) + this.#patience;
  }

  #oldest(): Micros | undefined {
    return this.#waiting.size === 0 ? undefined : Math.min(...this.#waiting.keys());
  }

  /** The series that may still bring a bar for `closeTime` or an older one. */
  #missingAt(closeTime: Micros): readonly CollatedSeries[] {
    return this.#series.filter((series) => {
      const closesThen = bucketClose(series.interval, closeTime - 1) === closeTime;
      return closesThen && (this.#newest.get(keyOf(series)) ?? -Infinity) < closeTime;
    });
  }
}

function keyOf({ instrumentId, interval }: CollatedSeries): string {
  return `${interval} ${instrumentId}`;
}

function byIntervalThenId(left: CollatedSeries, right: CollatedSeries): number {
  if (left.interval !== right.interval) return compareIntervals(left.interval, right.interval);
  return left.instrumentId < right.instrumentId ? -1 : left.instrumentId > right.instrumentId ? 1 : 0;
}
