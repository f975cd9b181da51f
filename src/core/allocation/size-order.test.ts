import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { exitOrders, sizeOrder, targetQuantity } from './size-order.ts';

/** As Binance has it: tick 0.01, lot 0.00001. */
const BTC = testInstrument('BTC/USDT.TEST', { tick: '0.01', lot: '0.00001' });
/** As cheap coins have it: tick 0.00000001, whole lots. */
const SHIB = testInstrument('SHIB/USDT.TEST', { tick: '0.00000001', lot: '1' });
const SHARE = testInstrument('AAPL.TEST', { kind: 'equity', tick: '0.01', lot: '1' });

const instrument = fc.constantFrom(BTC, SHIB, SHARE);
const price = fc.integer({ min: 1, max: 1e9 });
const equity = fc.integer({ min: 0, max: 1e14 });
const buffer = fc.integer({ min: 0, max: 100_000 });

/** What a quantity costs in money units, exactly: [numerator, denominator]. */
function costOf({ priceScale, quantityScale, quote }: Instrument, quantity: number, at: number): readonly [bigint, bigint] {
  return [BigInt(quantity) * BigInt(at) * 10n ** BigInt(quote.scale), 10n ** BigInt(priceScale + quantityScale)];
}

test('a share of the equity never costs more than that share, and one lot more would', () => {
  fc.assert(
    fc.property(instrument, price, equity, buffer, fc.integer({ min: 1, max: 1_000_000 }), (of, at, money, aside, millionths) => {
      const { quantity } = sizeOrder('weight', millionths / 1e6, of, { equity: money, price: at, buffer: aside });
      const most = (BigInt(money) * BigInt(1_000_000 - aside) * BigInt(millionths)) / 10n ** 12n;
      const [cost, unit] = costOf(of, quantity, at);
      assert.ok(quantity >= 0 && quantity % of.lot === 0);
      assert.ok(cost <= most * unit, 'within the share');
      if (quantity > of.maxQuantity) return;
      const [more] = costOf(of, quantity + of.lot, at);
      // Two roundings down to money units may leave that much out.
      assert.ok(more > (most - 2n) * unit, 'as much as the share buys');
    }),
  );
});

test('a target is a share of the equity with a sign: rounded towards zero on both sides', () => {
  fc.assert(
    fc.property(instrument, price, equity, fc.double({ min: 0.001, max: 1, noNaN: true }), (of, at, money, weight) => {
      const state = { equity: money, price: at, buffer: 0 };
      const long = targetQuantity(weight, of, state);
      assert.equal(targetQuantity(-weight, of, state), long === 0 ? -0 : -long);
      assert.equal(long, sizeOrder('weight', weight, of, state).quantity);
    }),
  );
});

test('an amount of money never buys more than it', () => {
  fc.assert(
    fc.property(instrument, price, fc.integer({ min: 1, max: 1e9 }), (of, at, cents) => {
      const { quantity } = sizeOrder('notional', cents / 100, of, { equity: 0, price: at, buffer: 0 });
      const [cost, unit] = costOf(of, quantity, at);
      assert.ok(cost * 100n <= BigInt(cents) * 10n ** BigInt(of.quote.scale) * unit);
    }),
  );
});

test('a quantity is rounded down to whole lots', () => {
  for (const [value, units] of [
    [0.000019999, 1],
    [0.00001, 1],
    [0.3, 30_000],
    [0.1 + 0.2, 30_000],
    [0.0000099, 0],
  ] as const)
    assert.equal(sizeOrder('quantity', value, BTC, { equity: 0, price: 1, buffer: 0 }).quantity, units, String(value));
});

test('without equity, or without a price, a share of it is nothing', () => {
  for (const state of [
    { equity: 0, price: 100, buffer: 0 },
    { equity: -5e8, price: 100, buffer: 0 },
    { equity: 1e12, price: NaN, buffer: 0 },
  ])
    assert.equal(sizeOrder('weight', 1, BTC, state).quantity, 0);
});

test('a size beyond all counting is one lot more than an order may have, for the controls to refuse', () => {
  const small = { ...SHIB, maxQuantity: 1_000_000 };
  for (const coin of [SHIB, small]) {
    const { quantity } = sizeOrder('weight', 4_000_000, coin, { equity: 1e15, price: 1, buffer: 0 });
    assert.equal(quantity, coin.maxQuantity + coin.lot);
  }
  assert.equal(sizeOrder('notional', 4_000_000, small, { equity: 0, price: 1, buffer: 0 }).quantity, small.maxQuantity + small.lot);
});

test('a position is closed by orders that are each small enough, and together are all of it', () => {
  const most = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), most, most, fc.integer({ min: 1, max: 100 }), (lots, maxLots, maxMoney, at) => {
      const of = testInstrument('ONE/USDT.TEST', { lot: '0.5', maxQuantity: String(maxLots / 2), maxNotional: String(maxMoney * 100) });
      const sizes = exitOrders(lots * of.lot, of, at);
      assert.equal(
        sizes.reduce((total, size) => total + size, 0),
        lots * of.lot,
      );
      for (const size of sizes) {
        assert.ok(size > 0 && size % of.lot === 0);
        if (at * of.lot <= maxMoney * 1_000) assert.ok(size <= of.maxQuantity && size * at * 10 <= maxMoney * 10_000);
      }
    }),
  );
});
