import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { ONLY } from '../../../tests/tools/scripted-session.ts';
import { order } from '../../strategy/index.ts';
import { OrderOwners } from './order-owners.ts';

test('an order of ours that gets its name while the store is asked for it does not stay a stranger', async () => {
  const play = new LivePlay();
  await play.act(order({ side: 'buy', type: 'market', quantity: 5 }));
  await play.pass(1_000_000);
  const [intent] = play.records.intents;
  assert.ok(intent !== undefined && play.orders.length === 0, 'it is open no longer');
  // The store is asked before it knows the name, and answers after it was told.
  const answer = Promise.withResolvers<undefined>();
  const owners = new OrderOwners({ account: play.session.engine.account, findIntent: () => answer.promise });
  const ids = { instrumentId: ONLY, venueOrderId: 'V1', clientOrderId: undefined };
  const asked = owners.intentOf(ids);
  owners.note(intent, 'V1');
  answer.resolve(undefined);
  assert.deepEqual([await asked, await owners.intentOf(ids)], [1, 1]);
  await play.end();
});
