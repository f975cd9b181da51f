import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BarCheck } from '../data/check/check-bars.ts';
import { builtInInstruments } from '../data/instruments/built-in-instruments.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { INTERVALS, type Interval } from '../domain/interval.ts';
import { parseTime } from '../kernel/time.ts';
import { synthesiseBars, type SynthesiseOptions } from './synthesise-bars.ts';

const OPTIONS: SynthesiseOptions = { interval: '1m', bars: 1_000, seed: 7, from: parseTime('2024-01-01'), gaps: false };

/** What the check finds in made-up bars: kinds with their numbers of bars. */
function oddities(id: string, options: SynthesiseOptions): Readonly<Record<string, number>> {
  const check = new BarCheck({ calendar: '24/7', interval: options.interval, source: 'trade', priceScale: 2 });
  check.add(synthesiseBars(findInstrument(id), options));
  const found = check.finish().findings.filter(({ count }) => count > 0);
  return Object.fromEntries(found.map(({ kind, bars }) => [kind, bars]));
}

for (const { id } of builtInInstruments.filter(({ venue }) => venue === 'SYNTH')) {
  test(`made-up bars of ${id} pass the check of data, and their gaps are found by it`, () => {
    assert.deepEqual(oddities(id, { ...OPTIONS, bars: 50_000 }), {});
    assert.deepEqual(Object.keys(oddities(id, { ...OPTIONS, bars: 50_000, gaps: true })), ['gap']);
  });
}

test('the same seed makes the same bars, another one others, and so does another instrument', () => {
  const [btc, eth] = [findInstrument('BTC/USDT.SYNTH'), findInstrument('ETH/USDT.SYNTH')];
  const made = synthesiseBars(btc, OPTIONS);
  assert.deepEqual(synthesiseBars(btc, OPTIONS), made);
  assert.notDeepEqual(synthesiseBars(btc, { ...OPTIONS, seed: 8 }).close, made.close);
  const shape = ({ close }: typeof made): number[] =>
    Array.from(close.subarray(0, 50), (price, row) => Math.sign(price - (close[row + 1] ?? 0)));
  assert.notDeepEqual(shape(synthesiseBars(eth, OPTIONS)), shape(made));
});

for (const [what, id, change, code] of [
  ['bars of a real venue', 'BTC/USDT.BINANCE', {}, 'DATA_SYNTH_REAL'],
  ['bars of a month', 'BTC/USDT.SYNTH', { interval: '1M' as Interval }, 'USAGE_INVALID'],
  ['no bars', 'BTC/USDT.SYNTH', { bars: 0 }, 'USAGE_INVALID'],
  ['half a bar', 'BTC/USDT.SYNTH', { bars: 1.5 }, 'USAGE_INVALID'],
  ['more bars than fit', 'BTC/USDT.SYNTH', { bars: 5_000_001 }, 'USAGE_INVALID'],
  ['a seed that is no number', 'BTC/USDT.SYNTH', { seed: Number.NaN }, 'USAGE_INVALID'],
  ['bars beside the grid', 'BTC/USDT.SYNTH', { from: parseTime('2024-01-01T00:00:30Z') }, 'USAGE_INVALID'],
] as const) {
  test(`${what} are refused`, () => assert.throws(() => synthesiseBars(findInstrument(id), { ...OPTIONS, ...change }), { code }));
}

test('bars of every interval but the month are made', () => {
  for (const interval of INTERVALS.filter((each) => each !== '1M')) {
    // The first of January 2024 is a Monday, and day 19,723: no third day of the count that 3d bars follow.
    const from = interval === '3d' ? parseTime('2024-01-03') : OPTIONS.from;
    assert.equal(synthesiseBars(findInstrument('BTC/USDT.SYNTH'), { ...OPTIONS, interval, from, bars: 10 }).length, 10);
  }
});
