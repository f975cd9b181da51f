import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf, withSession, type TestedEngine } from './place.ts';

/** Rules of the regimes that a session puts on record. */
export function regimeRules(engine: TestedEngine): void {
  test('the regimes of instruments and of the market are read back in order, and in pages', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.commit(
        batchOf(lease, {
          records: [
            { seq: 1, ts: 10, kind: 'regime', instrumentId: 'X.Y', regime: 'high-volatility', reason: "volatility 3.10 times the 'usual'" },
            { seq: 2, ts: 20, kind: 'regime', instrumentId: undefined, regime: 'crisis', reason: 'X.Y crisis' },
          ],
        }),
      );
      const [first, second] = [
        { seq: 1, ts: 10, instrumentId: 'X.Y', regime: 'high-volatility', reason: "volatility 3.10 times the 'usual'" },
        { seq: 2, ts: 20, instrumentId: null, regime: 'crisis', reason: 'X.Y crisis' },
      ];
      assert.deepEqual(await store.regimes('paper'), [first, second]);
      assert.deepEqual(await store.regimes('paper', { limit: 1, newest: true }), [second]);
      assert.deepEqual(await store.regimes('other'), []);
      assert.equal(await store.lastRecordSeq('paper'), 2);
    }));
}
