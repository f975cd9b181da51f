import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../tests/tools/scripted-session.ts';
import { isBallastError } from '../kernel/errors.ts';
import { parseDecimal } from '../kernel/exact.ts';
import { currency, notional } from './money.ts';

const BTC = testInstrument('BTC/USDT.TEST', { tick: '0.01', lot: '0.00000001' });

test('100 BTC at 123,456.78 are worth 12,345,678 to the last unit, ten times beyond what a float product holds', () => {
  const price = parseDecimal('123456.78', BTC.priceScale);
  const quantity = parseDecimal('100', BTC.quantityScale);
  assert.ok(price * quantity > 10 * Number.MAX_SAFE_INTEGER);
  assert.equal(notional(BTC, price, quantity, 'ceil'), parseDecimal('12345678', 8));
  assert.equal(notional(BTC, price, quantity + 1, 'floor'), parseDecimal('12345678.00123456', 8));
  assert.equal(notional(BTC, price, quantity + 1, 'ceil'), parseDecimal('12345678.00123457', 8));
});

test('what a quantity is worth is exact until the one rounding, at the scale of 100 BTC', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 10_000_000_000 }), (price, quantity) => {
      const exact = BigInt(price) * BigInt(quantity);
      const floor = Number(exact / 100n);
      assert.equal(notional(BTC, price, quantity, 'floor'), floor);
      assert.equal(notional(BTC, price, quantity, 'ceil'), exact % 100n === 0n ? floor : floor + 1);
      assert.equal(notional(BTC, price, -quantity, 'half-even') + notional(BTC, price, quantity, 'half-even'), 0);
    }),
  );
});

test('a contract counts as many times as its multiplier says', () => {
  assert.equal(notional({ ...BTC, multiplier: 50 }, 100, 100_000_000, 'ceil'), 50 * notional(BTC, 100, 100_000_000, 'ceil'));
});

test('what cannot be counted exactly is refused rather than guessed', () => {
  assert.throws(
    () => notional(BTC, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'ceil'),
    (error) => isBallastError(error, 'NUMBER_OVERFLOW'),
  );
});

test('fiat money is booked with 6 decimals, yen with 4, coins with 8', () => {
  assert.deepEqual(
    ['USD', 'EUR', 'JPY', 'USDT', 'BTC'].map((code) => currency(code).scale),
    [6, 6, 4, 8, 8],
  );
});
