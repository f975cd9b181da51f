import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DURABLE_SESSION, durableInputs, openDurable } from '../../tests/tools/durable-session.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { rulesInForce } from './rules-in-force.ts';
import { sessionRules } from './session-rules.ts';

test('new rules come into force with a snapshot, from which the session goes on with all that it had', async (context) => {
  const home = tempFolder(context);
  const inputs = await durableInputs(20);
  const { session, simulated, store } = await openDurable(home, { snapshotEvery: 1_000 });
  await session.apply(inputs);
  const old = sessionRules(simulated.markets.map(({ instrument }) => instrument));
  const rules = Object.fromEntries(Object.entries(old).map(([id, each]) => [id, { ...each, tick: 10 * each.tick }]));
  const { seq } = session;
  assert.equal(await session.relist(inputs.at(-1)?.ts ?? 0, rules), true);
  assert.deepEqual(await rulesInForce(store, DURABLE_SESSION), rules);
  assert.equal((await store.latestSnapshot(DURABLE_SESSION))?.seq, seq + 1, 'there is nothing to replay by the old ones');
  assert.equal((await store.audit({ newest: true, limit: 1 }))[0]?.action, 'instrument.rules');
  await assert.rejects(session.apply([]), 'it knows the old rules, and takes nothing more');
  const orders = await store.orders(DURABLE_SESSION);
  await store.close();

  const again = await openDurable(home, { snapshotEvery: 1_000 });
  assert.equal(again.session.seq, seq + 1);
  assert.deepEqual(await again.store.orders(DURABLE_SESSION), orders);
  await again.store.close();
});

test('while bars wait for others of their time, no other rules come into force', async (context) => {
  const { session, store } = await openDurable(tempFolder(context), { snapshotEvery: 1_000 });
  const [first] = await durableInputs(1);
  assert.ok(first?.kind === 'bar');
  await session.apply([first]);
  assert.equal(await session.relist(first.ts, {}), false);
  await store.close();
});

test('a session that never began has no rules', async (context) => {
  const { store } = await openDurable(tempFolder(context), { snapshotEvery: 1_000 });
  assert.deepEqual(await rulesInForce(store, 'another'), {});
  await store.close();
});
