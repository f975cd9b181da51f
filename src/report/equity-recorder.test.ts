import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { MICROS_PER_DAY, MICROS_PER_HOUR, parseTime } from '../kernel/time.ts';
import { EquityRecorder, type EquitySummary } from './equity-recorder.ts';

interface Bar {
  readonly time: number;
  readonly equity: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly exposed: boolean;
}

const START = parseTime('2024-01-01');
const CASH = 1_000;

/** Bars `step` hours apart whose equity takes the given values. */
function story(equities: readonly number[], step = 1): Bar[] {
  return equities.map((equity, row) => ({
    time: START + (row + 1) * step * MICROS_PER_HOUR,
    equity,
    high: equity + 2,
    low: equity - 2,
    close: equity + 1,
    exposed: equity !== CASH,
  }));
}

function recorded(bars: readonly Bar[], points?: number): EquitySummary {
  const recorder = new EquityRecorder({ startTime: START, startEquity: CASH, ...(points === undefined ? {} : { points }) });
  for (const { time, equity, high, low, close, exposed } of bars) recorder.record(time, equity, high, low, close, exposed);
  return recorder.summary();
}

/** The same by definition: for every bar look back at all bars before it. */
function deepestByDefinition(bars: readonly Bar[]): { fraction: number; longest: number } {
  let fraction = 0;
  let longest = 0;
  let peak = CASH;
  let peakTime = START;
  for (const { time, equity } of bars) {
    fraction = Math.max(fraction, (peak - equity) / peak);
    longest = Math.max(longest, equity < peak || peakTime < time ? lengthUnderWater(bars, time) : 0);
    if (equity >= peak) {
      peak = equity;
      peakTime = time;
    }
  }
  return { fraction, longest };
}

/** From the last bar before `time` that stood at the highest equity so far, to `time`; 0 where no bar between lay below it. */
function lengthUnderWater(bars: readonly Bar[], time: number): number {
  const before = [{ time: START, equity: CASH }, ...bars.filter((bar) => bar.time < time)];
  const peak = Math.max(...before.map((bar) => bar.equity));
  const last = before.findLast((bar) => bar.equity === peak) ?? { time: START, equity: CASH };
  const now = bars.find((bar) => bar.time === time);
  const dipped = before.some((bar) => bar.time > last.time) || (now !== undefined && now.equity < peak);
  return dipped ? time - last.time : 0;
}

const anyBars = fc
  .array(fc.record({ equity: fc.integer({ min: 1, max: 5_000 }), gap: fc.integer({ min: 1, max: 40 }), exposed: fc.boolean() }), {
    maxLength: 60,
  })
  .map((rows) => {
    let time = START;
    return rows.map(({ equity, gap, exposed }): Bar => {
      time += gap * MICROS_PER_HOUR;
      return { time, equity, high: equity + gap, low: equity - gap, close: equity, exposed };
    });
  });

describe('drawdown', () => {
  const cases: readonly [
    name: string,
    equities: readonly number[],
    fraction: number,
    money: number,
    peakBar: number,
    troughBar: number,
    longestHours: number,
  ][] = [
    ['falls from the starting cash count', [900, 950], 0.1, 100, 0, 1, 2],
    ['the deepest is taken by fraction, not by money', [500, 2_000, 1_200], 0.5, 500, 0, 1, 2],
    ['it ends when the equity is back at the peak, not above it', [900, 1_000, 1_000, 990], 0.1, 100, 0, 1, 2],
    ['a flat stretch at the peak is no drawdown', [1_000, 1_000, 1_000, 900], 0.1, 100, 3, 4, 1],
    ['the first of two equal troughs is named', [1_200, 600, 1_200, 600], 0.5, 600, 1, 2, 2],
  ];
  for (const [name, equities, fraction, money, peakBar, troughBar, longestHours] of cases) {
    test(name, () => {
      const { drawdown } = recorded(story(equities));
      assert.deepEqual(drawdown, {
        fraction,
        money,
        peakTime: START + peakBar * MICROS_PER_HOUR,
        troughTime: START + troughBar * MICROS_PER_HOUR,
        longest: longestHours * MICROS_PER_HOUR,
      });
    });
  }

  test('a run that never falls has none', () => {
    const { drawdown } = recorded(story([1_000, 1_001, 1_001, 1_500]));
    assert.deepEqual(drawdown, { fraction: 0, money: 0, peakTime: undefined, troughTime: undefined, longest: 0 });
  });

  test('equals its definition on any equity', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const { drawdown } = recorded(bars);
        const byDefinition = deepestByDefinition(bars);
        assert.equal(drawdown.fraction, byDefinition.fraction);
        assert.equal(drawdown.longest, byDefinition.longest);
        assert.ok(drawdown.fraction >= 0 && drawdown.fraction < 1);
      }),
    );
  });
});

describe('days', () => {
  test('a bar that closes at midnight ends its day, and a day without bars is left out', () => {
    const bars = story([1, 2, 3, 4], 12).filter((_, row) => row !== 2);
    const { daily } = recorded([...bars, { ...(bars[2] as Bar), time: START + 5 * MICROS_PER_DAY, equity: 9 }]);
    const day = START / MICROS_PER_DAY;
    assert.deepEqual([...daily.day], [day, day + 1, day + 4]);
    assert.deepEqual([...daily.equity], [2, 4, 9]);
  });

  test('the closing equity of each day is that of its last bar, on any bars', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const closes = new Map(bars.map(({ time, equity }) => [Math.ceil(time / MICROS_PER_DAY) - 1, equity]));
        const { daily } = recorded(bars);
        assert.deepEqual([...daily.day], [...closes.keys()]);
        assert.deepEqual([...daily.equity], [...closes.values()]);
      }),
    );
  });
});

describe('the curve', () => {
  test('keeps every bar while there is room', () => {
    const { curve } = recorded(story([1_001, 999, 1_000]), 8);
    assert.equal(curve.stride, 1);
    assert.deepEqual([...curve.equity], [1_001, 999, 1_000]);
    assert.deepEqual([...curve.priceOpen], [1_002, 1_002, 1_000]);
    assert.deepEqual([...curve.exposed], [1, 1, 0]);
  });

  test('joins neighbours when it is full, and loses no extreme', () => {
    const { curve } = recorded(story([5, 9, 1, 4, 7, 3, 2, 8, 6]), 4);
    assert.equal(curve.stride, 4);
    assert.deepEqual([...curve.equity], [4, 8, 6]);
    assert.deepEqual([...curve.low], [1, 2, 6]);
    assert.deepEqual([...curve.high], [9, 8, 6]);
    assert.deepEqual([...curve.priceHigh], [11, 10, 9]);
    assert.deepEqual([...curve.priceLow], [-1, 0, 4]);
    assert.deepEqual([...curve.priceOpen], [6, 5, 9]);
    assert.deepEqual([...curve.priceClose], [5, 9, 7]);
  });

  test('covers all bars, within its size, whatever the number of bars', () => {
    fc.assert(
      fc.property(anyBars, fc.integer({ min: 1, max: 8 }), (bars, half) => {
        const { curve, bars: count } = recorded(bars, half * 2);
        assert.ok(curve.length <= half * 2);
        assert.equal(curve.length, Math.ceil(count / curve.stride));
        for (let point = 0; point < curve.length; point += 1) {
          const covered = bars.slice(point * curve.stride, (point + 1) * curve.stride);
          assert.equal(curve.low[point], Math.min(...covered.map((bar) => bar.equity)));
          assert.equal(curve.high[point], Math.max(...covered.map((bar) => bar.equity)));
          assert.equal(curve.exposed[point], covered.some((bar) => bar.exposed) ? 1 : 0);
        }
      }),
    );
  });
});

test('a look in between changes nothing', () => {
  fc.assert(
    fc.property(anyBars, fc.integer({ min: 1, max: 9 }), (bars, every) => {
      const recorder = new EquityRecorder({ startTime: START, startEquity: CASH, points: 4 });
      for (const [row, { time, equity, high, low, close, exposed }] of bars.entries()) {
        recorder.record(time, equity, high, low, close, exposed);
        if (row % every === 0) recorder.summary();
      }
      assert.deepEqual(recorder.summary(), recorded(bars, 4));
    }),
  );
});

test('long runs are worked through in stretches with the same outcome', () => {
  const bars = story(Array.from({ length: 5_000 }, (_, row) => Math.round(CASH + 400 * Math.sin(row / 90) + row / 50)));
  const summary = recorded(bars, 64);
  assert.equal(summary.drawdown.fraction, deepestByDefinition(bars.slice(0, 1_200)).fraction);
  assert.equal(summary.bars, 5_000);
  assert.equal(summary.exposedBars, bars.filter((bar) => bar.exposed).length);
  assert.equal(summary.curve.stride, 128);
  assert.equal(summary.endTime, bars.at(-1)?.time);
});

test('bars out of order are refused', () => {
  const recorder = new EquityRecorder({ startTime: START, startEquity: CASH });
  recorder.record(START + 2, 1, 1, 1, 1, false);
  recorder.summary();
  recorder.record(START + 1, 1, 1, 1, 1, false);
  assert.throws(() => recorder.summary(), { code: 'ASSERTION_FAILED' });
});
