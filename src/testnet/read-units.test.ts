import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readUnits } from './read-units.ts';

const ROWS: readonly (readonly [string | null | undefined, number, number | undefined])[] = [
  ['1.5', 2, 150],
  ['1.50', 1, 15],
  ['0007', 0, 7],
  ['3.', 0, 3],
  ['1.25', 1, undefined],
  ['-1', 2, undefined],
  ['1e3', 2, undefined],
  ['.5', 2, undefined],
  ['99999999999999', 8, undefined],
  ['', 2, undefined],
  [null, 2, undefined],
  [undefined, 2, undefined],
];

for (const [text, scale, units] of ROWS) {
  test(`"${text}" is ${units === undefined ? 'nothing' : `${units} units`} at ${scale} decimals`, () => {
    assert.equal(readUnits(text, scale), units);
  });
}
