import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DURABLE_SESSION, durableInputs, openDurable } from '../../tests/tools/durable-session.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { saveIntent } from '../domain/saved-intent.ts';
import type { OrderIntent } from '../domain/order.ts';
import { recallOrder } from './recall-order.ts';

test('an ended order comes back from the store as it was decided, with the trades that were booked of it', async (context) => {
  const intents = new Map<string, OrderIntent>();
  const trades = new Map<number, string[]>();
  const { session, simulated, store } = await openDurable(tempFolder(context), {
    snapshotEvery: 1_000,
    onCommit: (records) => {
      for (const record of records) {
        if (record.kind === 'intent') intents.set(record.intent.clientOrderId, record.intent);
        if (record.kind === 'fill') trades.set(record.fill.intentId, [...(trades.get(record.fill.intentId) ?? []), record.fill.tradeId]);
      }
    },
  });
  context.after(() => store.close());
  await session.apply(await durableInputs(60));
  const instruments = simulated.markets.map(({ instrument }) => instrument);
  const open = new Set([...simulated.engine.account.desk.all()].map(({ intent }) => intent.clientOrderId));
  assert.ok(intents.size > 10 && trades.size > 5);
  for (const [clientOrderId, intent] of intents) {
    const recalled = await recallOrder(store, DURABLE_SESSION, instruments, { clientOrderId });
    assert.equal(recalled === undefined, open.has(clientOrderId), 'one that is open is at the desk');
    if (recalled === undefined) continue;
    const { intent: saved, tradeIds = [], lastTradeId } = recalled;
    assert.deepEqual(saved, saveIntent(intent));
    assert.deepEqual(lastTradeId === undefined ? [] : [...tradeIds, lastTradeId], trades.get(intent.intentId) ?? []);
  }
  assert.equal(await recallOrder(store, DURABLE_SESSION, instruments, { clientOrderId: 'somebody-else' }), undefined);
});
