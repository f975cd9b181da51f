import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { bucketClose, compareIntervals, intervalLength, type Interval } from '../domain/interval.ts';
import type { BarEvent } from '../domain/market-event.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import { collate, type BarSlice } from './collate.ts';

const PATIENCE = 5 * MICROS_PER_SECOND;

function bar(instrumentId: string, interval: Interval, closeMinute: number, tsInit: Micros = 0): BarEvent {
  const closeTime = closeMinute * MICROS_PER_MINUTE;
  const openTime = closeTime - intervalLength(interval);
  return { kind: 'bar', instrumentId, interval, openTime, closeTime, open: 1, high: 1, low: 1, close: 1, volume: 0, tsInit };
}

const one = (...ids: readonly string[]): { instrumentId: string; interval: Interval }[] =>
  ids.map((instrumentId) => ({ instrumentId, interval: '1m' as const }));

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
    const bars = collate([...one('B', 'A'), { instrumentId: 'A', interval: '5m' }], PATIENCE);
    for (const arrived of [bar('A', '5m', 5), bar('B', '1m', 5)]) bars.add(arrived);
    assert.deepEqual(bars.release(at(5)), []);
    bars.add(bar('A', '1m', 5));
    assert.deepEqual(bars.release(at(5)).map(told), [[5, ['A 1m', 'B 1m', 'A 5m'], [], undefined]]);
    assert.deepEqual(bars.release(at(9)), []);
  });

  it('waits only for series that close at that time', () => {
    const bars = collate([...one('A'), { instrumentId: 'A', interval: '5m' }], PATIENCE);
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
    const bars = collate(
      [
        { instrumentId: 'A', interval: '1m', seen: at(1) },
        { instrumentId: 'B', interval: '1m' },
      ],
      PATIENCE,
      at(0),
    );
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
    const series = [...one('A', 'B', 'C'), { instrumentId: 'B', interval: '3m' as const }];
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
});
