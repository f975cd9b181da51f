import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Queue } from './queue.ts';

test('a queue gives out what it was given, in order, like an array', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (steps) => {
      const queue = new Queue<number>();
      const array: number[] = [];
      for (const step of steps) {
        if (step === null) assert.equal(queue.shift(), array.shift());
        else {
          queue.push(step);
          array.push(step);
        }
        assert.equal(queue.length, array.length);
      }
    }),
  );
});
