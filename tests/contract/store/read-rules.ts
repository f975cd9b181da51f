import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDER_TRANSITIONS, type OrderStatus } from '../../../src/domain/order.ts';
import type { CoreRecord } from '../../../src/domain/records.ts';
import type { StoredOrderId } from '../../../src/ports/store.ts';
import { batchOf, collect, refused, withSession, type TestedEngine } from './place.ts';
import { intent, RECORDS_PER_TRADE, tradeBatch } from './trade.ts';

/** Rules of what is read. */
export function readRules(engine: TestedEngine): void {
  test('a session of which nothing is stored reads as empty', () =>
    withSession(engine, async ({ store }) => {
      assert.deepEqual(await store.counts('nothing'), { orders: 0, fills: 0 });
      assert.equal(await store.lastRecordSeq('nothing'), 0);
      assert.equal(await store.latestSnapshot('nothing'), undefined);
      assert.deepEqual(await collect(store.journal('nothing', 0)), []);
      assert.deepEqual(await store.balances('nothing'), []);
      assert.equal(await store.order('nothing', { clientOrderId: 'none' }), undefined);
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

  test('every session is listed with what it did and when it was last heard of', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.lease('begun');
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await store.commit(tradeBatch('paper', lease.epoch, 2));
      assert.deepEqual(
        (await store.sessions()).map(({ holder, ...session }) => ({ ...session, isHeld: holder !== '' })),
        [
          { id: 'begun', orders: 0, fills: 0, lastTime: null, isHeld: true },
          { id: 'paper', orders: 2, fills: 2, lastTime: 2_000_000, isHeld: true },
        ],
      );
    }));

  test('open orders are those that may trade still, also where that is not known', () =>
    withSession(engine, async ({ store, lease }) => {
      const statuses = (Object.keys(ORDER_TRANSITIONS) as OrderStatus[]).toSorted();
      const records = statuses.flatMap((status, index): CoreRecord[] => [
        { seq: 2 * index + 1, ts: 1, kind: 'intent', intent: intent(index + 1) },
        {
          ...{ seq: 2 * index + 2, ts: 1, kind: 'order', intentId: index + 1, event: 'submitted', status },
          ...{ filledQuantity: 0, venueOrderId: undefined, reason: undefined },
        },
      ]);
      await store.commit(batchOf(lease, { records }));
      const open = async (page: { limit?: number; newest?: boolean } = {}): Promise<string[]> =>
        (await store.orders('paper', { ...page, open: true })).map(({ status }) => status);
      const expected = ['Accepted', 'Initialized', 'PartiallyFilled', 'PendingCancel', 'Submitted', 'Unknown'];
      assert.deepEqual(await open(), expected);
      assert.deepEqual(await open({ limit: 2, newest: true }), expected.slice(-2));
    }));

  test("an order is found by our id and by the venue's", () =>
    withSession(engine, async ({ store, lease }) => {
      for (const n of [1, 2]) await store.commit(tradeBatch('paper', lease.epoch, n));
      const found = async (id: StoredOrderId): Promise<number | undefined> => (await store.order('paper', id))?.intentId;
      assert.equal(await found({ clientOrderId: 'client-2' }), 2);
      assert.equal(await found({ instrumentId: 'BTC/USDT.SIM', venueOrderId: 'venue-1' }), 1);
      assert.equal(await found({ instrumentId: 'ETH/USDT.SIM', venueOrderId: 'venue-1' }), undefined);
      assert.equal(await found({ clientOrderId: 'venue-1' }), undefined);
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
    withSession(engine, async ({ store, lease }) => {
      for (const seq of [3, 7, 9, 12]) {
        await store.commit(batchOf(lease, { snapshot: { seq, recordSeq: seq * 2, version: 4, payload: `{"at":${seq}}` } }));
        assert.deepEqual(await store.latestSnapshot('paper'), { seq, recordSeq: seq * 2, version: 4, payload: `{"at":${seq}}` });
      }
      const kept = [9, 12].map((seq) => ({ seq, recordSeq: seq * 2, version: 4, payload: `{"at":${seq}}` }));
      assert.deepEqual(await store.snapshots('paper'), kept);
    }));

  test('ticks leave the journal once the older of the two snapshots is newer than they; other inputs stay', () =>
    withSession(engine, async ({ store, lease }) => {
      const kept = async (): Promise<readonly string[]> => {
        const seen: string[] = [];
        for await (const { kind, seq } of store.journal('paper', 0)) seen.push(`${kind} ${seq}`);
        return seen;
      };
      const input = (seq: number, kind: string) => ({ seq, ts: seq, kind, version: 1, payload: '{}' });
      for (const seq of [1, 3, 5]) {
        const snapshot = { seq: seq + 1, recordSeq: 0, version: 1, payload: '{}' };
        await store.commit(batchOf(lease, { inputs: [input(seq, 'tick'), input(seq + 1, 'bar')], snapshot }));
      }
      assert.deepEqual(await kept(), ['bar 2', 'bar 4', 'tick 5', 'bar 6']);
      assert.equal((await store.latestSnapshot('paper'))?.seq, 6);
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

  test('a backtest is kept once, found again and forgotten', () =>
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
      for (let time = 0; time < 2; time += 1) {
        await store.removeRun('b');
        assert.deepEqual(await store.runs(), [run('a', 3)]);
      }
    }));

  test('a ping writes nothing', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.ping();
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await store.ping();
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
    }));
}
