import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { MICROS_PER_HOUR } from '../../kernel/time.ts';
import type { StoredEquity } from '../../ports/store.ts';
import { measureReturns } from './measure-returns.ts';

/** Equity at the end of each hour, the first at the beginning. */
const points = (...equities: readonly number[]): readonly StoredEquity[] =>
  equities.map((equity, hour) => ({ seq: hour, ts: hour * MICROS_PER_HOUR, currency: 'USDT', equity, cash: equity }));
const measure = (...equities: readonly number[]) => measureReturns(points(...equities), 0, (equities.length - 1) * MICROS_PER_HOUR, 1);

suite('of equity by the hour', () => {
  test('profit and drawdown are of the money', () => {
    const { netProfit, drawdown } = measure(100, 120, 90, 110);
    assert.equal(netProfit?.toFixed(12), '0.100000000000');
    assert.equal(drawdown, 0.25);
  });

  test('the Sharpe ratio is mean over deviation, by the year', () => {
    const { sharpe, sortino } = measure(100, 101, 101, 102.01);
    const [mean, deviation] = [0.02 / 3, Math.sqrt(((0.01 / 3) ** 2 * 2 + (0.02 / 3) ** 2) / 2)];
    assert.ok(Math.abs((sharpe ?? 0) - (mean / deviation) * Math.sqrt(8760)) < 1e-6);
    assert.equal(sortino, undefined, 'no hour lost');
  });

  test('what never moved has neither, and a short run has no interval', () => {
    assert.deepEqual(Object.keys(measure(100, 100, 100)).sort(), ['drawdown', 'netProfit', 'returns']);
    assert.equal(measure(100, 101, 100).sharpeLower, undefined);
  });

  test('a day and more has one, below the value', () => {
    const equities = Array.from({ length: 49 }, (_, hour) => 100 + hour + (hour % 3));
    const { sharpe = NaN, sharpeLower = NaN } = measure(...equities);
    assert.ok(sharpeLower < sharpe);
  });

  test('nothing at all says nothing', () => assert.deepEqual(measureReturns([], 0, MICROS_PER_HOUR, 1), { returns: new Float64Array() }));
});

test('hours in which no point falls have no return, and all returns together make the profit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ equity: fc.integer({ min: 1, max: 1_000_000 }), after: fc.integer({ min: 1, max: 5 }) }), { minLength: 1 }),
      (steps) => {
        let hour = 0;
        const course = [{ equity: 500, after: 0 }, ...steps].map(
          ({ equity, after }) => ({ ...points(equity)[0], ts: (hour += after) * MICROS_PER_HOUR }) as StoredEquity,
        );
        const { returns, netProfit = NaN } = measureReturns(course, 0, hour * MICROS_PER_HOUR, 1);
        assert.equal(returns.length, hour);
        const grown = returns.reduce((worth, value) => worth * (1 + value), 1);
        assert.ok(Math.abs(grown / (1 + netProfit) - 1) < 1e-9);
      },
    ),
    { numRuns: 100 },
  );
});
