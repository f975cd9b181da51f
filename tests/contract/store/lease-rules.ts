import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asOutsider, refused, withSession, withStore, type TestedEngine } from './place.ts';
import { StoreProcess } from './store-process.ts';
import { tradeBatch } from './trade.ts';

/** Rules of who may write for a session. */
export function leaseRules(engine: TestedEngine): void {
  test('a session that is held is refused, with who holds it, until it is let go', () =>
    withSession(engine, async ({ store, lease, place }) => {
      assert.equal(lease.epoch, 1);
      await withStore(place, async (second) => {
        const message = await refused(second.lease('paper'), 'STORE_IN_USE');
        assert.match(message, new RegExp(`session "paper" is held by process ${process.pid} on .+ since \\d{4}-`));
        await refused(store.lease('paper'), 'STORE_IN_USE');
        assert.equal((await second.lease('other')).epoch, 1);
        await lease.release();
        assert.equal((await second.lease('paper')).epoch, 2);
      });
      assert.equal((await store.lease('paper')).epoch, 3, 'closing a store lets go of what it held');
    }));

  test('a lease that was let go writes nothing more', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await lease.release();
      await refused(store.commit(tradeBatch('paper', lease.epoch, 2)), 'STORE_FENCED');
      const next = await store.lease('paper');
      await refused(store.commit(tradeBatch('paper', lease.epoch, 2)), 'STORE_FENCED');
      await store.commit(tradeBatch('paper', next.epoch, 2));
    }));

  test('a holder that was overtaken is refused inside the transaction, though it still believes in its lease', () =>
    withSession(engine, async ({ store, lease, place }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await asOutsider(place, ({ database }) =>
        database.updateTable('sessions').set({ epoch: 7, holder: 'process 1 on elsewhere' }).execute(),
      );
      const message = await refused(store.commit(tradeBatch('paper', lease.epoch, 2)), 'STORE_FENCED');
      assert.match(message, /taken over at epoch 7 by process 1 on elsewhere/);
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
    }));

  test('a session whose name no file could bear is held like any other', () =>
    withSession(engine, async ({ store, place }) => {
      const name = '../live: BTC/USDT "größer"';
      await store.lease(name);
      await withStore(place, async (second) => void (await refused(second.lease(name), 'STORE_IN_USE')));
    }));

  test('a process holds its session for as long as it lives, and no longer, however it dies', async () => {
    const place = await engine.place();
    await withStore(place, async (store) => {
      for (const epoch of [1, 3]) {
        const holder = new StoreProcess(place, 'hold');
        assert.equal(await holder.line(), `holds at ${epoch}`);
        assert.match(await refused(store.lease('paper'), 'STORE_IN_USE'), new RegExp(`process ${holder.pid} on`));
        await holder.kill();
        const lease = await store.lease('paper');
        assert.equal(lease.epoch, epoch + 1);
        await lease.release();
      }
    });
  });
}
