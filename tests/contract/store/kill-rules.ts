import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../src/ports/store.ts';
import { collect, withStore, type TestedEngine } from './place.ts';
import { StoreProcess } from './store-process.ts';
import { RECORDS_PER_TRADE, tradeBatch, tradeRecords } from './trade.ts';

const ROUNDS = 8;

/** Everything that `trades` trades leave, and nothing else. */
async function requireTrades(store: Store, trades: number): Promise<void> {
  const numbers = Array.from({ length: trades }, (_, index) => index + 1);
  const records = numbers.flatMap(tradeRecords);
  assert.deepEqual(
    await collect(store.journal('paper', 0)),
    numbers.flatMap((n) => tradeBatch('paper', 1, n).inputs),
  );
  const orders = await store.orders('paper');
  assert.deepEqual(
    orders.map(({ intentId, status, venueOrderId }) => [intentId, status, venueOrderId]),
    numbers.map((n) => [n, 'Filled', `venue-${n}`]),
  );
  assert.deepEqual(
    (await store.fills('paper')).map(({ tradeId }) => tradeId),
    numbers.map((n) => `trade-${n}`),
  );
  const legs = records.flatMap((record) => (record.kind === 'fill' ? record.postings : []));
  assert.deepEqual(
    (await store.postings('paper')).map(({ account, amount }) => [account, amount]),
    legs.map(({ account, amount }) => [account, amount]),
  );
  assert.equal(
    (await store.balances('paper')).reduce((sum, { balance }) => sum + balance, 0n),
    0n,
  );
  assert.equal((await store.orderEvents('paper')).length, 2 * trades);
  assert.equal((await store.equity('paper')).length, trades);
  assert.equal((await store.latestSnapshot('paper'))?.seq, trades < 10 ? undefined : trades - (trades % 10));
  assert.equal(await store.verifyAudit(), 2 * trades);
}

/** Rules of what a killed process leaves. */
export function killRules(engine: TestedEngine): void {
  test(`killed ${ROUNDS} times while it commits, a process loses nothing that was acknowledged and leaves nothing torn`, async () => {
    const place = await engine.place();
    let acknowledged = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const trader = new StoreProcess(place, 'trade');
      // Ever further into its life; where in a commit the kill lands is left to chance.
      for (let heard = 0; heard < round * 7; heard += 1) acknowledged = Number(await trader.line());
      await trader.kill();
      for (let line = await trader.line(); line !== undefined; line = await trader.line()) acknowledged = Number(line);
      await withStore(place, async (store) => {
        // The lease comes first, as in every start: it waits for a commit that a database server still has in hand.
        await store.lease('paper');
        const trades = (await store.lastRecordSeq('paper')) / RECORDS_PER_TRADE;
        // The last batch may have been stored without a chance to say so.
        assert.ok(trades === acknowledged || trades === acknowledged + 1, `${acknowledged} acknowledged, ${trades} stored`);
        await requireTrades(store, trades);
      });
    }
  });
}
