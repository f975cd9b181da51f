import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import { BarAggregator } from '../domain/aggregator.ts';
import { allocateBars, type BarColumns } from '../domain/bars.ts';
import type { Instrument, Price, Quantity } from '../domain/instrument.ts';
import { builds, type Interval } from '../domain/interval.ts';
import { PriceWatch } from '../core/risk/trackers/price-watch.ts';
import { Stretch, STRETCH_BARS } from '../indicators/stretch.ts';

/** Bars that come one after the other, and who listens to them. */
export interface Series<Listener> {
  readonly stretch: Stretch;
  readonly subscriptions: Listener[];
  /** Bars that its indicators may be fed with together. */
  ahead: number;
  /** Looks at each bar before anybody else does; undefined where nobody does. */
  watch: ((bars: BarColumns, row: number) => void) | undefined;
}

/** A series of higher bars that the engine builds from the base bars of a market. */
export interface HigherSeries<Listener> extends Series<Listener> {
  readonly interval: Interval;
  readonly aggregator: BarAggregator;
  /** The newest bar that is complete. */
  readonly bar: BarColumns;
}

/** One instrument as the engine follows it: its last price, the account's position in it, and who listens to its bars: the engine's `Subscription`. */
export class Market<Listener> implements Series<Listener> {
  readonly index: number;
  readonly instrument: Instrument;
  /** The interval of the bars that arrive. */
  readonly baseInterval: Interval;
  readonly stretch = new Stretch();
  ahead = STRETCH_BARS;
  watch: Series<Listener>['watch'] = undefined;
  readonly subscriptions: Listener[] = [];
  readonly higher: HigherSeries<Listener>[] = [];
  lastPrice: Price = NaN;
  /** What risk remembers of its prices. */
  readonly prices = new PriceWatch();
  lastTime: Micros = -0;
  /** The account's signed position, all strategies together. */
  netQuantity: Quantity = 0;
  /** Whether trading of it is halted: only orders that reduce leave. */
  isHalted = false;
  /** Who halted it last, and why; undefined while it is traded. */
  haltedFor: string | undefined = undefined;

  constructor(index: number, instrument: Instrument, baseInterval: Interval) {
    this.index = index;
    this.instrument = instrument;
    this.baseInterval = baseInterval;
  }

  /** The series that a subscription of this interval joins; a higher one is set up when it is first needed. */
  seriesOf(interval: Interval): Series<Listener> {
    if (interval === this.baseInterval) return this;
    assert(builds(this.baseInterval, interval), `${interval} bars are built from ${this.baseInterval} bars`);
    const known = this.higher.find((series) => series.interval === interval);
    if (known !== undefined) return known;
    const series: HigherSeries<Listener> = {
      interval,
      aggregator: new BarAggregator(interval, this.instrument.calendar),
      bar: { ...allocateBars(1), length: 1 },
      stretch: new Stretch(),
      subscriptions: [],
      ahead: 1,
      watch: undefined,
    };
    this.higher.push(series);
    return series;
  }
}
