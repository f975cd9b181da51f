import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { calendar } from '../domain/calendar.ts';
import { bucketClose, compareIntervals, intervalLength, type Interval } from '../domain/interval.ts';
import type { BarEvent } from '../domain/market-event.ts';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND, parseTime, type Micros } from '../kernel/time.ts';
import { collate, type BarSlice, type CollatedSeries } from './collate.ts';

const PATIENCE = 5 * MICROS_PER_SECOND;

function bar(instrumentId: string, interval: Interval, closeMinute: number, tsInit: Micros = 0): BarEvent {
  const closeTime = closeMinute * MICROS_PER_MINUTE;
  const openTime = closeTime - intervalLength(interval);
  return { kind: 'bar', instrumentId, interval, openTime, closeTime, open: 1, high: 1, low: 1, close: 1, volume: 0, tsInit };
}

const SINCE_2021 = parseTime('2021-07-01');
const equity = (id: string, interval: Interval, seen = SINCE_2021): CollatedSeries => ({
  ...of(id, interval),
  calendar: 'us-equities',
  seen,
});
const of = (instrumentId: string, interval: Interval): CollatedSeries => ({ instrumentId, interval, calendar: '24/7', seen: 0 });
const one = (...ids: readonly string[]): CollatedSeries[] => ids.map((id) => of(id, '1m'));

/** A bar of US equities that closes at a moment. */
function session(instrumentId: string, interval: Interval, closeTime: Micros): BarEvent {
  return { ...bar(instrumentId, interval, 0), openTime: closeTime - MICROS_PER_MINUTE, closeTime, tsInit: closeTime };
}

/** The bars of a series that close in a stretch of time, by its calendar. */
function barsBetween({ instrumentId, interval, calendar: id }: CollatedSeries, from: Micros, to: Micros): BarEvent[] {
  const bars: BarEvent[] = [];
  for (let span = calendar(id).nextBar(interval, from); span.close <= to; span = calendar(id).nextBar(interval, span.close))
    bars.push({ ...bar(instrumentId, interval, 0), openTime: span.open, closeTime: span.close, tsInit: span.close });
  return bars;
}

function told({ closeTime, bars, missing, deadline }: BarSlice): unknown {
  return [
    closeTime / MICROS_PER_MINUTE,
    bars.map(({ instrumentId, interval }) => `${instrumentId} ${interval}`),
    missing.map(({ instrumentId, interval }) => `${instrumentId} ${interval}`),
    deadline === undefined ? undefined : deadline - closeTime,
  ];
}

const at = (minute: number, micros = 0): Micros => minute * MICROS_PER_MINUTE + micros;

describe('a collation of bars', () => {
  it('lets a slice out as soon as everybody is there: shorter intervals first, then by id', () => {
    const bars = collate([...one('B', 'A'), of('A', '5m')], PATIENCE);
    for (const arrived of [bar('A', '5m', 5), bar('B', '1m', 5)]) bars.add(arrived);
    assert.deepEqual(bars.release(at(5)), []);
    bars.add(bar('A', '1m', 5));
    assert.deepEqual(bars.release(at(5)).map(told), [[5, ['A 1m', 'B 1m', 'A 5m'], [], undefined]]);
    assert.deepEqual(bars.release(at(9)), []);
  });

  it('waits only for series that close at that time', () => {
    const bars = collate([...one('A'), of('A', '5m')], PATIENCE);
    bars.add(bar('A', '1m', 4));
    assert.deepEqual(bars.release(at(4)).map(told), [[4, ['A 1m'], [], undefined]]);
  });

  it('lets a slice out at its deadline without those that have not come, and records both', () => {
    const bars = collate(one('A', 'B'), PATIENCE);
    bars.add(bar('A', '1m', 1));
    assert.equal(bars.dueAt, at(1, PATIENCE));
    assert.deepEqual(bars.release(at(1, PATIENCE - 1)), []);
    assert.deepEqual(bars.release(at(1, PATIENCE)).map(told), [[1, ['A 1m'], ['B 1m'], PATIENCE]]);
    assert.equal(bars.dueAt, undefined);
    assert.equal(bars.add(bar('B', '1m', 1)), false, 'it came too late');
    assert.equal(bars.add(bar('B', '1m', 2)), true);
  });

  it('does not wait for a bar that a series has passed over', () => {
    const bars = collate(one('A', 'B'), PATIENCE);
    bars.add(bar('A', '1m', 1));
    bars.add(bar('B', '1m', 2));
    assert.deepEqual(bars.release(at(2)).map(told), [[1, ['A 1m'], [], undefined]]);
    bars.add(bar('A', '1m', 2));
    assert.deepEqual(bars.release(at(2)).map(told), [[2, ['A 1m', 'B 1m'], [], undefined]]);
  });

  it('keeps the order of time while an older slice waits', () => {
    const bars = collate(one('A', 'B', 'C'), PATIENCE);
    for (const arrived of [bar('A', '1m', 2), bar('B', '1m', 2), bar('C', '1m', 1)]) bars.add(arrived);
    assert.deepEqual(bars.release(at(2)).map(told), [[1, ['C 1m'], [], undefined]]);
    assert.deepEqual(bars.release(at(2, PATIENCE)).map(told), [[2, ['A 1m', 'B 1m'], ['C 1m'], PATIENCE]]);
  });

  it('waits for a series that is catching up, however old its bars are', () => {
    const bars = collate(one('A', 'B'), PATIENCE);
    const now = at(60);
    for (const minute of [1, 2, 3]) bars.add(bar('A', '1m', minute, now));
    assert.deepEqual(bars.release(now), []);
    bars.add(bar('B', '1m', 1, now + 4 * MICROS_PER_SECOND));
    assert.deepEqual(bars.release(now + 4 * MICROS_PER_SECOND).map(told), [[1, ['A 1m', 'B 1m'], [], undefined]]);
    assert.equal(bars.dueAt, now + 9 * MICROS_PER_SECOND);
    assert.deepEqual(bars.release(now + 8 * MICROS_PER_SECOND), []);
    assert.deepEqual(
      bars.release(now + 9 * MICROS_PER_SECOND).map(({ closeTime, missing }) => [closeTime, missing.length]),
      [
        [at(2), 1],
        [at(3), 1],
      ],
    );
  });

  it('goes on where it was: what was seen is neither taken nor waited for again', () => {
    const bars = collate([{ ...of('A', '1m'), seen: at(1) }, of('B', '1m')], PATIENCE, at(0));
    assert.equal(bars.add(bar('A', '1m', 1)), false);
    assert.equal(bars.add(bar('B', '1m', 0)), false, 'its slice is out');
    bars.add(bar('B', '1m', 1));
    assert.deepEqual(bars.release(at(1)).map(told), [[1, ['B 1m'], [], undefined]]);
  });

  it('takes every bar once', () => {
    const bars = collate(one('A', 'B'), PATIENCE);
    assert.equal(bars.add(bar('A', '1m', 1)), true);
    assert.equal(bars.add(bar('A', '1m', 1)), false);
  });

  it('gives the same slices in whatever order the series arrive, as long as they are in time', () => {
    const series = [...one('A', 'B', 'C'), of('B', '3m')];
    const all = Array.from({ length: 12 }, (_, index) => index + 1).flatMap((minute) =>
      series
        .filter(({ interval }) => bucketClose(interval, at(minute) - 1) === at(minute))
        .map((each) => bar(each.instrumentId, each.interval, minute)),
    );
    const inOrder = collate(series, PATIENCE);
    const expected = all.flatMap((each) => (inOrder.add(each), inOrder.release(0)));
    assert.equal(expected.length, 12);
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 40, maxLength: 80 }), (turns) => {
        const queues = series.map((each) => all.filter((one) => one.instrumentId === each.instrumentId && one.interval === each.interval));
        const collator = collate(series, PATIENCE);
        const slices: BarSlice[] = [];
        for (const turn of [...turns, ...all.map((_, index) => index % 4), ...Array.from({ length: 48 }, (_, index) => index % 4)]) {
          const next = queues[turn]?.shift();
          if (next !== undefined) assert.equal(collator.add(next), true);
          slices.push(...collator.release(0));
        }
        assert.deepEqual(slices, expected);
      }),
    );
  });

  it('never goes back in time, loses a bar or gives one twice, whoever is late', () => {
    const arrival = fc.record({ series: fc.nat(2), skip: fc.nat(3), wait: fc.nat(90) });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), (arrivals) => {
        const series = one('A', 'B', 'C');
        const collator = collate(series, PATIENCE);
        const next = [1, 1, 1];
        let [now, taken] = [at(1), 0];
        const slices: BarSlice[] = [];
        for (const { series: index, skip, wait } of arrivals) {
          const minute = (next[index] ?? 1) + skip;
          next[index] = minute + 1;
          if (collator.add(bar(series[index]?.instrumentId ?? '', '1m', minute))) taken++;
          now += wait * MICROS_PER_SECOND;
          slices.push(...collator.release(now));
        }
        slices.push(...collator.release(Infinity));
        assert.equal(
          slices.reduce((sum, slice) => sum + slice.bars.length, 0),
          taken,
        );
        slices.forEach((slice, index) => {
          assert.ok(index === 0 || slice.closeTime > (slices[index - 1]?.closeTime ?? Infinity));
          assert.equal(slice.deadline === undefined, slice.missing.length === 0);
          assert.deepEqual(
            slice.bars,
            slice.bars.toSorted((a, b) => compareIntervals(a.interval, b.interval) || a.instrumentId.localeCompare(b.instrumentId)),
          );
        });
        assert.equal(collator.dueAt, undefined);
      }),
    );
  });

  it('waits by the hours of each market, whose days close at no boundary of the clock', () => {
    const bars = collate([equity('AAPL', '1d'), equity('IBM', '1d'), { ...of('BTC', '1d'), seen: SINCE_2021 }], PATIENCE);
    const [close, midnight] = [parseTime('2021-07-01T20:00'), parseTime('2021-07-02')];
    const [now, night] = [close + MICROS_PER_SECOND, midnight + MICROS_PER_SECOND];
    bars.add(session('AAPL', '1d', close));
    assert.deepEqual([bars.release(now), bars.dueAt], [[], close + PATIENCE], 'AAPL waits for IBM, and nobody for BTC');
    bars.add(session('IBM', '1d', close));
    const [day] = bars.release(now);
    assert.deepEqual([day?.bars.map(({ instrumentId }) => instrumentId), day?.isWhole], [['AAPL', 'IBM'], true]);
    bars.add({ ...session('AAPL', '1d', close), instrumentId: 'BTC', openTime: midnight - MICROS_PER_DAY, closeTime: midnight });
    const [clockDay] = bars.release(night);
    assert.deepEqual([clockDay?.bars.map(({ instrumentId }) => instrumentId), clockDay?.isWhole], [['BTC'], true]);
  });

  it('says whether a slice is whole: not when a series that closes then was passed over or left behind', () => {
    const bars = collate([equity('AAPL', '1h'), equity('IBM', '1h')], PATIENCE);
    const [first, second] = [parseTime('2021-07-01T14:00'), parseTime('2021-07-01T15:00')];
    bars.add(session('AAPL', '1h', first));
    bars.add(session('IBM', '1h', second));
    assert.deepEqual(
      bars
        .release(Infinity)
        .map(({ closeTime, isWhole, missing }) => [closeTime, isWhole, missing.map(({ instrumentId }) => instrumentId)]),
      [
        [first, false, []],
        [second, false, ['AAPL']],
      ],
    );
  });

  it('gives the same whole slices of markets with different hours, in whatever order they arrive', () => {
    // The end of summer time, Thanksgiving with the half day after it, and weekends.
    const [from, to] = [parseTime('2021-10-25'), parseTime('2021-12-06')];
    const series: readonly CollatedSeries[] = [
      equity('AAPL', '1d', from),
      equity('SPY', '1d', from),
      equity('SPY', '1h', from),
      ...(['8h', '1d'] as const).map((interval) => ({ ...of('BTC', interval), seen: from })),
      { ...of('EUR', '1d'), calendar: 'forex', seen: from },
    ];
    const lanes = series.map((each) => barsBetween(each, from, to));
    const times = [...new Set(lanes.flat().map(({ closeTime }) => closeTime))].sort((left, right) => left - right);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(series.length - 1)), (turns) => {
        const queues = lanes.map((lane) => [...lane]);
        const collator = collate(series, PATIENCE);
        const slices: BarSlice[] = [];
        for (const turn of turns) {
          const next = queues[turn]?.shift();
          if (next !== undefined) assert.equal(collator.add(next), true, `${next.instrumentId} of ${next.closeTime} came too late`);
          slices.push(...collator.release(0));
          if (queues.every(({ length }) => length === 0)) break;
        }
        assert.deepEqual(
          slices.map(({ closeTime }) => closeTime),
          times,
        );
        assert.ok(slices.every(({ isWhole, missing }) => isWhole && missing.length === 0));
        assert.deepEqual(
          slices.flatMap(({ bars }) => bars),
          lanes
            .flat()
            .sort(
              (left, right) =>
                left.closeTime - right.closeTime ||
                compareIntervals(left.interval, right.interval) ||
                (left.instrumentId < right.instrumentId ? -1 : 1),
            ),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('takes months of minutes in while they wait for another series', () => {
    const bars = collate(one('A', 'B'), PATIENCE);
    const minutes = 200_000;
    for (let minute = 1; minute <= minutes; minute++) bars.add(bar('A', '1m', minute));
    assert.deepEqual(bars.release(0), []);
    bars.add(bar('B', '1m', minutes));
    const slices = bars.release(0);
    assert.equal(slices.length, minutes);
    assert.deepEqual(slices.at(-1)?.bars.length, 2);
  });
});
