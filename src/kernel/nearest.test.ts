import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest } from './nearest.ts';

const KEYS = ['maker', 'taker', 'maxOrderValue', 'maxPositionValue', 'from', 'to', 'fees', 'feed', 'urlFile'];

const cases: readonly [typed: string, meant: string | undefined][] = [
  ['maker', 'maker'],
  ['mkaer', 'maker'],
  ['Taker', 'taker'],
  ['max_order_value', 'maxOrderValue'],
  ['maxPostionValue', 'maxPositionValue'],
  ['form', 'from'],
  ['feeds', 'feed'],
  ['url-file', 'urlFile'],
  ['password', undefined],
  ['x', undefined],
  ['', undefined],
];

for (const [typed, meant] of cases) {
  test(`"${typed}" is nearest to ${meant ?? 'nothing'}`, () => {
    assert.equal(nearest(typed, KEYS), meant);
  });
}
