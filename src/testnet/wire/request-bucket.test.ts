import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { RequestBucket } from './request-bucket.ts';

/** Asks at the second before the colon for the cost after it, and tells for how long each was sent away. */
function waits(capacity: number, perSecond: number, asked: string): string {
  const bucket = new RequestBucket(capacity, perSecond);
  return asked
    .split(' ')
    .map((each) => {
      const [second, cost] = each.split(':').map(Number);
      return bucket.spend('ann', cost ?? 0, (second ?? 0) * MICROS_PER_SECOND);
    })
    .join(' ');
}

const ROWS = [
  ['takes what fits', 10, 1, '0:4 0:6', '0 0'],
  ['sends away what does not, for as long as it takes to come back', 10, 2, '0:10 0:4 1:4 2:4', '0 2 1 0'],
  ['spends nothing on whom it sends away', 10, 1, '0:9 0:5 0:1', '0 4 0'],
  ['is full again in time, and never more than full', 10, 5, '0:10 100:10 100:1', '0 0 1'],
  ['gives nothing back to a clock that goes back', 10, 1, '10:10 5:1', '0 1'],
] as const;

for (const [name, capacity, perSecond, asked, expected] of ROWS) {
  test(`a bucket ${name}`, () => assert.equal(waits(capacity, perSecond, asked), expected));
}

test('a bucket counts every client by itself', () => {
  const bucket = new RequestBucket(1, 1);
  assert.deepEqual([bucket.spend('ann', 1, 0), bucket.spend('bob', 1, 0), bucket.spend('ann', 1, 0)], [0, 0, 1]);
});
