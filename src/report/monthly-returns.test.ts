import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleResult } from '../../tests/e2e/report-sample.ts';
import { monthlyReturns } from './monthly-returns.ts';

const base = sampleResult({ bars: 10 });

test('a month runs from the last close before it to its own last close, a year over its months', () => {
  const daily = [
    ['2023-11-30', '110'],
    ['2023-12-01', '121'],
    ['2023-12-31', '99'],
    ['2024-02-10', '198'],
    ['2024-03-01', '0'],
    ['2024-04-01', '5'],
  ];
  const result = {
    ...base,
    settings: { ...base.settings, cash: '100' },
    equity: { ...base.equity, daily: daily.map(([date = '', equity = '']) => ({ date, equity })) },
  };
  const [first, second] = monthlyReturns(result);
  const round = (values: readonly (number | null)[] = []): (number | null)[] =>
    values.map((value) => (value === null ? null : Number(value.toFixed(9))));
  assert.deepEqual(round(first?.months), [...Array.from({ length: 10 }, () => null), 0.1, -0.1]);
  assert.deepEqual(round([first?.whole ?? null, second?.whole ?? null]), [-0.01, Number((5 / 99 - 1).toFixed(9))]);
  assert.deepEqual(round(second?.months.slice(0, 5)), [null, 1, -1, null, null]);
});

test('the months of a run compound to its return', () => {
  const result = sampleResult();
  const whole = monthlyReturns(result)
    .flatMap(({ months }) => months)
    .reduce<number>((product, value) => product * (1 + (value ?? 0)), 1);
  assert.ok(Math.abs(whole - 1 - Number(result.statistics.return)) < 1e-12);
});
