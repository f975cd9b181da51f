import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { GATE_PAGE, withCriteria } from '../../../tests/tools/gate-page.ts';
import { CRITERIA, type Criteria, type CriterionName, type Measured } from '../../domain/criteria.ts';
import { judge, type Verdict } from './judge.ts';
import { PROFILES } from './profiles.ts';

const NAMES = Object.keys(CRITERIA) as CriterionName[];

suite('a run is', () => {
  const asked: Criteria = { fills: 30, netProfit: 0, drawdown: 0.05 };
  const good: Measured = { fills: 30, netProfit: 0, drawdown: 0.05 };
  for (const { what, measured, verdict } of [
    { what: 'at every limit: passed', measured: good, verdict: 'passed' },
    { what: 'one fill short: inconclusive', measured: { ...good, fills: 29 }, verdict: 'inconclusive' },
    { what: 'three fills and a fortune: inconclusive', measured: { fills: 3, netProfit: 9, drawdown: 0 }, verdict: 'inconclusive' },
    { what: 'a cent lost: failed', measured: { ...good, netProfit: -1e-9 }, verdict: 'failed' },
    { what: 'deeper under water than allowed: failed', measured: { ...good, drawdown: 0.0501 }, verdict: 'failed' },
    { what: 'losing with too few fills: failed all the same', measured: { fills: 3, netProfit: -1, drawdown: 0 }, verdict: 'failed' },
    { what: 'measured as nothing: failed', measured: { fills: 30, netProfit: 0 }, verdict: 'failed' },
    { what: 'measured as NaN: failed', measured: { ...good, netProfit: NaN }, verdict: 'failed' },
  ] satisfies { what: string; measured: Measured; verdict: Verdict }[]) {
    test(what, () => assert.equal(judge(asked, measured).verdict, verdict));
  }

  test('asked nothing: inconclusive', () => assert.equal(judge({}, good).verdict, 'inconclusive'));
});

test('a run that passes has evidence for all that was asked, on the right side of every limit', () => {
  const values = fc.dictionary(fc.constantFrom(...NAMES), fc.double({ min: -10, max: 10 }));
  fc.assert(
    fc.property(values, values, (asked, measured) => {
      const { verdict, criteria } = judge(asked, measured);
      assert.equal(criteria.length, Object.keys(asked).length);
      const isGood = Object.entries(asked).every(([name, limit]) => {
        const value = measured[name] ?? NaN;
        return CRITERIA[name as CriterionName].passes === 'at least' ? value >= limit : value <= limit;
      });
      assert.equal(verdict === 'passed', isGood && criteria.length > 0);
    }),
  );
});

test('more evidence of anything else never mends a run that failed', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...NAMES), fc.double({ noNaN: true })), (measured) => {
      assert.equal(judge({ breaks: 0 }, { ...measured, breaks: 1 }).verdict, 'failed');
    }),
  );
});

test('docs/gate.md tells of every criterion, and what each profile asks', () => {
  const page = readFileSync(GATE_PAGE, 'utf8');
  assert.equal(page, withCriteria(page), 'run `npm run docs`');
});

test('every profile asks for fills, profit, an accounting without a hole and both drills, and allows no gap of an hour a week', () => {
  for (const { criteria, allowance, length } of Object.values(PROFILES)) {
    for (const name of ['fills', 'netProfit', 'unaccounted', 'breaks', 'killDrill', 'restoreDrill'] as const)
      assert.notEqual((criteria as Criteria)[name], undefined, name);
    assert.ok(allowance / length <= 1 / 168);
  }
});
