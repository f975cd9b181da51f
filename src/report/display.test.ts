import assert from 'node:assert/strict';
import { test } from 'node:test';

import { displayDecimal, displayDuration, displayFraction, displayNumber, displayTime } from './display.ts';

const numbers: readonly [value: number | string, decimals: number, shown: string][] = [
  [1234567.891, 2, '1,234,567.89'],
  ['-1234.5', 2, '-1,234.50'],
  [999, 0, '999'],
  [-0.0001, 2, '0.00'],
  [2.5e12, 2, '2.5000e+12'],
];
for (const [value, decimals, shown] of numbers) {
  test(`the number ${value} with ${decimals} decimals is ${shown}`, () => assert.equal(displayNumber(value, decimals), shown));
}

const fractions: readonly [value: number | null, style: 'signed' | 'plain', shown: string][] = [
  [0.0512, 'plain', '5.12%'],
  [0.0512, 'signed', '+5.12%'],
  [-0.5, 'signed', '-50.00%'],
  [0.000001, 'signed', '0.00%'],
  [123456, 'plain', '1.23e+7%'],
  [null, 'signed', '-'],
];
for (const [value, style, shown] of fractions) {
  test(`the fraction ${value}, ${style}, is ${shown}`, () => assert.equal(displayFraction(value, style), shown));
}

const durations: readonly [seconds: number | null, shown: string][] = [
  [0, '0 s'],
  [12, '12 s'],
  [60, '1 min'],
  [3_661, '1 h 1 min'],
  [86_400, '1 d'],
  [86_400 + 59, '1 d'],
  [125 * 86_400 + 4 * 3_600 + 900, '125 d 4 h'],
  [1_000_000 * 86_400, '1,000,000 d'],
  [null, '-'],
];
for (const [seconds, shown] of durations) {
  test(`${seconds} seconds are ${shown}`, () => assert.equal(displayDuration(seconds), shown));
}

test('times keep their seconds only where there are any', () => {
  assert.equal(displayTime('2024-01-31T08:15:00Z'), '2024-01-31 08:15');
  assert.equal(displayTime('2024-01-31T08:15:30Z'), '2024-01-31 08:15:30');
  assert.equal(displayTime('2024-01-31T08:15:00.250Z'), '2024-01-31 08:15:00.250');
});

test('decimals lose their zeros at the end and nothing else', () => {
  assert.equal(displayDecimal('10000.00000000'), '10,000');
  assert.equal(displayDecimal('0.00100'), '0.001');
  assert.equal(displayDecimal('-1234.50'), '-1,234.5');
});
