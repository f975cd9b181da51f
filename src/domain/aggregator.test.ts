import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SHARED_DATA, testWithSharedData } from '../../tests/tools/shared-data.ts';
import { formatTime, MICROS_PER_HOUR, MICROS_PER_MINUTE, parseTime, type Micros } from '../kernel/time.ts';
import { BarAggregator } from './aggregator.ts';
import { calendar } from './calendar.ts';
import type { CalendarId } from './instrument.ts';
import { builds, INTERVALS, intervalLength, type Interval } from './interval.ts';

interface Bar {
  readonly openTime: Micros;
  readonly closeTime: Micros;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Runs bars through an aggregator as an engine does; the last bar is taken though its time has not come. */
function aggregate(bars: readonly Bar[], interval: Interval, calendarId: CalendarId = '24/7'): Bar[] {
  const aggregator = new BarAggregator(interval, calendarId);
  const built: Bar[] = [];
  const take = (): void => {
    const { openTime, closeTime, open, high, low, close, volume } = aggregator.take();
    built.push({ openTime, closeTime, open, high, low, close, volume });
  };
  for (const bar of bars) {
    if (aggregator.closesAt <= bar.openTime) take();
    aggregator.add(bar.openTime, bar.closeTime, bar.open, bar.high, bar.low, bar.close, bar.volume);
    if (aggregator.closesAt <= bar.closeTime) take();
  }
  if (aggregator.closesAt < Infinity) take();
  return built;
}

/** A bar of one price. */
function flat(interval: Interval, openTime: string, price: number, volume = 1): Bar {
  const open = parseTime(openTime);
  return { openTime: open, closeTime: open + intervalLength(interval), open: price, high: price, low: price, close: price, volume };
}

const show = (bar: Bar): string =>
  `${formatTime(bar.openTime)} ${formatTime(bar.closeTime)} ${bar.open} ${bar.high} ${bar.low} ${bar.close} ${bar.volume}`;

const story = (what: string, bars: readonly Bar[], interval: Interval, expected: readonly string[], calendarId?: CalendarId): void =>
  void test(what, () => assert.deepEqual(aggregate(bars, interval, calendarId).map(show), expected));

describe('bars are built', () => {
  story(
    'from the first open, the highest high, the lowest low, the last close and the sum of volumes',
    [
      flat('1m', '2024-01-01T00:00Z', 10),
      flat('1m', '2024-01-01T00:01Z', 12),
      flat('1m', '2024-01-01T00:02Z', 9),
      flat('1m', '2024-01-01T00:04Z', 11),
    ],
    '5m',
    ['2024-01-01T00:00:00Z 2024-01-01T00:05:00Z 10 12 9 11 4'],
  );
  story(
    'at the times of the clock, also where the first and last minutes are missing, and not at all where all are',
    [flat('1m', '2024-01-01T00:03Z', 10), flat('1m', '2024-01-01T00:12Z', 12), flat('1m', '2024-01-01T00:20Z', 13)],
    '5m',
    [
      '2024-01-01T00:00:00Z 2024-01-01T00:05:00Z 10 10 10 10 1',
      '2024-01-01T00:10:00Z 2024-01-01T00:15:00Z 12 12 12 12 1',
      '2024-01-01T00:20:00Z 2024-01-01T00:25:00Z 13 13 13 13 1',
    ],
  );
  story(
    'a week from Monday 00:00 UTC',
    [flat('1d', '2024-02-25', 1), flat('1d', '2024-02-26', 2), flat('1d', '2024-03-03', 3), flat('1d', '2024-03-04', 4)],
    '1w',
    [
      '2024-02-19T00:00:00Z 2024-02-26T00:00:00Z 1 1 1 1 1',
      '2024-02-26T00:00:00Z 2024-03-04T00:00:00Z 2 3 2 3 2',
      '2024-03-04T00:00:00Z 2024-03-11T00:00:00Z 4 4 4 4 1',
    ],
  );
  story(
    'a month from the 1st, a leap day included',
    [flat('1d', '2024-01-31', 1), flat('1d', '2024-02-01', 2), flat('1d', '2024-02-29', 3), flat('1d', '2024-03-01', 4)],
    '1M',
    [
      '2024-01-01T00:00:00Z 2024-02-01T00:00:00Z 1 1 1 1 1',
      '2024-02-01T00:00:00Z 2024-03-01T00:00:00Z 2 3 2 3 2',
      '2024-03-01T00:00:00Z 2024-04-01T00:00:00Z 4 4 4 4 1',
    ],
  );
  story(
    'for equities from the session alone, trades before and after it left out',
    [
      flat('1m', '2024-07-02T13:29Z', 90),
      flat('1m', '2024-07-02T13:30Z', 100),
      flat('1m', '2024-07-02T19:59Z', 101),
      flat('1m', '2024-07-02T20:00Z', 95),
      flat('1m', '2024-07-03T16:59Z', 102),
      flat('1m', '2024-07-03T17:00Z', 80),
      flat('1m', '2024-07-05T13:30Z', 103),
    ],
    '1d',
    [
      '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z 100 101 100 101 2',
      '2024-07-03T13:30:00Z 2024-07-03T17:00:00Z 102 102 102 102 1',
      '2024-07-05T13:30:00Z 2024-07-05T20:00:00Z 103 103 103 103 1',
    ],
    'us-equities',
  );
  story(
    'for equities by the whole hours of New York, the first one half as long',
    [
      flat('1m', '2024-07-02T13:30Z', 1),
      flat('1m', '2024-07-02T13:59Z', 2),
      flat('1m', '2024-07-02T14:00Z', 3),
      flat('1m', '2024-07-02T14:59Z', 4),
    ],
    '1h',
    ['2024-07-02T13:30:00Z 2024-07-02T14:00:00Z 1 2 1 2 2', '2024-07-02T14:00:00Z 2024-07-02T15:00:00Z 3 4 3 4 2'],
    'us-equities',
  );
  story(
    'for equities weeks from days that are stamped with midnight and end at the usual hour of a half day',
    ['2024-11-25', '2024-11-26', '2024-11-27', '2024-11-29', '2024-12-02'].map((day, price) => {
      const openTime = parseTime(day) + 5 * MICROS_PER_HOUR;
      return { ...flat('1d', day, price + 1), openTime, closeTime: openTime + 16 * MICROS_PER_HOUR };
    }),
    '1w',
    ['2024-11-25T14:30:00Z 2024-11-29T21:00:00Z 1 4 1 4 4', '2024-12-02T14:30:00Z 2024-12-06T21:00:00Z 5 5 5 5 1'],
    'us-equities',
  );
  story(
    'for forex within the week',
    [flat('1h', '2018-06-08T20:00Z', 1), flat('1h', '2018-06-10T21:00Z', 2), flat('1h', '2018-06-10T23:00Z', 3)],
    '4h',
    ['2018-06-08T20:00:00Z 2018-06-08T21:00:00Z 1 1 1 1 1', '2018-06-10T21:00:00Z 2018-06-11T00:00:00Z 2 3 2 3 2'],
    'forex',
  );
});

test('a bar that is complete must be taken before the next one begins', () => {
  const aggregator = new BarAggregator('5m', '24/7');
  aggregator.add(0, MICROS_PER_MINUTE, 1, 1, 1, 1, 1);
  assert.equal(aggregator.closesAt, 5 * MICROS_PER_MINUTE);
  assert.throws(() => aggregator.add(5 * MICROS_PER_MINUTE, 6 * MICROS_PER_MINUTE, 1, 1, 1, 1, 1), { code: 'ASSERTION_FAILED' });
});

for (const [interval, base, expected] of [
  ['5m', '1m', true],
  ['5m', '3m', false],
  ['1h', '15m', true],
  ['12h', '8h', false],
  ['1d', '8h', true],
  ['3d', '1d', true],
  ['1w', '1d', true],
  ['1w', '3d', false],
  ['1M', '1d', true],
  ['1M', '3d', false],
  ['1M', '1w', false],
  ['1M', '12h', true],
  ['1h', '1h', true],
  ['1m', '1h', false],
] as const) {
  test(`${interval} bars ${expected ? 'can' : 'cannot'} be built from ${base} bars`, () => assert.equal(builds(base, interval), expected));
}

/** Minutes in order with holes, with decimal volumes as venues give them. */
const minutes = (calendarId: CalendarId): fc.Arbitrary<Bar[]> =>
  fc
    .record({
      start: fc.integer({ min: parseTime('2015-01-01') / MICROS_PER_MINUTE, max: parseTime('2025-01-01') / MICROS_PER_MINUTE }),
      rows: fc.array(
        fc.tuple(
          fc.constantFrom(1, 1, 1, 1, 2, 7, 700),
          fc.integer({ min: 2, max: 1000 }),
          fc.integer({ min: -1, max: 1 }),
          fc.integer({ min: 0, max: 1e9 }),
        ),
        {
          minLength: 1,
          maxLength: 300,
        },
      ),
    })
    .map(({ start, rows }) => {
      let time = calendar(calendarId).nextOpen(start * MICROS_PER_MINUTE);
      return rows.map(([step, open, move, volume]) => {
        const close = open + move;
        const bar = {
          openTime: time,
          closeTime: time + MICROS_PER_MINUTE,
          open,
          high: Math.max(open, close) + 1,
          low: Math.min(open, close) - 1,
          close,
          volume: volume / 1e5,
        };
        time += step * MICROS_PER_MINUTE;
        return bar;
      });
    });

for (const calendarId of ['24/7', 'us-equities', 'forex'] as const) {
  describe(`laws of aggregation, ${calendarId}`, () => {
    test('bars built from bars equal bars built at once', () => {
      const paths = INTERVALS.slice(2).flatMap((via) =>
        INTERVALS.filter((to) => to !== via && builds('1m', via) && builds(via, to)).map((to) => [via, to] as const),
      );
      fc.assert(
        fc.property(minutes(calendarId), fc.constantFrom(...paths), (bars, [via, to]) => {
          assert.deepEqual(aggregate(aggregate(bars, via, calendarId), to, calendarId), aggregate(bars, to, calendarId));
        }),
        { numRuns: 150 },
      );
    });

    test('a bar holds its own time, its prices lie within it, and no price or volume is lost', () => {
      fc.assert(
        fc.property(minutes(calendarId), fc.constantFrom(...INTERVALS.slice(2)), (bars, interval) => {
          const built = aggregate(bars, interval, calendarId);
          const kept = bars.filter((bar) => calendar(calendarId).isOpen(bar.openTime));
          for (const [index, bar] of built.entries()) {
            assert.deepEqual(calendar(calendarId).barAt(interval, bar.openTime), { open: bar.openTime, close: bar.closeTime });
            assert.ok(bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close));
            assert.ok(bar.openTime >= (built[index - 1]?.closeTime ?? 0));
            const inside = kept.filter(({ openTime }) => openTime >= bar.openTime && openTime < bar.closeTime);
            assert.equal(bar.high, Math.max(...inside.map(({ high }) => high)));
            assert.equal(bar.low, Math.min(...inside.map(({ low }) => low)));
          }
          const units = (all: readonly Bar[]): number => all.reduce((sum, bar) => sum + Math.round(bar.volume * 1e5), 0);
          assert.equal(units(built), units(kept));
        }),
        { numRuns: 100 },
      );
    });

    test('goes on from a state that went through JSON', () => {
      fc.assert(
        fc.property(minutes(calendarId), fc.constantFrom(...INTERVALS.slice(2)), fc.nat(299), (bars, interval, cut) => {
          const [whole, first] = [new BarAggregator(interval, calendarId), new BarAggregator(interval, calendarId)];
          let second = first;
          for (const [index, bar] of bars.entries()) {
            if (index === cut) {
              second = new BarAggregator(interval, calendarId);
              second.state = JSON.parse(JSON.stringify(first.state)) as BarAggregator['state'];
            }
            for (const each of [whole, second]) {
              if (each.closesAt <= bar.openTime) each.take();
              each.add(bar.openTime, bar.closeTime, bar.open, bar.high, bar.low, bar.close, bar.volume);
            }
            assert.deepEqual(second.state, whole.state);
          }
        }),
        { numRuns: 50 },
      );
    });
  });
}

testWithSharedData('the minutes of SPY make its 35 hours of that week: every volume to the share, every close to a cent', () => {
  const read = (file: string, interval: Interval): Bar[] =>
    gunzipSync(readFileSync(join(SHARED_DATA, 'equities', file)))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter((row) => row[1] !== '')
      .map((row) => {
        const [time = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = row.map(Number);
        const [openTime, cents] = [time * 1000, (price: number): number => Math.round(price * 100)];
        return {
          openTime,
          closeTime: openTime + intervalLength(interval),
          open: cents(open),
          high: cents(high),
          low: cents(low),
          close: cents(close),
          volume,
        };
      });
  const [from, to] = [parseTime('2013-10-07'), parseTime('2013-10-12')];
  const hours = read('lean_SPY_1h_raw.csv.gz', '1h').filter(({ openTime }) => openTime >= from && openTime < to);
  const built = aggregate(read('lean_SPY_1m_tradequote_2013-10-07_2013-10-11.csv.gz', '1m'), '1h', 'us-equities');
  const times = (all: readonly Bar[]): unknown => all.map(({ closeTime, volume }) => ({ closeTime, volume }));
  assert.equal(built.length, 35);
  assert.deepEqual(times(built), times(hours));
  for (const [index, bar] of built.entries()) assert.ok(Math.abs(bar.close - (hours[index]?.close ?? NaN)) <= 1, formatTime(bar.openTime));
});
