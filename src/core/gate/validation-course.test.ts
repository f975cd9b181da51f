import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../kernel/time.ts';
import type { ValidationEvent } from '../../domain/validation-event.ts';
import { coverageOf, validationCourse, type ValidationCourse } from './validation-course.ts';

type Told = { readonly at: number } & (
  | { readonly kind: 'started' }
  | { readonly kind: 'alive'; readonly isFresh?: boolean }
  | { readonly kind: 'maintenance'; readonly until: number }
);

/** The course of a run of 72 h that may be down for 20 minutes, by what is told at which minute of it. */
function after(told: readonly Told[], isAccelerated = false): ValidationCourse {
  const begun = {
    kind: 'begun' as const,
    session: 'main',
    profile: '72h',
    length: 72 * MICROS_PER_HOUR,
    allowance: 20 * MICROS_PER_MINUTE,
    criteria: {},
    criteriaHash: '',
    deployments: [],
    isSimulated: isAccelerated,
    isAccelerated,
  };
  const events = told.map(({ at, ...event }, index) => {
    const common = { seq: index + 2, ts: at * MICROS_PER_MINUTE };
    if (event.kind === 'alive') return { ...common, kind: 'alive' as const, isFresh: event.isFresh ?? true, feedAge: 1, latency: 0.01 };
    if (event.kind === 'maintenance')
      return { ...common, kind: 'maintenance' as const, by: 'ada', reason: 'an upgrade', until: event.until * MICROS_PER_MINUTE };
    return { ...common, kind: event.kind };
  });
  return validationCourse([{ seq: 1, ts: 0, ...begun }, ...events] satisfies readonly ValidationEvent[]);
}

const alive = (from: number, to: number): readonly Told[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ at: from + at, kind: 'alive' }));
const START: Told = { at: 0, kind: 'started' };

suite('a run goes on', () => {
  for (const { what, told, down, coverage } of [
    { what: 'alive every minute', told: [START, ...alive(1, 100)], down: 0, coverage: 1 },
    { what: 'with a minute that came late', told: [START, ...alive(1, 50), ...alive(52, 100)], down: 0, coverage: 1 },
    { what: 'after nine minutes of silence', told: [START, ...alive(1, 50), ...alive(59, 100)], down: 9, coverage: 0.91 },
    {
      what: 'after a restart that was said to come',
      told: [START, ...alive(1, 50), { at: 50, kind: 'maintenance', until: 65 }, { at: 62, kind: 'started' }, ...alive(63, 100)],
      down: 12,
      coverage: 0.88,
    },
    {
      what: 'with stale data for ten minutes',
      told: [START, ...alive(1, 50), ...alive(51, 60).map((each) => ({ ...each, isFresh: false })), ...alive(61, 100)],
      down: 0,
      coverage: 0.9,
    },
  ] satisfies readonly { what: string; told: readonly Told[]; down: number; coverage: number }[]) {
    test(what, () => {
      const course = after(told);
      assert.equal(course.voided, undefined);
      assert.equal(course.down / MICROS_PER_MINUTE, down);
      assert.equal(coverageOf(course)?.toFixed(4), coverage.toFixed(4));
    });
  }
});

suite('a run is void', () => {
  for (const { why, told, says } of [
    {
      why: 'after a restart that nobody had announced',
      told: [START, ...alive(1, 50), { at: 51, kind: 'started' }],
      says: /nobody had said/,
    },
    {
      why: 'after one that took longer than announced',
      told: [START, ...alive(1, 50), { at: 50, kind: 'maintenance', until: 60 }, { at: 61, kind: 'started' }],
      says: /nobody had said/,
    },
    { why: 'after a gap of more than half of the allowance', told: [START, ...alive(1, 50), ...alive(61, 70)], says: /down for 660 s/ },
    {
      why: 'after more gaps than allowed together',
      told: [START, ...alive(1, 5), ...alive(13, 15), ...alive(23, 25), ...alive(33, 40)],
      says: /24 s in all|1440 s in all/,
    },
    {
      why: 'when even the announced time is more than is allowed',
      told: [START, ...alive(1, 5), { at: 5, kind: 'maintenance', until: 60 }, { at: 30, kind: 'started' }],
      says: /in all/,
    },
    { why: 'when the clock was set back', told: [START, ...alive(1, 5), { at: 3, kind: 'alive' }], says: /set back by 120 s/ },
  ] satisfies readonly { why: string; told: readonly Told[]; says: RegExp }[]) {
    test(why, () => assert.match(after(told).voided ?? '', says));
  }

  test('and stays so, whatever comes', () => {
    const before: readonly Told[] = [START, ...alive(1, 5), { at: 6, kind: 'started' }];
    assert.equal(after([...before, ...alive(7, 100)]).voided, after(before).voided);
  });
});

test('an accelerated run makes its own time: nothing is missing between two moments of it, but a restart is one', () => {
  assert.equal(after([START, { at: 1, kind: 'alive' }, { at: 500, kind: 'alive' }], true).voided, undefined);
  assert.match(after([START, { at: 1, kind: 'alive' }, { at: 2, kind: 'started' }], true).voided ?? '', /nobody/);
});

test('whenever it is asked, a run has been up, down or stale for all of its time', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ after: fc.integer({ min: 1, max: 15 }), isFresh: fc.boolean() }), { minLength: 1 }), (minutes) => {
      let at = 0;
      const course = after([START, ...minutes.map(({ after: more, isFresh }): Told => ({ at: (at += more), kind: 'alive', isFresh }))]);
      assert.equal(course.lastAlive, at * MICROS_PER_MINUTE);
      assert.ok(course.down + course.stale <= course.lastAlive);
      const coverage = coverageOf(course) ?? NaN;
      assert.ok(coverage >= 0 && coverage <= 1);
    }),
  );
});
