import type { Micros } from '../kernel/time.ts';
import { BAR_COLUMNS, type BarColumns } from '../domain/bars.ts';
import { bucketClose, compareIntervals, type Interval } from '../domain/interval.ts';
import type { HigherSeries } from './market.ts';
import type { StrategyHost, SeatedMarket, Subscription } from './strategy-host.ts';

/** Something that happens because time has passed: a higher bar closes, or a timer fires. */
export type DueEvent =
  | { readonly kind: 'bar'; readonly time: Micros; readonly series: HigherSeries<Subscription> }
  | { readonly kind: 'timer'; readonly time: Micros; readonly host: StrategyHost; readonly name: string }
  /** Allocation takes the prices of now. */
  | { readonly kind: 'sample'; readonly time: Micros };

interface Timer {
  /** Whose it is; of allocation where undefined. */
  readonly host: StrategyHost | undefined;
  readonly name: string;
  readonly interval: Interval;
  /** Undefined until the first event tells what time it is. */
  at: Micros | undefined;
}

/**
 * What is due next. Higher bars close by the clock, in the order (close time, shorter interval, instrument id); timers fire after the
 * bars of their time. `next` makes the common case, nothing due, one comparison.
 */
export class DueTimes {
  /** The earliest time at which something is due. */
  next: Micros = Infinity;
  /** Every higher series, in the order in which they close at one time. */
  readonly #series: readonly HigherSeries<Subscription>[];
  readonly #timers: readonly Timer[];

  /** `sampling` is the interval at whose boundaries allocation takes prices, if it does. */
  constructor(markets: readonly SeatedMarket[], hosts: readonly StrategyHost[], sampling?: Interval) {
    this.#series = markets
      .flatMap((market) => market.higher.map((series) => ({ id: market.instrument.id, series })))
      .sort((left, right) => compareIntervals(left.series.interval, right.series.interval) || (left.id < right.id ? -1 : 1))
      .map(({ series }) => series);
    const timers = hosts.flatMap((host) =>
      Object.entries(host.needs.timers ?? {}).map(([name, interval]): Timer => ({ host, name, interval, at: undefined })),
    );
    // After those of strategies, which snapshots of earlier versions know.
    if (sampling !== undefined) timers.push({ host: undefined, name: '', interval: sampling, at: undefined });
    this.#timers = timers;
    if (this.#timers.length > 0) this.next = -Infinity;
  }

  /** Adds a base bar to a higher series. */
  add({ aggregator }: HigherSeries<Subscription>, { openTime, closeTime, open, high, low, close, volume }: BarColumns, row: number): void {
    aggregator.add(
      openTime[row] as number,
      closeTime[row] as number,
      open[row] as number,
      high[row] as number,
      low[row] as number,
      close[row] as number,
      volume[row] as number,
    );
    if (aggregator.closesAt < this.next) this.next = aggregator.closesAt;
  }

  /** The next thing due before `until` (or at it, when `inclusive`); undefined when there is none. A bar is then complete. */
  take(until: Micros, inclusive: boolean): DueEvent | undefined {
    // The first boundary is the one at or after the first event.
    for (const timer of this.#timers) timer.at ??= bucketClose(timer.interval, until - 1);
    const event = this.#earliest();
    this.next = event?.time ?? Infinity;
    if (event === undefined || event.time > until || (event.time === until && !inclusive)) return undefined;
    if (event.kind === 'bar') complete(event.series);
    else this.#rearm(event);
    this.next = this.#earliest()?.time ?? Infinity;
    return event;
  }

  get state(): readonly (Micros | null)[] {
    return this.#timers.map(({ at }) => at ?? null);
  }

  /** Sets the timers to a saved state; the aggregators have theirs already. */
  restore(timers: readonly (Micros | null)[]): void {
    this.#timers.forEach((timer, index) => {
      timer.at = timers[index] ?? undefined;
    });
    this.next = this.#timers.some(({ at }) => at === undefined) ? -Infinity : (this.#earliest()?.time ?? Infinity);
  }

  #earliest(): DueEvent | undefined {
    let found: DueEvent | undefined;
    for (const series of this.#series) {
      const time = series.aggregator.closesAt;
      if (time < (found?.time ?? Infinity)) found = { kind: 'bar', time, series };
    }
    for (const { host, name, at } of this.#timers) {
      if (at === undefined || at >= (found?.time ?? Infinity)) continue;
      found = host === undefined ? { kind: 'sample', time: at } : { kind: 'timer', time: at, host, name };
    }
    return found;
  }

  #rearm(event: DueEvent & { readonly kind: 'timer' | 'sample' }): void {
    const timer = this.#timers.find(({ host, name }) =>
      event.kind === 'sample' ? host === undefined : host === event.host && name === event.name,
    );
    if (timer !== undefined) timer.at = bucketClose(timer.interval, event.time);
  }
}

/** Completes the bar of a series. */
function complete({ aggregator, bar }: HigherSeries<Subscription>): void {
  aggregator.take();
  for (const name of BAR_COLUMNS) bar[name][0] = aggregator[name];
}
