import { join } from 'node:path';
import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import { allocateBars, CHUNK_BARS } from '../domain/bars.ts';
import { calendar } from '../domain/calendar.ts';
import { bucketOpen, compareIntervals, intervalLength, type Interval } from '../domain/interval.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { BarEvent, MarketEvent } from '../domain/market-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeedHealth, FeedInstrument, FeedRequest, MarketData } from '../ports/market-data.ts';
import { instrumentMarket } from '../sim/instrument-market.ts';
import type { TimeSpan } from '../domain/trading-calendar.ts';
import type { SyntheticMarket } from '../sim/synthetic-market.ts';
import { SyntheticFeedMarks } from './synthetic-feed-marks.ts';

/** How the synthetic exchange runs. */
export interface SyntheticFeedOptions {
  /** The same seed gives the same market, bar by bar. */
  readonly seed: number;
  /** Opening time of its first bar. */
  readonly start: Micros;
  /** How much of its past there is when it opens: it comes at once to whoever asks for it. */
  readonly age: Micros;
  /** How many times faster than life it runs. */
  readonly speed: number;
  /** After so many bars of each instrument, counted from its start, it ends; never where left out. */
  readonly bars?: number;
  /** What is listed there. */
  readonly instruments: readonly Instrument[];
  /** Paces it; the time of its bars is its own. */
  readonly clock: Clock;
  /** Where it notes how far its markets have come, so that opening it again takes no time; nowhere where left out. */
  readonly folder?: string;
}

/** Timers are no finer than this: at high speed several bars come together. */
const SHORTEST_SLEEP = 1_000;

interface Listing {
  readonly instrument: Instrument;
  readonly interval: Interval;
  readonly market: SyntheticMarket;
  readonly marks: SyntheticFeedMarks;
  /** Its next bar, by the hours of the instrument. */
  next: TimeSpan;
  made: number;
}

/**
 * The built-in exchange: live market data that is made, not received. It is its own clock: bars carry its time, wherever the
 * machine's stands, and a session that was down goes on where it was. Instruments trade in their own hours. Bars of one close time come
 * shorter interval first, then by id. It has bars only.
 */
export class SyntheticFeed implements MarketData {
  readonly #options: SyntheticFeedOptions;
  #time: Micros;
  #lastDataAt: Micros | undefined;
  #isRunning = false;

  constructor(options: SyntheticFeedOptions) {
    this.#options = options;
    this.#time = options.start + options.age;
  }

  /** Now, by the exchange's clock: bars that close until then have closed. */
  get time(): Micros {
    return this.#time;
  }

  async *events(requests: readonly FeedRequest[], signal: AbortSignal): AsyncGenerator<MarketEvent, void> {
    const { clock, speed, bars = Infinity } = this.#options;
    this.#time = Math.max(this.#time, ...requests.map(({ since = 0 }) => since));
    const listings = requests.map((request) => this.#listingOf(request)).sort(byOrder);
    this.#isRunning = true;
    let owed = 0;
    try {
      while (!signal.aborted) {
        const due = listings.filter(({ made }) => made < bars);
        if (due.length === 0) return;
        const closesAt = Math.min(...due.map(({ next }) => next.close));
        owed += Math.max(0, closesAt - this.#time) / speed;
        if (owed >= SHORTEST_SLEEP) {
          await clock.sleep(owed, signal);
          if (signal.aborted) return;
          owed = 0;
        }
        this.#time = Math.max(this.#time, closesAt);
        for (const listing of due) {
          if (listing.next.close !== closesAt) continue;
          this.#lastDataAt = clock.now();
          yield nextBar(listing);
        }
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** The past of the synthetic exchange, made anew from its seed. */
  async *history(
    instrument: FeedInstrument,
    interval: Interval,
    from: Micros,
    to: Micros,
    signal: AbortSignal,
  ): AsyncGenerator<readonly BarEvent[], void> {
    const listing = this.#list(instrument, interval, from);
    while (listing.next.close <= this.#time && listing.next.open < to && !signal.aborted) yield [nextBar(listing)];
  }

  health(): FeedHealth {
    return { connected: this.#isRunning, lastDataAt: this.#lastDataAt, backfilledBars: 0, reconnects: 0 };
  }

  async close(): Promise<void> {
    this.#isRunning = false;
  }

  #listingOf({ instrument, interval, ticks, since = this.#time }: FeedRequest): Listing {
    if (ticks !== 'none') {
      const mend = 'Run the strategy on the bars of the synthetic exchange, or on a real feed (feed.kind: ccxt).';
      fail('FEED_INTERVAL_UNSUPPORTED', `the synthetic exchange has bars only, and no ${ticks}`, { where: instrument.id, mend });
    }
    return this.#list(instrument, interval, since);
  }

  /** A market of the exchange, wound forward to the first bar that opens at `from` or later. */
  #list(wanted: FeedInstrument, interval: Interval, from: Micros): Listing {
    const { seed, start, instruments, folder } = this.#options;
    const instrument = instruments.find(({ id }) => id === wanted.id);
    if (instrument === undefined)
      return fail('FEED_SYMBOL_UNKNOWN', `the synthetic exchange does not list ${wanted.id}`, { where: wanted.id });
    const startTime = bucketOpen(interval, start);
    const market = instrumentMarket(instrument, { seed, startTime, interval: intervalLength(interval) });
    const file = folder === undefined ? undefined : join(folder, `${encodeURIComponent(instrument.id)}.${interval}.json`);
    const marks = new SyntheticFeedMarks(file, { seed, startTime, interval, instrument });
    const listing = { instrument, interval, market, marks, next: calendar(instrument.calendar).nextBar(interval, startTime), made: 0 };
    windForward(listing, from);
    return listing;
  }
}

/** Goes to the first bar that opens at `from` or later, from the mark before it. */
function windForward(listing: Listing, from: Micros): void {
  const { instrument, interval, market, marks } = listing;
  const hours = calendar(instrument.calendar);
  const mark = marks.before(from);
  if (mark !== undefined) {
    market.state = mark.state;
    listing.made = mark.made;
    listing.next = hours.nextBar(interval, mark.opens);
  }
  const bars = hours.countBars(interval, listing.next.open, from);
  const skipped = allocateBars(Math.min(bars, CHUNK_BARS));
  for (let left = bars; left > 0; left -= skipped.length) market.fill(skipped, Math.min(left, CHUNK_BARS));
  if (bars > 0) listing.next = hours.nextBar(interval, from);
  listing.made += bars;
}

function nextBar(listing: Listing): BarEvent {
  const { instrument, interval, market, marks, next } = listing;
  marks.pass(listing.made, () => ({ made: listing.made, opens: next.open, state: market.state }));
  const row = allocateBars(1);
  market.fill(row, 1);
  const at = (column: Float64Array): number => column[0] as number;
  listing.made += 1;
  listing.next = calendar(instrument.calendar).nextBar(interval, next.close);
  return {
    kind: 'bar',
    instrumentId: instrument.id,
    interval,
    openTime: next.open,
    closeTime: next.close,
    open: at(row.open),
    high: at(row.high),
    low: at(row.low),
    close: at(row.close),
    volume: at(row.volume),
    tsInit: next.close,
  };
}

function byOrder(left: Listing, right: Listing): number {
  return compareIntervals(left.interval, right.interval) || (left.instrument.id < right.instrument.id ? -1 : 1);
}
