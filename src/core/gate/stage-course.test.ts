import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { MICROS_PER_DAY } from '../../kernel/time.ts';
import { isBefore, isReal, STAGES, type Stage } from '../../domain/stage.ts';
import { demote, nextStanding, promote, type CourseRules, type Shown, type Standing } from './stage-course.ts';

const day = { minTime: MICROS_PER_DAY, minFills: 10, approvals: 1 };
const RULES: CourseRules = {
  firstLimit: 10,
  capital: 100,
  skipped: [],
  steps: {
    backtest: { minTime: 0, minFills: 10, approvals: 0 },
    paper: day,
    sandbox: day,
    canary: day,
    ramp: { ...day, approvals: 2 },
    full: day,
  },
};
const SHOWN: Shown = { verdict: 'passed', fills: 10, approvedBy: ['ada', 'bob'] };
const LATER = 10 * MICROS_PER_DAY;
const at = (stage: Stage, limit = 0): Standing => ({ stage, limit, since: 0 });

function wayOf(rules: CourseRules): readonly string[] {
  const way: string[] = [];
  for (let standing: Standing | undefined = at('backtest'); standing !== undefined; standing = nextStanding(standing, rules, 0))
    way.push(standing.limit === 0 ? standing.stage : `${standing.stage} ${standing.limit}`);
  return way;
}

suite('the way leads', () => {
  for (const { what, rules, way } of [
    {
      what: 'from 10, doubled each time, to the capital',
      rules: RULES,
      way: ['canary 10', 'ramp 20', 'ramp 40', 'ramp 80', 'ramp 100', 'full 100'],
    },
    {
      what: 'past no step of its own where there is little money',
      rules: { ...RULES, capital: 10 },
      way: ['canary 10', 'ramp 10', 'full 10'],
    },
    { what: 'with less than the first limit where there is less', rules: { ...RULES, capital: 4 }, way: ['canary 4', 'ramp 4', 'full 4'] },
  ])
    test(what, () => assert.deepEqual(wayOf(rules), ['backtest', 'paper', 'sandbox', ...way]));

  test('past a sandbox that a venue lacks, but never past the canary', () => {
    assert.equal(nextStanding(at('paper'), { ...RULES, skipped: ['sandbox'] }, 0)?.stage, 'canary');
    assert.equal(nextStanding(at('paper'), { ...RULES, skipped: ['sandbox', 'canary', 'ramp'] }, 0)?.stage, 'canary');
  });
});

suite('a stage is not left', () => {
  for (const { why, shown, now = LATER, code } of [
    { why: 'before its time', shown: SHOWN, now: MICROS_PER_DAY - 1, code: 'GATE_TOO_EARLY' },
    { why: 'with too few fills', shown: { ...SHOWN, fills: 9 }, code: 'GATE_TOO_FEW_FILLS' },
    { why: 'without a validation', shown: { ...SHOWN, verdict: undefined }, code: 'GATE_NOT_PASSED' },
    { why: 'by one that is inconclusive', shown: { ...SHOWN, verdict: 'inconclusive' }, code: 'GATE_NOT_PASSED' },
    { why: 'by one that failed', shown: { ...SHOWN, verdict: 'failed' }, code: 'GATE_NOT_PASSED' },
    { why: 'without a person', shown: { ...SHOWN, approvedBy: [] }, code: 'GATE_NOT_APPROVED' },
    {
      why: 'by one person who signs twice, where two are asked',
      shown: { ...SHOWN, approvedBy: ['ada', 'ada'] },
      code: 'GATE_NOT_APPROVED',
    },
  ] satisfies { why: string; shown: Shown; now?: number; code: string }[]) {
    test(why, () => {
      const outcome = promote(at('ramp', 20), shown, RULES, now);
      assert.ok('code' in outcome);
      assert.equal(outcome.code, code);
    });
  }

  test('after the last', () =>
    assert.deepEqual(promote(at('full', 100), SHOWN, RULES, LATER), { code: 'GATE_STAGE_LAST', message: 'it is in full already' }));
});

test('falling is fast: four steps from full to paper, whatever the limit, and never back up', () => {
  const falls: Standing[] = [at('full', 100)];
  while (falls.at(-1)?.stage !== 'paper') falls.push(demote(falls.at(-1) ?? at('paper'), RULES, LATER));
  assert.deepEqual(
    falls.map(({ stage, limit }) => `${stage} ${limit}`),
    ['full 100', 'ramp 50', 'canary 10', 'paper 0'],
  );
});

test('whatever happens, real money is never more than the capital, and only where every stage before it was passed', () => {
  const events = fc.array(
    fc.record({
      up: fc.boolean(),
      verdict: fc.constantFrom(undefined, 'passed' as const, 'failed' as const, 'inconclusive' as const),
      fills: fc.integer({ min: 0, max: 20 }),
      approvedBy: fc.subarray(['ada', 'bob']),
      wait: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 500 }), (course, capital) => {
      const rules = { ...RULES, capital };
      let [standing, now] = [at('backtest'), 0];
      for (const { up, wait, ...shown } of course) {
        now += wait * MICROS_PER_DAY;
        const outcome = up ? promote(standing, shown, rules, now) : demote(standing, rules, now);
        if ('code' in outcome) continue;
        assert.ok(outcome.limit <= capital && (isReal(outcome.stage) ? outcome.limit > 0 : outcome.limit === 0));
        if (up) {
          assert.equal(shown.verdict, 'passed');
          assert.ok(STAGES.indexOf(outcome.stage) - STAGES.indexOf(standing.stage) <= 1);
          assert.ok(outcome.limit <= Math.max(rules.firstLimit, standing.limit * 2));
        } else assert.ok(outcome.stage === standing.stage || isBefore(outcome.stage, standing.stage));
        standing = outcome;
      }
    }),
  );
});
