import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RollingMedian } from './rolling-median.ts';

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 60 });

test('it is the median of the newest values, and its state goes on as if nothing had been', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 12 }), fc.nat(60), (all, length, cut) => {
      let rolling = new RollingMedian(length);
      for (const [at, value] of all.entries()) {
        if (at === cut) {
          const restored = new RollingMedian(length);
          restored.state = JSON.parse(JSON.stringify(rolling.state)) as number[];
          rolling = restored;
        }
        rolling.add(value);
        const sorted = all.slice(Math.max(0, at + 1 - length), at + 1).toSorted((left, right) => left - right);
        const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]] as [number, number];
        assert.equal(rolling.median, (low + high) / 2);
        assert.equal(rolling.isFull, at + 1 >= length);
      }
    }),
  );
});

test('without values it is not a number', () => {
  assert.equal(new RollingMedian(3).median, NaN);
});
