import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf, collect, refused, withSession, type TestedEngine } from './place.ts';
import { RECORDS_PER_TRADE, tradeBatch } from './trade.ts';

/** Rules of what is read. */
export function readRules(engine: TestedEngine): void {
  test('a session of which nothing is stored reads as empty', () =>
    withSession(engine, async ({ store }) => {
      assert.deepEqual(await store.counts('nothing'), { orders: 0, fills: 0 });
      assert.equal(await store.lastRecordSeq('nothing'), 0);
      assert.equal(await store.latestSnapshot('nothing'), undefined);
      assert.deepEqual(await collect(store.journal('nothing', 0)), []);
      assert.deepEqual(await store.balances('nothing'), []);
      assert.equal(await store.verifyAudit(), 0);
    }));

  test('sessions do not see each other', () =>
    withSession(engine, async ({ store, lease }) => {
      const other = await store.lease('other');
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await store.commit(tradeBatch('other', other.epoch, 1));
      await store.commit(tradeBatch('other', other.epoch, 2));
      assert.deepEqual(
        [await store.counts('paper'), await store.counts('other')],
        [
          { orders: 1, fills: 1 },
          { orders: 2, fills: 2 },
        ],
      );
    }));

  test('orders, fills and refusals are counted by strategy', () =>
    withSession(engine, async ({ store, lease }) => {
      assert.deepEqual(await store.activity('paper'), []);
      for (const n of [1, 2]) await store.commit(tradeBatch('paper', lease.epoch, n));
      const refusal = { kind: 'refusal', instrumentId: 'BTC/USDT.SIM', code: 'RISK_KILLED', message: 'killed' } as const;
      const strategies = ['sma-cross', 'breakout', 'breakout'];
      const records = strategies.map((strategyId, index) => ({ seq: 2 * RECORDS_PER_TRADE + 1 + index, ts: 3, strategyId, ...refusal }));
      await store.commit(batchOf(lease, { records }));
      assert.deepEqual(await store.activity('paper'), [
        { strategyId: 'breakout', orders: 0, fills: 0, refusals: 2 },
        { strategyId: 'sma-cross', orders: 2, fills: 2, refusals: 1 },
      ]);
    }));

  test('the journal comes in order from any point, and can be written while it is read', () =>
    withSession(engine, async ({ store, lease }) => {
      const entry = (seq: number) => ({ seq, ts: seq * 10, kind: 'tick', version: 2, payload: `{"n":${seq}}` });
      await store.commit(batchOf(lease, { inputs: Array.from({ length: 2_500 }, (_, index) => entry(index + 1)) }));
      const read: unknown[] = [];
      for await (const input of store.journal('paper', 700)) {
        read.push(input);
        if (input.seq === 1_500) await store.commit(batchOf(lease, { inputs: [entry(2_501)] }));
      }
      assert.deepEqual(
        read,
        Array.from({ length: 1_801 }, (_, index) => entry(701 + index)),
      );
    }));

  test('the newest snapshot is read, and only the one before it is kept besides', () =>
    withSession(engine, async ({ store, lease, place }) => {
      for (const seq of [3, 7, 9, 12]) {
        await store.commit(batchOf(lease, { snapshot: { seq, recordSeq: seq * 2, version: 4, payload: `{"at":${seq}}` } }));
        assert.deepEqual(await store.latestSnapshot('paper'), { seq, recordSeq: seq * 2, version: 4, payload: `{"at":${seq}}` });
      }
      const outsider = await place.outsider();
      const kept = await outsider.database.selectFrom('snapshots').select('seq').orderBy('seq').execute();
      await outsider.close();
      assert.deepEqual(kept, [{ seq: 9 }, { seq: 12 }]);
    }));

  test('a page is the oldest or the newest rows, oldest first in both', () =>
    withSession(engine, async ({ store, lease }) => {
      for (let n = 1; n <= 5; n += 1) await store.commit(tradeBatch('paper', lease.epoch, n));
      const ids = async (page?: { limit?: number; newest?: boolean }): Promise<number[]> =>
        (await store.orders('paper', page)).map(({ intentId }) => intentId);
      assert.deepEqual(await ids(), [1, 2, 3, 4, 5]);
      assert.deepEqual(await ids({ limit: 2 }), [1, 2]);
      assert.deepEqual(await ids({ limit: 2, newest: true }), [4, 5]);
      assert.deepEqual(await ids({ limit: 0 }), []);
      const legs = await store.postings('paper', { limit: 4, newest: true });
      assert.deepEqual(
        legs.map(({ seq, leg }) => [seq, leg]),
        [
          [18, 2],
          [23, 0],
          [23, 1],
          [23, 2],
        ],
      );
    }));

  test('a backtest is kept once and found again', () =>
    withSession(engine, async ({ store }) => {
      const run = (id: string, ts: number) => ({
        id,
        ts,
        strategyId: 's',
        hash: 'h',
        settings: '{"a":1}',
        statistics: '{}',
        file: `runs/${id}.json`,
      });
      await store.saveRun(run('b', 2));
      await store.saveRun(run('a', 3));
      assert.deepEqual(await store.runs(), [run('b', 2), run('a', 3)]);
      assert.deepEqual(await store.run('a'), run('a', 3));
      assert.equal(await store.run('c'), undefined);
      await refused(store.saveRun(run('a', 4)), 'STORE_DUPLICATE');
    }));

  test('a ping writes nothing', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.ping();
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await store.ping();
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
    }));
}
