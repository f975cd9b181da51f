import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allocateBars, sliceBars, type BarColumns } from '../../domain/bars.ts';
import { formatTime, MICROS_PER_MINUTE, parseTime } from '../../kernel/time.ts';
import { BarCheck, type CheckOptions, type CheckResult } from './check-bars.ts';
import { KEPT, WORST } from './finding.ts';

type Row = readonly [time: string, open: number, high: number, low: number, close: number, volume?: number];

const MINUTES: CheckOptions = { calendar: '24/7', interval: '1m', source: 'trade', priceScale: 2 };
const DAYS: CheckOptions = { calendar: 'us-equities', interval: '1d', source: 'trade', priceScale: 2 };

function barsOf(rows: readonly Row[]): BarColumns {
  const bars = allocateBars(rows.length);
  for (const [row, [time, open, high, low, close, volume = 1]] of rows.entries()) {
    const openTime = parseTime(time);
    for (const [name, value] of Object.entries({ openTime, closeTime: openTime + MICROS_PER_MINUTE, open, high, low, close, volume })) {
      bars[name as 'open'][row] = value;
    }
  }
  bars.length = rows.length;
  return bars;
}

function check(bars: BarColumns, options: CheckOptions): CheckResult {
  const whole = new BarCheck(options);
  whole.add(bars);
  return whole.finish();
}

const show = (result: CheckResult): string[] =>
  result.findings.flatMap(({ kind, first }) => first.map(({ time, text }) => `${kind} ${formatTime(time)} ${text}`));

/** Quiet minutes from midnight on, some of them replaced or left out. */
function minutes(count: number, change: Readonly<Record<number, Partial<Record<1 | 2 | 3 | 4 | 5, number>> | 'missing'>>): readonly Row[] {
  return Array.from({ length: count }, (_, minute): Row | undefined => {
    const changed = change[minute] ?? {};
    const row: Row = [formatTime(parseTime('2024-01-01') + minute * MICROS_PER_MINUTE), 10_000, 10_010, 9_990, 10_000, 1];
    return changed === 'missing' ? undefined : (Object.assign([...row], changed) as unknown as Row);
  }).filter((row) => row !== undefined);
}

describe('the check finds', () => {
  const story = (what: string, options: CheckOptions, rows: readonly Row[], expected: readonly string[]): void =>
    void test(what, () => assert.deepEqual(show(check(barsOf(rows), options)), expected));

  story('nothing where nothing is odd', MINUTES, minutes(50, {}), []);
  story('missing bars', MINUTES, minutes(10, { 3: 'missing', 6: 'missing', 7: 'missing' }), [
    'gap 2024-01-01T00:03:00Z 1 bar missing, until 2024-01-01T00:04:00Z',
    'gap 2024-01-01T00:06:00Z 2 bars missing, until 2024-01-01T00:08:00Z',
  ]);
  story('a bar of no length before an outage', MINUTES, minutes(10, { 3: { 2: 10_000, 3: 10_000, 5: 0 }, 4: 'missing', 5: 'missing' }), [
    'gap 2024-01-01T00:04:00Z 2 bars missing, until 2024-01-01T00:06:00Z',
    'zero-length 2024-01-01T00:03:00Z no trade, then 2 bars missing: 3 bars without one',
    'no-volume 2024-01-01T00:03:00Z 1 bar without volume',
  ]);
  story('runs without volume', MINUTES, minutes(10, { 2: { 5: 0 }, 3: { 5: 0 }, 9: { 5: 0 } }), [
    'no-volume 2024-01-01T00:02:00Z 2 bars without volume',
    'no-volume 2024-01-01T00:09:00Z 1 bar without volume',
  ]);
  story('no missing volume in quotes, which have none', { ...MINUTES, source: 'bid' }, minutes(10, { 2: { 5: 0 } }), []);
  story(
    'times that repeat, go back, or lie beside the grid',
    MINUTES,
    [
      ['2024-01-01T00:00:00Z', 1, 1, 1, 1],
      ['2024-01-01T00:00:00Z', 1, 1, 1, 1],
      ['2024-01-01T00:01:00Z', 1, 1, 1, 1],
      ['2024-01-01T00:00:00Z', 1, 1, 1, 1],
      ['2024-01-01T00:01:30Z', 1, 1, 1, 1],
    ],
    [
      'duplicate 2024-01-01T00:00:00Z opens when the bar before it does',
      'out-of-order 2024-01-01T00:00:00Z stands after 2024-01-01T00:01:00Z',
      'off-grid 2024-01-01T00:01:30Z no 1m bar opens then',
    ],
  );
  story(
    'prices that contradict each other',
    MINUTES,
    minutes(8, { 1: { 2: 9_999 }, 2: { 3: 10_001 }, 3: { 4: 10_011 }, 4: { 4: 9_989 }, 5: { 2: 9_000 }, 6: { 3: -1 } }),
    [
      'impossible-prices 2024-01-01T00:01:00Z high 99.99 is below open 100',
      'impossible-prices 2024-01-01T00:02:00Z low 100.01 is above open 100',
      'impossible-prices 2024-01-01T00:03:00Z high 100.1 is below close 100.11',
      'impossible-prices 2024-01-01T00:04:00Z low 99.9 is above close 99.89',
      'impossible-prices 2024-01-01T00:05:00Z high 90 is below low 99.9',
      'impossible-prices 2024-01-01T00:06:00Z the low is -0.01',
    ],
  );
  story(
    'spikes, and the slips of a decimal point among them',
    MINUTES,
    minutes(30, { 0: { 2: 12_000 }, 10: { 3: 8_000 }, 20: { 3: 1_000 }, 29: { 2: 100_500 } }),
    [
      'spike 2024-01-01T00:00:00Z high 120, around it 100.1 (x1.20)',
      'spike 2024-01-01T00:10:00Z low 80, around it 99.9 (x1.25)',
      'spike 2024-01-01T00:20:00Z low 10, around it 99.9 (x9.99), decimal slip?',
      'spike 2024-01-01T00:29:00Z high 1005, around it 100.1 (x10.04), decimal slip?',
    ],
  );
  story(
    'no spike where bars are as wide as that',
    MINUTES,
    minutes(30, Object.fromEntries(Array.from({ length: 30 }, (_, minute) => [minute, { 2: 10_300 + (minute === 20 ? 2_000 : 0) }]))),
    [],
  );
  story('no spike in a bar that others follow', MINUTES, minutes(30, { 20: { 2: 12_000 }, 21: { 2: 12_100 } }), []);
  story(
    'a jump to another level, and none where the price comes back',
    DAYS,
    [
      ['2024-01-02T14:30:00Z', 100, 101, 99, 100],
      ['2024-01-03T14:30:00Z', 50, 51, 49, 50],
      ['2024-01-04T14:30:00Z', 51, 52, 49, 51],
      ['2024-01-05T14:30:00Z', 70, 71, 49, 51],
      ['2024-01-08T14:30:00Z', 1020, 1030, 1010, 1025],
    ],
    [
      'jump 2024-01-03T14:30:00Z opens at 0.5 after a close of 1 (/2.00)',
      'jump 2024-01-08T14:30:00Z opens at 10.2 after a close of 0.51 (x20.00)',
    ],
  );
  story(
    'missing sessions, but no weekend and no holiday among them; and days on which the market is closed',
    DAYS,
    [
      ['2024-03-27T13:30:00Z', 100, 101, 99, 100],
      ['2024-03-28T13:30:00Z', 100, 101, 99, 100],
      ['2024-03-29T04:00:00Z', 100, 101, 99, 100],
      ['2024-04-01T13:30:00Z', 100, 101, 99, 100],
      ['2024-04-03T13:30:00Z', 100, 101, 99, 100],
    ],
    [
      'gap 2024-04-02T13:30:00Z 1 bar missing, until 2024-04-03T13:30:00Z',
      'outside-session 2024-03-29T04:00:00Z 1 bar while the market is closed',
    ],
  );
});

test('all findings are counted, the first are kept, and so are the largest', () => {
  const rows = minutes(
    KEPT * 3,
    Object.fromEntries(Array.from({ length: KEPT * 1.5 - 1 }, (_, index) => [index * 2 + 1, 'missing' as const])),
  );
  const gaps = check(barsOf([...rows.slice(0, -5), ...rows.slice(-1)]), MINUTES).findings[0];
  assert.equal(gaps?.first.length, KEPT);
  assert.equal(gaps?.worst.length, WORST);
  assert.deepEqual(
    gaps?.worst.map(({ size }) => size),
    [8, 1, 1],
  );
  assert.equal(gaps?.count, KEPT * 1.5 - 4);
});

test('how a series is cut into chunks changes nothing', () => {
  const bars = barsOf(minutes(200, { 3: 'missing', 20: { 3: 1_000 }, 50: { 5: 0 }, 51: { 5: 0 }, 99: { 2: 20_000 }, 198: { 3: 5_000 } }));
  const whole = check(bars, MINUTES);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bars.length - 1 }), { maxLength: 10 }), (cuts) => {
      const edges = [0, ...cuts.sort((left, right) => left - right), bars.length];
      const parts = new BarCheck(MINUTES);
      for (const [index, from] of edges.slice(0, -1).entries()) parts.add(sliceBars(bars, from, edges[index + 1] ?? from));
      assert.deepEqual(show(parts.finish()), show(whole));
    }),
    { numRuns: 50 },
  );
});
