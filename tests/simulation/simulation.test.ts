import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { plant } from './find-planted.ts';
import { describeViolation } from './invariants.ts';
import { KEPT } from './kept.ts';
import { liveMany } from './live-many.ts';
import { liveThrough, storyOf } from './live-through.ts';
import { PLANTED_BUGS } from './planted.ts';

const SEEDS = 500;

test(`${SEEDS} simulated lives break no law`, async () => {
  const broken: string[] = [];
  await liveMany({
    from: 1,
    count: SEEDS,
    threads: Math.min(2, availableParallelism()),
    twiceEvery: 25,
    onResult: ({ seed, violation }) => {
      if (violation !== undefined) broken.push(`npm run simulate -- --seed ${seed}\n  ${describeViolation(violation)}`);
      return true;
    },
  });
  assert.deepEqual(broken, []);
});

test('the same seed makes the same life, and another one another', async () => {
  const hashOf = async (seed: number): Promise<string> => (await liveThrough(storyOf(seed))).hash;
  assert.equal(await hashOf(7), await hashOf(7));
  assert.notEqual(await hashOf(7), await hashOf(8));
});

describe('a story that broke a law once breaks none any more', () => {
  for (const { tells, ...story } of KEPT)
    test(tells, async () => {
      const { violation } = await liveThrough(story);
      assert.equal(violation === undefined ? undefined : describeViolation(violation), undefined);
    });
});

test('what the planted bugs replace stands in the source', () => {
  assert.equal(PLANTED_BUGS.length, 28);
  for (const bug of PLANTED_BUGS) assert.notEqual(plant(bug), '');
});
