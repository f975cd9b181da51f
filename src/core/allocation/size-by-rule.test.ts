import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import { MILLION } from '../../kernel/exact.ts';
import { notional } from '../../domain/money.ts';
import type { SizingRule } from './allocation-rules.ts';
import { sizeByRule, type SizingInputs } from './size-by-rule.ts';

const BTC = testInstrument('BTC/USDT.TEST', { tick: '0.01', lot: '0.001' });
const NO_EDGE = { wins: 0, losses: 0, won: 0, lost: 0 };
/** 10,000 USDT of capital, a buy at 100.00. */
const AT_100: SizingInputs = { side: 'buy', capital: 10_000e8, price: 10_000, stop: undefined, volatility: 0.8, edge: NO_EDGE };

suite('the size of an order, and where it came from', () => {
  const kelly = { method: 'kelly', fraction: 500_000, cap: 250_000, trips: 30, before: 10_000 } as const;
  for (const [rule, inputs, quantity, source] of [
    [{ method: 'fixed', quantity: 0.0129 }, {}, 12, 'fixed quantity'],
    [{ method: 'notional', notional: 250 }, {}, 2_500, 'notional 250 USDT'],
    [{ method: 'equity', share: 125_000 }, {}, 12_500, '12.5% of 10000 USDT: 1250 USDT'],
    [
      { method: 'volatility', volatility: 0.2, most: MILLION },
      {},
      25_000,
      'volatility 0.2 over 0.8000 a year, 25% of 10000 USDT: 2500 USDT',
    ],
    [{ method: 'volatility', volatility: 2, most: 300_000 }, {}, 30_000, 'volatility 2 over 0.8000 a year, 30% of 10000 USDT: 3000 USDT'],
    [{ method: 'risk', risk: 10_000 }, { stop: 9_500 }, 20_000, '1% of 10000 USDT at risk, 100 USDT, to the stop 95.00, 5.00 away'],
    [
      { method: 'risk', risk: 10_000 },
      { side: 'sell', stop: 10_800 },
      12_500,
      '1% of 10000 USDT at risk, 100 USDT, to the stop 108.00, 8.00 away',
    ],
    [kelly, {}, 1_000, '1% until 30 round trips, of which 0 closed, of 10000 USDT: 100 USDT'],
    [
      kelly,
      { edge: { wins: 29, losses: 0, won: 3, lost: 0 } },
      1_000,
      '1% until 30 round trips, of which 29 closed, of 10000 USDT: 100 USDT',
    ],
    [
      kelly,
      { edge: { wins: 18, losses: 12, won: 0.54, lost: 0.24 } },
      13_888,
      "50% of Kelly's 0.2778 over 30 round trips, 13.8888% of 10000 USDT: 1388.88 USDT",
    ],
    [
      kelly,
      { edge: { wins: 90, losses: 10, won: 9, lost: 1 } },
      25_000,
      "50% of Kelly's 0.7955 over 100 round trips, 25% of 10000 USDT: 2500 USDT",
    ],
  ] as readonly [SizingRule, Partial<SizingInputs>, number, string][])
    test(source, () => assert.deepEqual(sizeByRule(rule, BTC, { ...AT_100, ...inputs }), { quantity, source }));
});

suite('an order that cannot be sized is refused, and told why', () => {
  for (const [code, rule, inputs] of [
    ['SIZING_NO_STOP', { method: 'risk', risk: 10_000 }, {}],
    ['SIZING_NO_STOP', { method: 'risk', risk: 10_000 }, { stop: 10_000 }],
    ['SIZING_NO_STOP', { method: 'risk', risk: 10_000 }, { side: 'sell', stop: 9_000 }],
    ['SIZING_NO_HISTORY', { method: 'volatility', volatility: 0.2, most: MILLION }, { volatility: undefined }],
    [
      'SIZING_NO_EDGE',
      { method: 'kelly', fraction: MILLION, cap: MILLION, trips: 2, before: MILLION },
      { edge: { wins: 5, losses: 5, won: 0.1, lost: 0.2 } },
    ],
  ] as readonly [string, SizingRule, Partial<SizingInputs>][])
    test(`${code}: ${rule.method} ${JSON.stringify(inputs)}`, () => {
      const sized = sizeByRule(rule, BTC, { ...AT_100, ...inputs });
      assert.ok('code' in sized && sized.code === code, JSON.stringify(sized));
    });
});

test('reaching the stop never costs more than the share at risk, and a stop nearer never gives a smaller order', () => {
  const price = fc.integer({ min: 2, max: 1e8 });
  fc.assert(
    fc.property(
      price,
      fc.integer({ min: 0, max: 1e14 }),
      fc.integer({ min: 1, max: MILLION }),
      fc.nat(),
      fc.nat(),
      (at, capital, risk, one, two) => {
        const [near, far] = [one % at, two % at].toSorted((left, right) => right - left) as [number, number];
        const sized = [near, far].map((stop) => sizeByRule({ method: 'risk', risk }, BTC, { ...AT_100, price: at, capital, stop }));
        const [larger, smaller] = sized.map((each) => ('code' in each ? assert.fail(each.message) : each.quantity)) as [number, number];
        assert.ok(larger >= smaller && smaller % BTC.lot === 0);
        if (smaller <= BTC.maxQuantity)
          assert.ok(BigInt(smaller) * BigInt(at - far) * 1000n <= (BigInt(capital) * BigInt(risk)) / BigInt(MILLION));
      },
    ),
  );
});

test('a share of the capital never costs more than it, whatever the rule', () => {
  const share = fc.integer({ min: 1, max: MILLION });
  const rule: fc.Arbitrary<SizingRule> = fc.oneof(
    share.map((each) => ({ method: 'equity' as const, share: each })),
    fc.record({ method: fc.constant('volatility' as const), volatility: fc.double({ min: 0.001, max: 3, noNaN: true }), most: share }),
    fc.record({ method: fc.constant('kelly' as const), fraction: share, cap: share, trips: fc.constant(2), before: share }),
  );
  const edge = fc.record({
    wins: fc.nat(50),
    losses: fc.nat(50),
    won: fc.double({ min: 0, max: 9, noNaN: true }),
    lost: fc.double({ min: 0, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 1e8 }), fc.integer({ min: 0, max: 1e14 }), edge, (given, price, capital, record) => {
      const sized = sizeByRule(given, BTC, { ...AT_100, price, capital, edge: record });
      if ('code' in sized || sized.quantity > BTC.maxQuantity) return;
      assert.ok(sized.quantity >= 0 && sized.quantity % BTC.lot === 0 && notional(BTC, price, sized.quantity, 'ceil') <= capital);
    }),
  );
});
