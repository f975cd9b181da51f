import assert from 'node:assert/strict';
import { test } from 'node:test';

import { instrumentOf } from './instrument-definition.ts';
import { parseConfig } from './load.ts';

const define = (text: string) => parseConfig(`version: 1\ninstruments: [${text}]`, 'ballast.yaml').config.instruments.map(instrumentOf)[0];

test('a crypto pair has the scales of its tick and lot', () => {
  const instrument = define('{ id: BTC/USDT.BINANCE, tick: 0.01, lot: 0.00001, minQuantity: 0.0001, minNotional: 5 }');
  assert.equal(instrument?.priceScale, 2);
  assert.equal(instrument?.tick, 1);
  assert.equal(instrument?.quantityScale, 5);
  assert.equal(instrument?.minQuantity, 10);
  assert.equal(instrument?.minNotional, 500_000_000);
  assert.equal(instrument?.quote.code, 'USDT');
  assert.equal(instrument?.base.code, 'BTC');
});

test('a stock is quoted in dollars and trades in whole shares', () => {
  const instrument = define('{ id: SPY.ARCA, kind: equity, calendar: us-equities, tick: 0.01, lot: 1 }');
  assert.equal(instrument?.quote.code, 'USD');
  assert.equal(instrument?.minQuantity, 1);
  assert.equal(instrument?.calendar, 'us-equities');
});

test('numbers that contradict each other are refused where they stand', () => {
  const cases = [
    'minQuantity: 0.3, lot: 0.2',
    'maxQuantity: 1, minQuantity: 2, lot: 1',
    'minNotional: 5, maxNotional: 4, lot: 1',
    'tick: 0.0000000000000001, lot: 1',
  ];
  for (const numbers of cases) {
    const tick = numbers.includes('tick') ? '' : 'tick: 1, ';
    assert.throws(
      () => define(`{ id: A/B.C, ${tick}${numbers} }`),
      { code: 'CONFIG_INVALID', message: /^line 2, column (15|\d\d): instruments\[0\]/ },
      numbers,
    );
  }
});
