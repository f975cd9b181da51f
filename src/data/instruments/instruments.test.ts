import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { formatPrice, formatQuantity, type Instrument } from '../../domain/instrument.ts';
import { buildInstrument } from '../../domain/instrument-spec.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import { parseTime } from '../../kernel/time.ts';
import { builtInInstruments } from './built-in-instruments.ts';
import { findInstrument } from './find-instrument.ts';
import { instrumentFingerprint } from './instrument-fingerprint.ts';

const rules = (instrument: Instrument): string =>
  [
    formatPrice(instrument, instrument.tick),
    formatQuantity(instrument, instrument.lot),
    formatQuantity(instrument, instrument.minQuantity),
    Number(formatDecimal(instrument.minNotional, instrument.quote.scale)),
    instrument.quote.code,
    instrument.calendar,
  ].join(' ');

describe('built-in instruments', () => {
  for (const [id, expected] of [
    ['BTC/USDT.BINANCE', '0.01 0.00001 0.00001 5 USDT 24/7'],
    ['DOGE/USDT.BINANCE', '0.00001 1 1 5 USDT 24/7'],
    ['XRP/USDT.BINANCE', '0.0001 1 1 5 USDT 24/7'],
    ['BTC/USD.KRAKEN', '0.1 0.00000001 0.00010000 0.5 USD 24/7'],
    ['BTC/EUR.COINBASE', '0.01 0.00000001 0.00000001 1 EUR 24/7'],
    ['EUR/USD.OANDA', '0.00001 1 1 0 USD forex'],
    ['SPY.US', '0.01 1 1 0 USD us-equities'],
    ['BTC/USDT.SYNTH', '0.01 0.00001 0.00001 5 USDT 24/7'],
  ] as const) {
    test(`${id}: ${expected}`, () => assert.equal(rules(findInstrument(id)), expected));
  }

  test('have each its own id, and are all named in the docs', () => {
    const ids = builtInInstruments.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const docs = readFileSync(new URL('../../../docs/instruments.md', import.meta.url), 'utf8');
    assert.deepEqual(
      ids.filter((id) => !docs.includes(`\`${id}\``)),
      [],
    );
  });
});

describe('an instrument is found', () => {
  const [old, recent] = ['2020-01-01', '2024-06-01'].map((date, index) =>
    buildInstrument({ id: 'A/B.X', kind: 'spot', calendar: '24/7', tick: '0.1', lot: `${index + 1}`, effectiveFrom: parseTime(date) }),
  ) as [Instrument, Instrument];
  for (const [what, at, expected] of [
    ['with its newest rules', undefined, recent],
    ['with the rules of the moment', parseTime('2024-05-31'), old],
    ['with the rules that begin at the moment', parseTime('2024-06-01'), recent],
    ['before its first known rules, with those', parseTime('2010-01-01'), old],
  ] as const) {
    test(what, () => assert.equal(findInstrument('A/B.X', { also: [recent, old], ...(at === undefined ? {} : { at }) }), expected));
  }

  test('in the configuration before the built-in one', () => {
    const own = buildInstrument({ id: 'SPY.US', kind: 'equity', calendar: 'us-equities', tick: '0.05', lot: '1', effectiveFrom: 0 });
    assert.equal(findInstrument('SPY.US', { also: [own] }), own);
  });
});

for (const [typed, suggestion] of [
  ['BTC/USDT', '; did you mean BTC/USDT.BINANCE or BTC/USDT.MEXC or BTC/USDT.SYNTH?'],
  ['btcusdt.binance', '; did you mean BTC/USDT.BINANCE?'],
  ['BTC/USTD.BINANCE', '; did you mean BTC/USDT.BINANCE'],
  ['SYP.US', '; did you mean SPY.US'],
  ['nothing like it', ' is known'],
] as const) {
  test(`an unknown "${typed}" is named with the nearest ids`, () => {
    assert.throws(
      () => findInstrument(typed),
      (error: Error & { code?: string }) => error.code === 'INSTRUMENT_UNKNOWN' && error.message.includes(suggestion),
    );
  });
}

test('a fingerprint differs when any rule does', () => {
  const [btc, eth] = [findInstrument('BTC/USDT.BINANCE'), findInstrument('ETH/USDT.BINANCE')];
  assert.equal(instrumentFingerprint(btc), instrumentFingerprint({ ...btc }));
  assert.notEqual(instrumentFingerprint(btc), instrumentFingerprint({ ...btc, lot: btc.lot * 10 }));
  assert.notEqual(instrumentFingerprint(btc), instrumentFingerprint(eth));
});
