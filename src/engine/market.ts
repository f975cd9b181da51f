import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import { BarAggregator } from '../domain/aggregator.ts';
import type { Instrument, Money, Price, Quantity } from '../domain/instrument.ts';
import { builds, type Interval } from '../domain/interval.ts';
import { BarUnits } from './bar-cursor.ts';

/** A series of higher bars that the engine builds from the base bars of a market. */
export interface HigherSeries<Listener> {
  readonly interval: Interval;
  readonly aggregator: BarAggregator;
  readonly units: BarUnits;
  readonly subscriptions: Listener[];
}

/** One instrument as the engine follows it: its last price, the account's position in it, and who listens to its bars: the engine's `Subscription`. */
export class Market<Listener> {
  readonly index: number;
  readonly instrument: Instrument;
  /** The interval of the bars that arrive. */
  readonly baseInterval: Interval;
  readonly units = new BarUnits();
  readonly subscriptions: Listener[] = [];
  readonly higher: HigherSeries<Listener>[] = [];
  lastPrice: Price = NaN;
  lastTime: Micros = -0;
  /** The account's signed position, all strategies together, and what it is worth at the last price. */
  netQuantity: Quantity = 0;
  value: Money = 0;
  /** Whether trading of it is halted: only orders that reduce leave. */
  isHalted = false;

  constructor(index: number, instrument: Instrument, baseInterval: Interval) {
    this.index = index;
    this.instrument = instrument;
    this.baseInterval = baseInterval;
  }

  /** The list that a subscription of this interval joins; a higher series is set up when it is first needed. */
  subscriptionsOf(interval: Interval): { readonly list: Listener[]; readonly units: BarUnits } {
    if (interval === this.baseInterval) return { list: this.subscriptions, units: this.units };
    assert(builds(this.baseInterval, interval), `${interval} bars are built from ${this.baseInterval} bars`);
    const known = this.higher.find((series) => series.interval === interval);
    if (known !== undefined) return { list: known.subscriptions, units: known.units };
    const series: HigherSeries<Listener> = {
      interval,
      aggregator: new BarAggregator(interval, this.instrument.calendar),
      units: new BarUnits(),
      subscriptions: [],
    };
    this.higher.push(series);
    return { list: series.subscriptions, units: series.units };
  }
}
