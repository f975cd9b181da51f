import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { MILLION } from '../../kernel/exact.ts';
import { rulesWith } from '../../../tests/tools/allocation-rules.ts';
import type { WeightMethod } from './allocation-rules.ts';
import { capCorrelated } from './correlated-cap.ts';
import { correlations, shrunkCovariance } from './covariance.ts';
import { PriceHistory } from './price-history.ts';
import { riskContributions, riskParity } from './risk-parity.ts';
import { weigh, type Weighed } from './weigh.ts';

const METHODS: readonly WeightMethod[] = ['equal', 'fixed', 'inverse-volatility', 'risk-parity', 'momentum'];
const LOOKBACK = 24;

function weighed(instrumentId: string, prices: readonly number[]): Weighed {
  const history = new PriceHistory(LOOKBACK);
  for (const price of prices) history.add(price);
  return { instrumentId, history };
}

/** Prices that walk from 100, a step in thousandths at a time; no two walks are the same. */
const walk = fc.array(fc.integer({ min: -40, max: 41 }), { minLength: LOOKBACK, maxLength: LOOKBACK }).map((steps) => {
  const prices = [100];
  for (const step of steps) prices.push((prices.at(-1) ?? 0) * (1 + step / 1000));
  return prices;
});
const instruments = fc
  .array(walk, { minLength: 1, maxLength: 6 })
  .map((walks) => walks.map((prices, at) => weighed(`I${at}`, prices)))
  .filter((all) => all.every(({ history }) => history.isReady && history.deviation > 1e-4));
const rules = fc.record({
  method: fc.constantFrom(...METHODS),
  top: fc.integer({ min: 1, max: 6 }),
  maxWeight: fc.integer({ min: 1, max: MILLION }),
  correlated: fc.record({ above: fc.double({ min: 0, max: 0.99, noNaN: true }), most: fc.integer({ min: 1, max: MILLION }) }),
  weights: fc
    .array(fc.integer({ min: 0, max: 160_000 }), { minLength: 6, maxLength: 6 })
    .map((all) => new Map(all.map((each, at) => [`I${at}`, each]))),
});

test('weights are none below zero, none above its cap, and together never more than all', () => {
  fc.assert(
    fc.property(instruments, rules, (all, given) => {
      const weights = [...weigh(all, rulesWith(given)).values()];
      for (const weight of weights) assert.ok(Number.isSafeInteger(weight) && weight >= 0 && weight <= given.maxWeight);
      assert.ok(weights.reduce((sum, each) => sum + each, 0) <= MILLION);
    }),
  );
});

test('the order of the instruments changes nothing', () => {
  fc.assert(
    fc.property(instruments, rules, fc.infiniteStream(fc.nat()), (all, given, keys) => {
      const shuffled = all.map((each) => ({ each, key: keys.next().value as number })).toSorted((a, b) => a.key - b.key);
      const other = weigh(
        shuffled.map(({ each }) => each),
        rulesWith(given),
      );
      for (const [id, weight] of weigh(all, rulesWith(given))) assert.equal(other.get(id), weight);
    }),
  );
});

test('by risk parity every instrument adds the same to the risk of all', () => {
  fc.assert(
    fc.property(instruments, (all) => {
      const { covariance } = shrunkCovariance(all.map(({ history }) => history.returns));
      const weights = riskParity(covariance);
      const parts = riskContributions(covariance, weights);
      assert.ok(Math.max(...parts) - Math.min(...parts) <= 1e-9 * Math.max(...parts));
      assert.ok(Math.abs(weights.reduce((sum, each) => sum + each, 0) - 1) < 1e-12 && weights.every((weight) => weight > 0));
    }),
  );
});

test('no instrument has, with all that moves with it, more than the cap', () => {
  fc.assert(
    fc.property(
      instruments,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (all, above, most) => {
        const correlation = correlations(shrunkCovariance(all.map(({ history }) => history.returns)).covariance);
        const capped = capCorrelated(
          all.map(() => 1 / all.length),
          correlation,
          above,
          most,
        );
        for (const [row, others] of correlation.entries()) {
          const together = capped.reduce((sum, weight, column) => sum + (row === column || (others[column] ?? 0) > above ? weight : 0), 0);
          assert.ok(together <= most + 1e-12);
        }
      },
    ),
  );
});

suite('what each method gives', () => {
  const calm = weighed(
    'CALM',
    Array.from({ length: LOOKBACK + 1 }, (_, at) => 100 * 1.001 ** at * (at % 2 === 0 ? 1 : 1.01)),
  );
  const wild = weighed(
    'WILD',
    Array.from({ length: LOOKBACK + 1 }, (_, at) => 100 * 1.002 ** at * (at % 2 === 0 ? 1 : 1.04)),
  );
  const fallen = weighed(
    'FALLEN',
    Array.from({ length: LOOKBACK + 1 }, (_, at) => 100 * 0.99 ** at * (at % 3 === 0 ? 1 : 1.02)),
  );
  const all = [calm, wild, fallen];
  for (const [name, given, expected] of [
    ['equal', { method: 'equal' }, { CALM: 333_333, WILD: 333_333, FALLEN: 333_333 }],
    ['none: the strategy spreads its budget itself', { method: 'none' }, { CALM: MILLION, WILD: MILLION, FALLEN: MILLION }],
    ['fixed', { method: 'fixed', weights: new Map([['WILD', 250_000]]) }, { CALM: 0, WILD: 250_000, FALLEN: 0 }],
    ['the strongest', { method: 'momentum', top: 1 }, { CALM: 0, WILD: MILLION, FALLEN: 0 }],
    [
      'the strongest three: one that fell has none, and its share stays in cash',
      { method: 'momentum', top: 3 },
      { CALM: 333_333, WILD: 333_333, FALLEN: 0 },
    ],
    ['at most 20% each', { method: 'equal', maxWeight: 200_000 }, { CALM: 200_000, WILD: 200_000, FALLEN: 200_000 }],
    [
      'twins have 30% together',
      { method: 'equal', correlated: { above: 0.9, most: 300_000 } },
      { CALM: 150_000, WILD: 150_000, FALLEN: 300_000 },
    ],
  ] as const)
    test(name, () => assert.deepEqual(Object.fromEntries(weigh(all, rulesWith(given))), expected));

  test('a calm instrument has more than a wild one by inverse volatility', () => {
    const weights = weigh([calm, wild], rulesWith({ method: 'inverse-volatility' }));
    const ratio = (weights.get('CALM') ?? 0) / (weights.get('WILD') ?? 1);
    assert.ok(Math.abs(ratio - wild.history.deviation / calm.history.deviation) < 1e-4);
  });
});

suite('a matrix that is no covariance is refused, and told why', () => {
  for (const [matrix, message] of [
    [[[1, 2]], /not square/],
    [
      [
        [1, 0.5],
        [0.4, 1],
      ],
      /row 1, column 2 and its mirror differ/,
    ],
    [
      [
        [1, 0],
        [0, 0],
      ],
      /the variance in row 2 is not above zero/,
    ],
    [
      [
        [1, NaN],
        [NaN, 1],
      ],
      /row 1, column 2 is NaN/,
    ],
    [
      [
        [1, 2],
        [2, 1],
      ],
      /contradict each other/,
    ],
    [[], /not square/],
  ] as const)
    test(String(message), () => assert.throws(() => riskParity(matrix), { code: 'ALLOCATION_MATRIX', message }));
});
