import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { SeededRandom } from '../../kernel/random.ts';
import { Cusum, type CusumSettings } from './cusum.ts';

/** Values until the alarm, on average over many runs: normal ones (Box and Muller), shifted. */
function runLength(settings: CusumSettings, shift: number, runs: number): number {
  const random = new SeededRandom(5);
  let values = 0;
  for (let run = 0; run < runs; run += 1) {
    const cusum = new Cusum(settings);
    do values += 1;
    while (!cusum.take(shift + Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())));
  }
  return values / runs;
}

suite('run lengths of a one-sided test are those in the tables: with a slack of 0.5', () => {
  for (const { threshold, shift, length, runs } of [
    { threshold: 4, shift: 0, length: 336, runs: 4_000 },
    { threshold: 4, shift: 1, length: 8.38, runs: 4_000 },
    { threshold: 4, shift: 2, length: 3.34, runs: 4_000 },
    { threshold: 5, shift: 0, length: 930, runs: 3_000 },
    { threshold: 5, shift: 1, length: 10.4, runs: 4_000 },
  ]) {
    test(`a threshold of ${threshold} and a shift of ${shift} alarm after ${length}`, () => {
      const measured = runLength({ slack: 0.5, threshold }, shift, runs);
      assert.ok(Math.abs(measured / length - 1) < 0.06, `${measured}`);
    });
  }
});

test('it never alarms while no value is above the slack, and goes on from where it was saved', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true })),
      fc.array(fc.double({ min: -5, max: 5, noNaN: true })),
      (first, then) => {
        const settings = { slack: 0.5, threshold: 4 };
        const quiet = new Cusum(settings);
        assert.ok(!first.some((value) => quiet.take(Math.min(value, 0.5))));
        const [whole, before, after] = [new Cusum(settings), new Cusum(settings), new Cusum(settings)];
        for (const value of first) before.take(value);
        after.sum = before.sum;
        for (const value of first) whole.take(value);
        assert.deepEqual(
          then.map((value) => after.take(value)),
          then.map((value) => whole.take(value)),
        );
      },
    ),
  );
});
