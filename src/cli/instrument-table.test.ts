import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInInstruments } from '../data/instruments/built-in-instruments.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { instrumentLines, instrumentTable, instrumentValue } from './instrument-table.ts';

test('the table of instruments fits 80 columns', () => {
  for (const line of instrumentTable(builtInInstruments)) assert.ok(line.length <= 80, line);
  assert.match(instrumentTable(builtInInstruments)[1] ?? '', /^BTC\/USDT\.BINANCE +spot +0\.01 +0\.00001 +5 USDT {2}24\/7$/);
});

test('the rules of one are told in plain decimals', () => {
  assert.deepEqual(instrumentLines(findInstrument('BTC/USD.KRAKEN')).slice(0, 5), [
    'instrument     BTC/USD.KRAKEN (spot)',
    'trades         24/7',
    'price step     0.1 USD',
    'quantity step  0.00000001 BTC',
    'quantity       0.0001 to 10000000 BTC an order',
  ]);
  const { fingerprint, ...value } = instrumentValue(findInstrument('SPY.US'));
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(value, {
    id: 'SPY.US',
    kind: 'equity',
    calendar: 'us-equities',
    base: 'SPY',
    quote: 'USD',
    settlement: 'USD',
    tick: '0.01',
    lot: '1',
    minQuantity: '1',
    maxQuantity: '1000000000000000',
    minNotional: '0',
    maxNotional: '1000000000',
    multiplier: 1,
    effectiveFrom: '2024-01-01T00:00:00Z',
  });
});
