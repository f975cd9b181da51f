import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Accumulator } from './accumulator.ts';

const amounts = fc.array(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 52, -(2 ** 52), 2 ** 53 - 1, -(2 ** 53 - 1), 1, -1)), {
  maxLength: 200,
});

function sumOf(values: readonly number[]): Accumulator {
  const sum = new Accumulator();
  for (const value of values) sum.add(value);
  return sum;
}

function exactSum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + BigInt(value), 0n);
}

test('a running sum is exact, whatever carries it takes', () => {
  fc.assert(
    fc.property(amounts, (values) => assert.equal(sumOf(values).value, exactSum(values))),
    { numRuns: 500 },
  );
});

test('a long run in one direction is exact', () => {
  const values = Array.from({ length: 10_000 }, () => 2 ** 53 - 1);
  assert.equal(sumOf(values).value, 10_000n * (2n ** 53n - 1n));
});

test('what is added and taken away again leaves nothing', () => {
  fc.assert(fc.property(amounts, (values) => assert.equal(sumOf([...values, ...values.map((value) => -value)]).value, 0n)));
});

test('the sum as a Number is exact while it is a safe integer', () => {
  fc.assert(
    fc.property(amounts, (values) => {
      const exact = exactSum(values);
      const nearest = sumOf(values).number;
      if (Number.isSafeInteger(Number(exact))) assert.equal(nearest, Number(exact));
      else assert.ok(Math.abs(nearest - Number(exact)) <= Math.abs(Number(exact)) * 2 ** -52);
    }),
  );
});

test('a sum that was read, set and added to goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(amounts, amounts, (before, after) => {
      const resumed = new Accumulator();
      resumed.set(sumOf(before).value);
      for (const value of after) resumed.add(value);
      assert.equal(resumed.value, exactSum([...before, ...after]));
    }),
  );
});
