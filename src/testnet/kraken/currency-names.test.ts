import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assetName, pairNames } from './currency-names.ts';

const ROWS = [
  ['BTC', 'USD', 'XXBTZUSD', 'XBTUSD', 'XBT/USD'],
  ['ETH', 'BTC', 'XETHXXBT', 'ETHXBT', 'ETH/XBT'],
  ['BTC', 'USDT', 'XBTUSDT', 'XBTUSDT', 'XBT/USDT'],
  ['DOGE', 'USD', 'XXDGZUSD', 'XDGUSD', 'XDG/USD'],
  ['SOL', 'EUR', 'SOLEUR', 'SOLEUR', 'SOL/EUR'],
] as const;

for (const [base, quote, key, altname, wsname] of ROWS) {
  test(`the market ${base}/${quote} is ${key} at Kraken`, () => {
    assert.deepEqual(pairNames(base, quote), { key, altname, wsname });
  });
}

test('a currency of an account has the letters of Kraken where Kraken gave it some', () => {
  assert.deepEqual(['BTC', 'USD', 'USDT', 'SOL'].map(assetName), ['XXBT', 'ZUSD', 'USDT', 'SOL']);
});
