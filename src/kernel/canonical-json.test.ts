import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { canonicalJson } from './canonical-json.ts';
import { isBallastError } from './errors.ts';

const written: readonly [value: unknown, text: string][] = [
  [{ b: 1, a: { d: [2, 'x', null], c: true } }, '{"a":{"c":true,"d":[2,"x",null]},"b":1}'],
  [{ kept: 0, left: undefined }, '{"kept":0}'],
  [[undefined, 1], '[null,1]'],
  ['é "\n', '"é \\"\\n"'],
  [-0, '0'],
];

for (const [value, text] of written) {
  test(`${text} is how it is written`, () => assert.equal(canonicalJson(value), text));
}

const refused: readonly [what: string, value: unknown][] = [
  ['NaN', Number.NaN],
  ['infinity', -Infinity],
  ['a BigInt', 1n],
  ['a function', () => 1],
  ['undefined', undefined],
  ['NaN deep inside', { deep: [Number.NaN] }],
];

for (const [what, value] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => canonicalJson(value),
      (error) => isBallastError(error, 'ASSERTION_FAILED'),
    );
  });
}

test('it is JSON of the same value, and the order of keys never shows', () => {
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(backwards);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, backwards(field)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      assert.equal(canonicalJson(backwards(value)), canonicalJson(value));
    }),
  );
});
