import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrderStatus } from '../domain/order.ts';
import type { VenueConnection } from '../ports/status-source.ts';
import { enter } from '../strategy/index.ts';
import { DURABLE_SESSION, durableInputs, openDurable } from '../../tests/tools/durable-session.ts';
import { play, type Play } from '../../tests/tools/scripted-session.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { sessionStatus, SessionTally, type SessionFacts } from './session-status.ts';

const facts: SessionFacts = {
  version: '1.2.3',
  sessionId: 's',
  startedAt: 5,
  feedName: 'synthetic',
  stage: 'paper',
  venue: undefined,
  health: { connected: true, lastDataAt: 70, reconnects: 1, backfilledBars: 2 },
  wallTime: 100,
  steps: 3,
  lastCommitAt: 90,
  lastCommitTime: 4,
  uncommittedSince: undefined,
};

const CONNECTION: VenueConnection = {
  name: 'TEST',
  host: '127.0.0.1',
  permissions: undefined,
  connected: true,
  streamUp: true,
  clockOffset: 0,
  queued: 0,
  pursued: 0,
  weightUsed: 0,
  ordersUsed: 0,
  brokenFor: undefined,
  lastProblem: undefined,
  comparison: undefined,
  calls: { asked: 0, failed: 0, time: 0, last: undefined },
};

async function statusOf(story: Play) {
  const { session } = await play(story);
  return sessionStatus(session.engine, new SessionTally(), facts);
}

describe('the status of a paper session', () => {
  test('tells what is held, at what price, and what it has gained', async () => {
    const { positions } = await statusOf({
      bars: [
        [100, 100, 100, 100],
        [110, 110, 110, 110],
        [130, 130, 130, 130],
      ],
      does: { 0: enter('long', { quantity: 3 }) },
    });
    assert.deepEqual(positions, [
      {
        strategyId: 'scripted',
        instrumentId: 'ONE/USDT.TEST',
        quantity: '3',
        averagePrice: '110',
        lastPrice: '130',
        openProfit: '60.00000000',
      },
    ]);
  });

  test('tells what stopped a strategy: code, handler, time of the bar, and words', async () => {
    const { strategies } = await statusOf({
      bars: [[100, 100, 100, 100]],
      scripts: {
        good: {},
        bad: {
          onBar: () => {
            throw new RangeError('too far');
          },
        },
      },
    });
    assert.deepEqual(
      strategies.map(({ id, state }) => [id, state]),
      [
        ['good', 'running'],
        ['bad', 'stopped'],
      ],
    );
    assert.match(strategies[1]?.reason ?? '', /^STRATEGY_THREW: onBar at 20\d\d-\d\d-\d\dT\d\d:01:00Z: RangeError: too far/);
  });

  test('tells ages by the clock of the machine, and never a negative one', async () => {
    const { session } = await play({ bars: [[100, 100, 100, 100]] });
    const tally = new SessionTally();
    const at = (changes: Partial<SessionFacts>) => sessionStatus(session.engine, tally, { ...facts, ...changes });
    assert.deepEqual([at({}).feed.age, at({}).commitAge, at({}).uncommittedAge], [30, 10, 0]);
    assert.deepEqual([at({ wallTime: 60 }).feed.age, at({ lastCommitAt: undefined }).commitAge], [0, undefined]);
    assert.equal(at({ uncommittedSince: 80 }).uncommittedAge, 20);
  });
});

test('an order is told as unknown, with its age, from the moment that its fate is not known until it is', async () => {
  const { session } = await play({ bars: [[100, 100, 100, 100]] });
  const tally = new SessionTally();
  const unknown = () => sessionStatus(session.engine, tally, { ...facts, venue: CONNECTION }).venue?.unknown;
  const move = (ts: number, intentId: number, status: OrderStatus): void => {
    const record = { kind: 'order', intentId, status, filledQuantity: 0, venueOrderId: undefined, reason: undefined } as const;
    tally.count([{ seq: 1, ts, ...record, event: status === 'Unknown' ? 'lost' : 'accepted' }]);
  };
  move(60, 1, 'Submitted');
  assert.deepEqual(unknown(), { orders: 0, age: undefined });
  move(70, 1, 'Unknown');
  move(80, 2, 'Unknown');
  move(90, 1, 'Unknown');
  assert.deepEqual(unknown(), { orders: 2, age: 30 });
  move(95, 1, 'Accepted');
  assert.deepEqual(unknown(), { orders: 1, age: 20 });
});

test('comparisons that found what nothing explains are counted', async () => {
  const { session } = await play({ bars: [[100, 100, 100, 100]] });
  const tally = new SessionTally();
  for (const isClean of [true, false, true, false]) tally.count([{ seq: 1, ts: 1, kind: 'reconciliation', isClean, found: [] }]);
  assert.equal(sessionStatus(session.engine, tally, { ...facts, venue: CONNECTION }).venue?.breaks, 2);
});

test('a tally that begins with what is stored counts as the one that saw it being stored', async (context) => {
  const counted = new SessionTally();
  const { session, store } = await openDurable(tempFolder(context), {
    snapshotEvery: 1_000,
    onCommit: (records) => counted.count(records),
  });
  const inputs = await durableInputs(40);
  await session.apply(inputs.slice(0, 25));
  const halted = new SessionTally();
  await halted.begin(store, DURABLE_SESSION);
  assert.equal(halted.tradingReason, 'operator:ada: drill');
  await session.apply(inputs.slice(25));
  const begun = new SessionTally();
  await begun.begin(store, DURABLE_SESSION);
  assert.ok(begun.total.fills > 8 && begun.total.refusals > 0);
  for (const id of ['busy', 'unruly']) assert.deepEqual(begun.of(id), counted.of(id));
  assert.deepEqual(
    [begun.total, begun.lastFills, begun.tradingReason, halted.total.orders < begun.total.orders],
    [counted.total, counted.lastFills, '', true],
  );
  await store.close();
});
