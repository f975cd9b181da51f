import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';

import { SeededRandom } from '../../src/kernel/random.ts';
import { bestBlock, bootstrapInterval } from '../../src/report/evidence/bootstrap.ts';
import { deflatedSharpe, expectedBestSharpe, probabilisticSharpe, sharpeProbability } from '../../src/report/evidence/deflated-sharpe.ts';
import { momentsOf } from '../../src/report/evidence/moments.ts';
import { normalCdf, normalQuantile } from '../../src/report/evidence/normal.ts';
import { overfittingOf, type Overfitting } from '../../src/report/evidence/overfitting.ts';

interface Golden {
  readonly sample: readonly number[];
  readonly search: readonly (readonly number[])[];
  readonly good: readonly (readonly number[])[];
  readonly moments: Readonly<Record<string, number>>;
  readonly cdf: readonly (readonly [number, number])[];
  readonly quantile: readonly (readonly [number, number])[];
  readonly block: readonly (readonly [number, number])[];
  readonly overfitting: Readonly<Record<'noise' | 'good', Overfitting>>;
}

const golden = JSON.parse(readFileSync(new URL('evidence.json', import.meta.url), 'utf8')) as Golden;

function near(ours: number | null, theirs: number, tolerance: number): void {
  assert.ok(ours !== null && Math.abs(ours - theirs) <= tolerance * Math.max(1e-300, Math.abs(theirs)), `${ours} is not ${theirs}`);
}

suite('as scipy and numpy say', () => {
  for (const [name, value] of Object.entries(golden.moments))
    test(name, () => near(momentsOf(golden.sample)[name as keyof ReturnType<typeof momentsOf>], value, 1e-11));
  for (const [z, p] of golden.cdf)
    test(`normal probability below ${z}`, () => assert.ok(Math.abs(normalCdf(z) - p) < 1e-15, `${normalCdf(z)} is not ${p}`));
  for (const [p, z] of golden.quantile) test(`normal quantile of ${p}`, () => near(normalQuantile(p), z, 1e-14));
  for (const [memory, block] of golden.block)
    test(`best block of returns with a memory of ${memory}`, () => near(bestBlock(walk(11, 500, memory)), block, 1e-9));
  for (const name of ['noise', 'good'] as const)
    test(`probability of overfitting: ${name}`, () => {
      const search = name === 'noise' ? golden.search : golden.good;
      assert.deepEqual(overfittingOf(search, 8), golden.overfitting[name]);
    });
});

suite('as published', () => {
  // Bailey and López de Prado, "The Deflated Sharpe Ratio", 2014, section "A numerical example".
  const sharpe = 2.5 / Math.sqrt(250);
  const example = { sharpe, count: 1250, skewness: -3, kurtosis: 10 };
  const best = (count: number): number => expectedBestSharpe({ count, sharpeVariance: 0.5 / 250 });
  test('the best of 100 that are worthless', () => near(best(100), 0.1132, 1e-3));
  for (const [count, probability] of [
    [100, 0.9004],
    [46, 0.9505],
  ] as const)
    test(`a Sharpe ratio of 2.5 a year, the best of ${count}`, () => near(sharpeProbability(example, best(count)), probability, 1e-3));

  test('returns that are independent and normal have the interval that A. Lo gives in "The Statistics of Sharpe Ratios", 2002', () => {
    const random = new SeededRandom(3);
    const returns = Float64Array.from({ length: 2_000 }, () => 0.001 + 0.01 * normalQuantile(random.next() * 0.999999 + 5e-7));
    const sharpeOf = (values: Float64Array): number => momentsOf(values).mean / momentsOf(values).deviation;
    const { lower, upper } = bootstrapInterval(returns, sharpeOf, { confidence: 0.95, resamples: 2_000, seed: 1 });
    const width = 2 * 1.959964 * Math.sqrt((1 + sharpeOf(returns) ** 2 / 2) / returns.length);
    near(upper - lower, width, 0.1);
    near((lower + upper) / 2, sharpeOf(returns), 0.1);
  });
});

suite('what must hold', () => {
  test('a search of one is not deflated, and a longer search is deflated more', () => {
    const moments = momentsOf(golden.sample);
    assert.equal(deflatedSharpe(moments, { count: 1, sharpeVariance: 1 }), probabilisticSharpe(moments, 0));
    const deflated = [1, 2, 10, 100, 1_000].map((count) => deflatedSharpe(moments, { count, sharpeVariance: 0.01 }) ?? NaN);
    assert.deepEqual(
      deflated,
      [...deflated].sort((one, other) => other - one),
    );
  });

  test('what never changes has no Sharpe ratio to speak of', () => {
    assert.equal(probabilisticSharpe(momentsOf([0.01, 0.01, 0.01]), 0), null);
  });

  test('the interval is the same for the same seed, holds more with more confidence, and is refused for too few returns', () => {
    const returns = Float64Array.from(golden.sample);
    const mean = (values: Float64Array): number => momentsOf(values).mean;
    const at = (confidence: number, seed = 1): { lower: number; upper: number } =>
      bootstrapInterval(returns, mean, { confidence, resamples: 500, seed });
    assert.deepEqual(at(0.9), at(0.9));
    assert.notDeepEqual(at(0.9), at(0.9, 2));
    assert.ok(at(0.99).lower <= at(0.9).lower && at(0.9).upper <= at(0.99).upper);
    assert.throws(() => bootstrapInterval(returns.subarray(0, 19), mean, { confidence: 0.9, resamples: 500, seed: 1 }), {
      code: 'EVIDENCE_TOO_SHORT',
    });
  });

  test('strategies that all do the same are as good as their median: overfitted', () => {
    const row = golden.sample;
    assert.deepEqual(overfittingOf([row, row, row], 4), { probability: 1, splits: 6 });
  });

  test('a search of one, and one too short, say nothing', () => {
    assert.throws(() => overfittingOf([golden.sample], 4), { code: 'EVIDENCE_TOO_SHORT' });
    assert.throws(
      () =>
        overfittingOf(
          [
            [1, 2],
            [2, 1],
          ],
          4,
        ),
      { code: 'EVIDENCE_TOO_SHORT' },
    );
    assert.throws(() => overfittingOf([golden.sample, golden.sample.slice(1)], 4), { code: 'EVIDENCE_TOO_SHORT' });
  });
});

/** The walk of evidence.py. */
function walk(seed: number, count: number, memory: number): Float64Array {
  let [state, last] = [seed, 0];
  return Float64Array.from({ length: count }, () => {
    state = Number((BigInt(state) * 1_664_525n + 1_013_904_223n) % 2n ** 32n);
    last = memory * last + ((state % 2_001) - 990) / 100_000;
    return last;
  });
}
