import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { candleColumns, feedStretches } from '../tools/feed-stretches.ts';
import { adx, atr, bollinger, donchian, ema, macd, rsi, sma, type Indicator } from '../../src/indicators/index.ts';

interface Golden {
  readonly priceScale: number;
  readonly bars: readonly (readonly [number, number, number, number])[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

const golden = JSON.parse(readFileSync(new URL('indicators.json', import.meta.url), 'utf8')) as Golden;

const indicators: Readonly<Record<string, () => Indicator>> = {
  'sma(10)': () => sma(10),
  'ema(20)': () => ema(20),
  'rsi(14)': () => rsi(14),
  'adx(14)': () => adx(14),
  'atr(14)': () => atr(14),
  'macd(12,26,9)': () => macd(12, 26, 9),
  'bollinger(20,2)': () => bollinger(20, 2),
  'donchian(20)': () => donchian(20),
};

/** The lines on which Ballast is ready later than TA-Lib, by bars: a Donchian channel also knows the channel before, and all lines of an ADX come together. */
const LATER: Readonly<Record<string, number>> = {
  'donchian(20).upper': 1,
  'donchian(20).lower': 1,
  'adx(14).plus': 13,
  'adx(14).minus': 13,
};

for (const [name, expected] of Object.entries(golden.values)) {
  test(`${name} is what TA-Lib says, from the same bar on`, () => {
    const at = name.lastIndexOf('.');
    const indicator = indicators[name.slice(0, at)]?.();
    assert.ok(indicator, `no indicator for ${name}`);
    indicator.bindScale(10 ** golden.priceScale);
    const firstValue = expected.findIndex((value) => value !== null) + (LATER[name] ?? 0);
    const bars = candleColumns(golden.bars.map(([open, high, low, close]) => ({ open, high, low, close })));
    feedStretches([indicator], bars, 256, (index) => {
      assert.equal(indicator.isReady, index >= firstValue, `bar ${index}`);
      const value: unknown = Reflect.get(indicator, name.slice(at + 1));
      const reference = index < firstValue ? Number.NaN : (expected[index] ?? Number.NaN);
      assert.ok(agrees(value, reference), `bar ${index}: ${String(value)} where TA-Lib says ${reference}`);
    });
  });
}

/** Equal to ten digits of the price, which is what TA-Lib's running squares keep. */
function agrees(value: unknown, reference: number): boolean {
  if (typeof value !== 'number') return false;
  return Number.isNaN(reference) ? Number.isNaN(value) : Math.abs(value - reference) <= 1e-10 * Math.max(100, Math.abs(reference));
}
