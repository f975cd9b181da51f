import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitedWork } from './limited-work.ts';
import { WorkGroup } from './work-group.ts';

/** Work that ends when the test says so. */
function piece(): { readonly work: () => Promise<void>; readonly end: () => void; readonly fail: (error: Error) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve, fail: reject };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test('a group is settled once it was ended and all of its work is over, that which was begun by other work included', async () => {
  const ending = new AbortController();
  const group = new WorkGroup(ending.signal);
  const [first, second] = [piece(), piece()];
  const told: string[] = [];
  group.begin(async () => {
    await first.work();
    group.begin(second.work);
  });
  const settled = group.settled().then(() => told.push('settled'));
  first.end();
  await settle();
  ending.abort();
  await settle();
  assert.deepEqual(told, []);
  second.end();
  await settled;
  assert.deepEqual(told, ['settled']);
});

test('the first failure ends all work, and is what the group failed with', async () => {
  const group = new WorkGroup(new AbortController().signal);
  const [first, second] = [piece(), piece()];
  group.begin(first.work);
  group.begin(second.work);
  first.fail(new Error('first'));
  await settle();
  assert.equal(group.signal.aborted, true);
  second.fail(new Error('second'));
  await assert.rejects(group.settled(), /first/);
});

test('after its end a group begins nothing', async () => {
  const ended = new AbortController();
  ended.abort();
  const group = new WorkGroup(ended.signal);
  group.begin(() => assert.fail('begun'));
  await group.settled();
});

test('of limited work so much goes on as is allowed, and the next begins as soon as one is over', async () => {
  const ending = new AbortController();
  const group = new WorkGroup(ending.signal);
  const limited = new LimitedWork(group, 2);
  const pieces = [piece(), piece(), piece()];
  const begun: number[] = [];
  const beginning = (async () => {
    for (const [index, { work }] of pieces.entries()) {
      await limited.begin(work);
      begun.push(index);
    }
  })();
  await settle();
  assert.deepEqual([begun, limited.count], [[0, 1], 2]);
  pieces[1]?.end();
  await beginning;
  assert.deepEqual([begun, limited.count], [[0, 1, 2], 2]);
  for (const { end } of pieces) end();
  ending.abort();
  await group.settled();
  assert.equal(limited.count, 0);
});
