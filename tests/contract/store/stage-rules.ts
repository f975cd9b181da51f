import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ValidationEvent } from '../../../src/domain/validation-event.ts';
import type { StageEvent } from '../../../src/domain/stage-event.ts';
import { refused, withSession, type TestedEngine } from './place.ts';

const EVENT: StageEvent = {
  seq: 1,
  ts: 1_000,
  deployment: 'trend',
  kind: 'promoted',
  stage: 'canary',
  limit: '10',
  currency: 'EUR',
  skipped: ['sandbox'],
  actor: 'operator:ada',
  reason: 'it passed',
  certificate: '{"document":{}}',
};

/** What holds for the stages of deployments. */
export function stageRules(engine: TestedEngine): void {
  test('events come back as they were stored, in order, each with an entry of the audit log', () =>
    withSession(engine, async ({ store }) => {
      const second: StageEvent = { ...EVENT, seq: 2, kind: 'demoted', stage: 'paper', limit: '0', skipped: [], certificate: null };
      await store.enterStage(EVENT);
      await store.enterStage(second);
      assert.deepEqual(await store.stageEvents(), [EVENT, second]);
      assert.deepEqual(
        (await store.audit()).map(({ action, subject, actor }) => [action, subject, actor]),
        [
          ['stage.promoted', 'trend', 'operator:ada'],
          ['stage.demoted', 'trend', 'operator:ada'],
        ],
      );
      assert.equal(await store.verifyAudit(), 2);
    }));

  test('a validation run comes back as it went, and each of its numbers is taken once', () =>
    withSession(engine, async ({ store }) => {
      const started: ValidationEvent = { seq: 1, ts: 5, kind: 'started' };
      const alive: ValidationEvent = { seq: 2, ts: 6, kind: 'alive', isFresh: true, feedAge: 0.25, latency: null };
      await store.recordValidation('v2', { ...started, ts: 9 });
      await store.recordValidation('v1', started, [
        { ts: 5, actor: 'operator:ada', action: 'validation.begun', subject: 'v1', details: {} },
      ]);
      await store.recordValidation('v1', alive);
      await refused(store.recordValidation('v1', { ...started, seq: 2 }), 'STORE_DUPLICATE');
      assert.deepEqual(await store.validationEvents('v1'), [started, alive]);
      assert.deepEqual(await store.validationRuns(), ['v1', 'v2']);
      assert.equal(await store.verifyAudit(), 1);
    }));

  test('a number is taken once: of two who decide at once, one is refused and leaves nothing behind', () =>
    withSession(engine, async ({ store }) => {
      await store.enterStage(EVENT);
      await refused(store.enterStage({ ...EVENT, stage: 'full' }), 'STORE_DUPLICATE');
      assert.deepEqual(await store.stageEvents(), [EVENT]);
      assert.equal(await store.verifyAudit(), 1);
    }));
}
