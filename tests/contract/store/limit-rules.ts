import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf, withSession, type TestedEngine } from './place.ts';

/** Rules of the limits that a session puts on record. */
export function limitRules(engine: TestedEngine): void {
  test('limits that were hit and set are read back in order, and in pages', () =>
    withSession(engine, async ({ store, lease }) => {
      const hit = { level: 'account', name: 'main', limit: 'dailyLoss', value: '120.00', most: '100.00', reason: "it's over" } as const;
      const set = { level: 'strategy', name: 'trend', limit: 'maxMessages', value: '30', reason: 'too busy' } as const;
      await store.commit(
        batchOf(lease, {
          records: [
            { seq: 1, ts: 10, kind: 'limit-hit', ...hit },
            { seq: 2, ts: 20, kind: 'limit-changed', ...set, by: 'operator:ada', until: 99 },
          ],
        }),
      );
      const [first, second] = [
        { seq: 1, ts: 10, ...hit, by: null, until: null },
        { seq: 2, ts: 20, ...set, most: '', by: 'operator:ada', until: 99 },
      ];
      assert.deepEqual(await store.limitEvents('paper'), [first, second]);
      assert.deepEqual(await store.limitEvents('paper', { limit: 1, newest: true }), [second]);
      assert.deepEqual(await store.limitEvents('other'), []);
    }));
}
