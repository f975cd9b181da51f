import { closesAt, nextClose } from '../domain/calendar.ts';
import type { CalendarId } from '../domain/instrument.ts';
import { compareIntervals, type Interval } from '../domain/interval.ts';
import type { BarEvent } from '../domain/market-event.ts';
import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';

/** A series of bars that is collated with others. */
export interface CollatedSeries {
  readonly instrumentId: string;
  readonly interval: Interval;
  /** Says when its bars close. A bar outside its sessions is taken, but waited for by nobody. */
  readonly calendar: CalendarId;
  /** Its bars that close until then are neither taken nor waited for. */
  readonly seen: Micros;
}

/** The bars of one close time: shorter intervals first, then by instrument id. */
export interface BarSlice {
  readonly closeTime: Micros;
  readonly bars: readonly BarEvent[];
  /** Whether every series that closes then has its bar, here or before. */
  readonly isWhole: boolean;
  /** Series that close then too and had not come when the deadline passed; none where nobody had to be left behind. */
  readonly missing: readonly CollatedSeries[];
  /** The deadline that let the slice out without them; to be recorded, since a replay has no clock to find it out again. */
  readonly deadline: Micros | undefined;
}

/** Puts the bars of several series, which arrive as they please, into slices that everybody sees in the same order. */
export interface BarCollator {
  /** Takes a bar of one of the series in. False: its slice is out already, or it came before, and the bar has no place any more. */
  add(bar: BarEvent): boolean;
  /** The slices that are complete, or whose deadline has passed by `now`, oldest first. */
  release(now: Micros): readonly BarSlice[];
  /** When the oldest slice goes out even if it is not complete; undefined where nothing waits. */
  readonly dueAt: Micros | undefined;
}

/**
 * A collator over `series`, each of whose bars arrive in time order. A slice waits for every series that has a bar to come which closes
 * at its time or before, until nothing has come of it for `patience` since that time; a series that is catching up is waited for, and
 * one that has shown a later bar is not, since it has none. What came is told by `tsInit`. Slices that close until `released` are out already.
 */
export function collate(series: readonly CollatedSeries[], patience: Micros, released: Micros = -Infinity): BarCollator {
  return new SliceCollator(series, patience, released);
}

/** The slice that is next to go out: what waits for it, and until when. */
interface NextSlice {
  readonly closeTime: Micros;
  readonly missing: readonly Lane[];
  readonly deadline: Micros;
}

class SliceCollator implements BarCollator {
  readonly #patience: Micros;
  /** In the order of a slice. */
  readonly #lanes: readonly Lane[];
  readonly #laneOf: ReadonlyMap<string, Lane>;
  #released: Micros;

  constructor(series: readonly CollatedSeries[], patience: Micros, released: Micros) {
    this.#patience = patience;
    this.#released = released;
    this.#lanes = series.toSorted(byIntervalThenId).map((each) => new Lane(each));
    this.#laneOf = new Map(this.#lanes.map((lane) => [seriesName(lane.series), lane]));
  }

  add(bar: BarEvent): boolean {
    const lane = this.#laneOf.get(seriesName(bar));
    assert(lane !== undefined, 'bars are collated of the series that were named');
    if (bar.closeTime <= Math.max(this.#released, lane.newest)) return false;
    lane.push(bar);
    return true;
  }

  release(now: Micros): readonly BarSlice[] {
    const slices: BarSlice[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { closeTime, missing, deadline } = next;
      if (missing.length > 0 && now < deadline) break;
      const bars = this.#lanes.flatMap((lane) => (lane.oldest?.closeTime === closeTime ? [lane.take()] : []));
      const isWhole = this.#lanes.every((lane) => lane.out >= closeTime || !lane.closesAt(closeTime));
      this.#released = closeTime;
      slices.push({
        closeTime,
        bars,
        isWhole,
        missing: missing.map(({ series }) => series),
        deadline: missing.length > 0 ? deadline : undefined,
      });
    }
    return slices;
  }

  get dueAt(): Micros | undefined {
    return this.#next()?.deadline;
  }

  #next(): NextSlice | undefined {
    let closeTime = Infinity;
    for (const { oldest } of this.#lanes) if (oldest !== undefined && oldest.closeTime < closeTime) closeTime = oldest.closeTime;
    if (closeTime === Infinity) return undefined;
    const missing = this.#lanes.filter((lane) => lane.isAwaited(closeTime, this.#released));
    const begun = this.#lanes.flatMap(({ oldest }) => (oldest?.closeTime === closeTime ? [oldest.tsInit] : []));
    const heard = missing.map((lane) => lane.heard ?? closeTime);
    return { closeTime, missing, deadline: Math.max(closeTime, Math.min(...begun), ...heard) + this.#patience };
  }
}

/** One series: the bars of it that wait, and how far it has come. */
class Lane {
  readonly series: CollatedSeries;
  /** Close time of its newest bar. */
  newest: Micros;
  /** Close time of its newest bar that is out. */
  out: Micros;
  /** When its newest bar came. */
  heard: Micros | undefined;
  /** A queue as two stacks, so that catching up with years costs the same for every bar. */
  #incoming: BarEvent[] = [];
  #outgoing: BarEvent[] = [];

  constructor(series: CollatedSeries) {
    this.series = series;
    this.newest = this.out = series.seen;
  }

  /** Whether it may still bring a bar that closes until then, and after what is out. */
  isAwaited(time: Micros, released: Micros): boolean {
    const { calendar, interval } = this.series;
    return this.newest < time && nextClose(calendar, interval, Math.max(this.newest, released)) <= time;
  }

  closesAt(time: Micros): boolean {
    return closesAt(this.series.calendar, this.series.interval, time);
  }

  get oldest(): BarEvent | undefined {
    if (this.#outgoing.length === 0) [this.#incoming, this.#outgoing] = [this.#outgoing, this.#incoming.reverse()];
    return this.#outgoing.at(-1);
  }

  push(bar: BarEvent): void {
    this.newest = bar.closeTime;
    this.heard = bar.tsInit;
    this.#incoming.push(bar);
  }

  take(): BarEvent {
    const bar = this.oldest;
    assert(bar !== undefined, 'a bar is taken where one waits');
    this.#outgoing.pop();
    this.out = bar.closeTime;
    return bar;
  }
}

/** A series in words: `1m BTC/USDT.BINANCE`. */
export function seriesName({ interval, instrumentId }: Pick<CollatedSeries, 'interval' | 'instrumentId'>): string {
  return `${interval} ${instrumentId}`;
}

function byIntervalThenId(left: CollatedSeries, right: CollatedSeries): number {
  if (left.interval !== right.interval) return compareIntervals(left.interval, right.interval);
  return left.instrumentId < right.instrumentId ? -1 : left.instrumentId > right.instrumentId ? 1 : 0;
}
