import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Instrument } from '../../src/domain/instrument.ts';
import { bucketOpen, intervalLength, type Interval } from '../../src/domain/interval.ts';
import type { BarEvent, MarketEvent } from '../../src/domain/market-event.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import type { Micros } from '../../src/kernel/time.ts';
import type { MarketData } from '../../src/ports/market-data.ts';

/** A market data adapter on a bench, with the market behind it under a test's control. */
export interface MarketDataBench {
  readonly feed: MarketData;
  /** An instrument whose market always trades, and one that the market does not have. */
  readonly instrument: Instrument;
  readonly unknownInstrument: Instrument;
  readonly interval: Interval;
  /** Now, by the market's clock. */
  now(): Micros;
  /** Lets the market trade on until the bar in progress has closed. */
  closeBar(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every adapter of `MarketData` keeps to. `open` gives a new bench. */
export function marketDataContract(name: string, open: () => Promise<MarketDataBench>): void {
  const on = (story: (bench: MarketDataBench, stop: AbortController) => Promise<void>) => async (): Promise<void> => {
    const bench = await open();
    const stop = new AbortController();
    try {
      await story(bench, stop);
    } finally {
      stop.abort();
      await bench.feed.close();
      await bench.dispose();
    }
  };
  describe(`market data: ${name}`, () => {
    it(
      'brings bars once each, in order, without holes, and never before they have ended',
      on(async (bench, stop) => {
        const bars = await liveBars(bench, stop, 5);
        const first = bars[0]?.openTime ?? 0;
        const length = intervalLength(bench.interval);
        assert.deepEqual(
          bars.map((bar) => bar.openTime),
          [0, 1, 2, 3, 4].map((index) => first + index * length),
        );
        for (const bar of bars) {
          assert.equal(bar.closeTime, bar.openTime + length);
          assert.ok(bar.tsInit >= bar.closeTime, 'a bar was seen before it ended');
          assert.equal(bar.instrumentId, bench.instrument.id);
          assert.ok(bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close));
        }
      }),
    );

    it(
      'goes on where it is asked to: what lies between then and now comes first',
      on(async (bench, stop) => {
        const length = intervalLength(bench.interval);
        const since = bucketOpen(bench.interval, bench.now()) - 7 * length;
        const bars = await liveBars(bench, stop, 9, since);
        assert.deepEqual(
          bars.map((bar) => bar.openTime),
          Array.from({ length: 9 }, (_, index) => since + index * length),
        );
      }),
    );

    it(
      'tells history page by page in order, closed bars only, from the first that is asked for to the last',
      on(async (bench, stop) => {
        const length = intervalLength(bench.interval);
        const current = bucketOpen(bench.interval, bench.now());
        const from = current - 40 * length;
        const bars = await historyOf(bench, from, current + 5 * length, stop.signal);
        assert.deepEqual(
          bars.map((bar) => bar.openTime),
          Array.from({ length: 40 }, (_, index) => from + index * length),
        );
        assert.deepEqual(await historyOf(bench, current, current + length, stop.signal), []);
      }),
    );

    it(
      'tells the same of a bar live and later',
      on(async (bench, stop) => {
        const live = await liveBars(bench, stop, 3);
        const first = live[0]?.openTime ?? 0;
        const later = await historyOf(bench, first, (live[2]?.openTime ?? 0) + 1, new AbortController().signal);
        const values = (bars: readonly BarEvent[]): unknown[] => bars.map((bar) => ({ ...bar, tsInit: 0 }));
        assert.deepEqual(values(later), values(live));
      }),
    );

    it(
      'refuses an instrument that the market does not have',
      on(async (bench, stop) => {
        const request = { instrument: bench.unknownInstrument, interval: bench.interval, ticks: 'none' } as const;
        const unknown = (error: unknown): boolean => isBallastError(error, 'FEED_SYMBOL_UNKNOWN');
        await assert.rejects(take(bench.feed.events([request], stop.signal), 1), unknown);
        await assert.rejects(all(bench.feed.history(bench.unknownInstrument, bench.interval, 0, bench.now(), stop.signal)), unknown);
      }),
    );

    it(
      'ends without an error when it is told to stop',
      on(async (bench, stop) => {
        const events = bench.feed.events([{ instrument: bench.instrument, interval: bench.interval, ticks: 'none' }], stop.signal);
        const reading = all(events);
        await bench.closeBar();
        stop.abort();
        await reading;
        const stopped = new AbortController();
        stopped.abort();
        const nothing = bench.feed.history(bench.instrument, bench.interval, bench.now() - 1, bench.now(), stopped.signal);
        assert.deepEqual(await all(nothing), []);
      }),
    );

    it(
      'says in its health when data came last',
      on(async (bench, stop) => {
        const bars = await liveBars(bench, stop, 1);
        const { lastDataAt = 0, backfilledBars, reconnects } = bench.feed.health();
        assert.ok(lastDataAt >= (bars[0]?.closeTime ?? Infinity));
        assert.deepEqual({ backfilledBars, reconnects }, { backfilledBars: 0, reconnects: 0 });
      }),
    );
  });
}

/** The next `count` bars of the bench's market, which is made to trade until they are there. */
async function liveBars(bench: MarketDataBench, stop: AbortController, count: number, since?: Micros): Promise<BarEvent[]> {
  const request = {
    instrument: bench.instrument,
    interval: bench.interval,
    ticks: 'none',
    ...(since === undefined ? {} : { since }),
  } as const;
  const events = bench.feed.events([request], stop.signal)[Symbol.asyncIterator]();
  const bars: BarEvent[] = [];
  let waiting = events.next();
  while (bars.length < count) {
    const current = bucketOpen(bench.interval, bench.now());
    const last = bars.at(-1)?.closeTime ?? since ?? current;
    if (last >= current) await bench.closeBar();
    const event = await waiting;
    assert.ok(event.done !== true, 'the feed ended');
    if (event.value.kind === 'bar') bars.push(event.value);
    waiting = events.next();
  }
  stop.abort();
  await waiting;
  return bars;
}

async function historyOf(bench: MarketDataBench, from: Micros, to: Micros, signal: AbortSignal): Promise<BarEvent[]> {
  return (await all(bench.feed.history(bench.instrument, bench.interval, from, to, signal))).flat();
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The first `count` events. */
export async function take(events: AsyncIterable<MarketEvent>, count: number): Promise<MarketEvent[]> {
  const taken: MarketEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}
