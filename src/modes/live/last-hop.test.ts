import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivePlay } from '../../../tests/tools/live-play.ts';
import { intentOf, riskStateOf } from '../../../tests/tools/risk-cases.ts';
import { outage } from '../../../tests/tools/venue-faults.ts';
import type { Order } from '../../core/execution/order.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { cancel, enter, exit, order } from '../../strategy/index.ts';
import { checkOrder, isRefusal } from '../../core/risk/check-order.ts';
import { lastHop } from './last-hop.ts';

/** What is sent of an order, or why it is not. */
function passed(play: LivePlay, wants: Partial<OrderIntent>): number | string {
  const intent = intentOf({ intentId: 99, strategyId: 'told', instrument: play.instrument, ...wants });
  const last = lastHop(intent, play.session.engine.account, () => false);
  return 'code' in last ? last.code : last.quantity;
}

const SELL = { side: 'sell', type: 'market', role: 'exit', reduceOnly: true } as const;
const BUY = { ...SELL, side: 'buy' } as const;
const CASES: readonly (readonly [story: string, position: number, isOpen: boolean, wants: Partial<OrderIntent>, sent: number | string])[] =
  [
    ['an entry through the open gate', 0, true, { quantity: 5 }, 5],
    ['an entry, and the gate was shut', 0, false, { quantity: 5 }, 'RISK_GATE_SHUT'],
    ['an exit, and the gate was shut', 4, false, { ...SELL, quantity: 4 }, 4],
    ['an exit of a part', 4, true, { ...SELL, quantity: 3 }, 3],
    ['an exit, and a part has gone meanwhile', 4, true, { ...SELL, quantity: 5 }, 4],
    ['an exit, and all has gone meanwhile', 0, true, { ...SELL, quantity: 5 }, 'RISK_REDUCE_ONLY'],
    ['an exit on the side of the position', 4, true, { ...BUY, quantity: 4 }, 'RISK_REDUCE_ONLY'],
  ];

for (const [story, position, isOpen, wants, sent] of CASES) {
  test(`the last hop of ${story}: ${sent}`, async () => {
    const play = new LivePlay();
    if (position > 0) await play.act(order({ side: 'buy', type: 'market', quantity: position }));
    if (!isOpen) play.session.engine.account.gate = 'reduce-only';
    assert.equal(passed(play, wants), sent);
    await play.end();
  });
}

for (const { story, expiresAt, wants, sent } of [
  { story: 'an entry whose certificate holds', expiresAt: Infinity, wants: { quantity: 5 }, sent: 5 },
  { story: 'an entry whose certificate has ended', expiresAt: 0, wants: { quantity: 5 }, sent: 'GATE_REVOKED' },
  { story: 'an entry whose certificate was taken back', expiresAt: undefined, wants: { quantity: 5 }, sent: 'GATE_REVOKED' },
  { story: 'an exit whose certificate was taken back', expiresAt: undefined, wants: { ...SELL, quantity: 4 }, sent: 4 },
]) {
  test(`the last hop of ${story}: ${sent}`, async () => {
    const play = new LivePlay();
    await play.act(order({ side: 'buy', type: 'market', quantity: 4 }));
    const clearance = { strategyId: 'told', stage: 'canary' as const, limit: 1e15, rate: null, certificate: 'c1' };
    play.session.engine.clear(expiresAt === undefined ? [] : [{ ...clearance, expiresAt }]);
    assert.equal(passed(play, wants), sent);
    await play.end();
  });
}

test('the last hop of an exit, and another that may have arrived closes the position already: nothing is left for it', async () => {
  const play = new LivePlay();
  await play.act(order({ side: 'buy', type: 'market', quantity: 4 }));
  play.venue.network.fault = outage;
  await play.act(exit());
  assert.deepEqual(play.open, ['Unknown 0/4']);
  assert.equal(passed(play, { ...SELL, quantity: 4 }), 'RISK_REDUCE_ONLY');
  await play.end();
});

/** A build that nobody took along: its risk room asks nothing, and a flag that was dead makes it send children of an order that is done. */
function sendChild(play: LivePlay, parentId: number): Order {
  const { account } = play.session.engine;
  const intentId = account.nextIntentId;
  account.nextIntentId += 1;
  const child = intentOf({
    ...SELL,
    intentId,
    clientOrderId: `stale-${intentId}`,
    strategyId: 'told',
    instrument: play.instrument,
    quantity: 4,
    parentId,
  });
  const outcome = checkOrder(child, riskStateOf(), []);
  assert.ok(!isRefusal(outcome), 'no control stops it');
  const placed = account.desk.open(outcome, 0);
  account.desk.apply(placed, 'submitted');
  play.live.gateway.submit(child);
  return placed;
}

test('Knight: a stale build sends children of a filled order without end, and the last hop stops the first one too many', async () => {
  const play = new LivePlay();
  await play.act(order({ side: 'buy', type: 'market', quantity: 100 }));
  const parentId = play.session.engine.account.nextIntentId;
  await play.act(enter('long', { quantity: 4, stop: 50 }));
  await play.act(play.session.engine.account.openOrders('told').map(({ intent }) => cancel(intent.intentId)));
  assert.equal(play.position, 104);
  const sent: Order[] = [];
  for (let count = 0; count < 20; count += 1) {
    sent.push(sendChild(play, parentId));
    await play.settled();
  }
  assert.equal(play.position, 100, 'the children sold what their parent had bought, once');
  assert.deepEqual(
    sent.map(({ status }) => status),
    ['Filled', ...Array.from({ length: 19 }, () => 'Rejected')],
  );
  for (const { reason } of sent.slice(1)) assert.match(reason ?? '', /^RISK_CHILD_EXCEEDS: the order is for 4 and belongs to order/);
  await play.end();
});
