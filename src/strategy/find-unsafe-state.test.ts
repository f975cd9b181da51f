import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { findUnsafeState } from './find-unsafe-state.ts';

class Level {
  price = 1;
}

const circle: { self?: unknown } = {};
circle.self = { again: circle };
const deep = Array.from({ length: 200 }).reduce<unknown>((inner) => [inner], 1);

suite('what a restart would damage is named, with its place and what to use instead', () => {
  for (const [state, said] of [
    [{ seen: new Map() }, /^state\.seen is a Map; use a plain object/],
    [{ seen: new Set() }, /^state\.seen is a Set; use an array/],
    [{ total: 5n }, /^state\.total is a BigInt; use a number/],
    [{ last: NaN }, /^state\.last is NaN; use a finite number/],
    [{ best: [1, -Infinity] }, /^state\.best\[1\] is -Infinity/],
    [{ levels: [{ at: new Date(0) }] }, /^state\.levels\[0\]\.at is an object of class Date/],
    [{ level: new Level() }, /^state\.level is an object of class Level; use a plain object/],
    [{ bare: Object.create(null) as object }, /^state\.bare is an object of class none/],
    [{ closes: new Float64Array(3) }, /^state\.closes is a typed array; use an array/],
    [{ decide: () => 1 }, /^state\.decide is a function/],
    [{ closes: [1, undefined] }, /^state\.closes\[1\] is undefined; use null/],
    [{ [Symbol('s')]: 1 }, /^state has a symbol as a key/],
    [circle, /^state\.self\.again holds itself/],
    [deep, /nested more than 100 deep/],
    [new Map(), /^state is a Map/],
    [{ get trap() { throw new Error('no'); } }, /^state throws when it is read/], // prettier-ignore
  ] as const)
    test(String(said), () => assert.match(findUnsafeState(state) ?? 'nothing', said));
});

test('whatever JSON holds is safe, and so are no state at all and a field that is undefined', () => {
  fc.assert(fc.property(fc.jsonValue(), (state) => findUnsafeState(state) === undefined));
  for (const state of [undefined, { pending: undefined }, { zero: -0 }]) assert.equal(findUnsafeState(state), undefined);
});

test('what is called safe reads the same after it was saved', () => {
  fc.assert(
    fc.property(fc.object({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true }), (state) => {
      if (findUnsafeState(state) !== undefined) return;
      const saved = JSON.stringify(state);
      assert.equal(JSON.stringify(JSON.parse(saved)), saved);
    }),
  );
});
