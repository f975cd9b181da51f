import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { barsOf, rowsOf, sampleRows, type BarTuple } from '../../tests/tools/bars.ts';
import { allocateBars } from '../domain/bars.ts';
import { mergeBars, type OnConflict } from './merge-bars.ts';

/** The merged rows and the tally, with the stored rows cut into blocks of two. */
function merge(stored: readonly BarTuple[], offered: readonly BarTuple[], onConflict: OnConflict = 'keep') {
  const blocks = Array.from({ length: Math.ceil(stored.length / 2) }, (_, index) => barsOf(stored.slice(index * 2, index * 2 + 2)));
  const merged: BarTuple[] = [];
  const tally = mergeBars(blocks, barsOf(offered), onConflict, { append: (bars, row) => merged.push(...rowsOf(bars).slice(row, row + 1)) });
  return { merged, tally };
}

const bar = (minute: number, price = 100): BarTuple => [minute, price, price, price, price, 1];

for (const [what, stored, offered, merged, added, unchanged] of [
  ['nothing into nothing', [], [], [], 0, 0],
  ['into nothing', [], [1, 2], [1, 2], 2, 0],
  ['nothing new', [1, 2], [], [1, 2], 0, 0],
  ['the same again', [1, 2, 3], [1, 2, 3], [1, 2, 3], 0, 3],
  ['before', [5, 6], [1, 2], [1, 2, 5, 6], 2, 0],
  ['after', [1, 2], [5, 6], [1, 2, 5, 6], 2, 0],
  ['into holes and over the ends', [2, 4, 6], [1, 3, 4, 5, 7], [1, 2, 3, 4, 5, 6, 7], 4, 1],
] as const) {
  test(`merging ${what}`, () => {
    const result = merge(
      stored.map((minute) => bar(minute)),
      offered.map((minute) => bar(minute)),
    );
    assert.deepEqual(
      result.merged.map(([minute]) => minute),
      merged,
    );
    assert.deepEqual([result.tally.added, result.tally.unchanged, result.tally.clashes], [added, unchanged, 0]);
  });
}

for (const [policy, expected] of [
  ['keep', 100],
  ['replace', 101],
] as const) {
  test(`a bar that differs is told, and with ${policy} it is ${expected}`, () => {
    const { merged, tally } = merge([bar(1), bar(2)], [bar(2, 101), bar(3)], policy);
    assert.deepEqual(merged, [bar(1), bar(2, expected), bar(3)]);
    assert.deepEqual(tally, {
      added: 1,
      unchanged: 0,
      clashes: 1,
      examples: [{ row: 0, stored: [100, 100, 100, 100, 1], offered: [101, 101, 101, 101, 1] }],
    });
  });
}

for (const [column, name] of ['open', 'high', 'low', 'close', 'volume'].entries()) {
  test(`a bar that differs in its ${name} alone is another bar`, () => {
    const changed = [...bar(1)] as unknown as [number, number, number, number, number, number];
    changed[column + 1] = 99;
    assert.equal(merge([bar(1)], [changed]).tally.clashes, 1);
  });
}

test('any parts of a series, merged in any order, give the series', () => {
  const whole = sampleRows(40);
  const parts = fc.array(fc.uniqueArray(fc.nat(39), { maxLength: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(parts, (chosen) => {
      let stored: BarTuple[] = [];
      for (const rows of chosen) {
        const offered = rows.toSorted((left, right) => left - right).map((row) => whole[row] ?? bar(0));
        const { merged, tally } = merge(stored, offered);
        assert.equal(tally.added + tally.unchanged, offered.length);
        stored = merged;
      }
      const union = new Set(chosen.flat());
      assert.deepEqual(
        stored,
        whole.filter((_, row) => union.has(row)),
      );
    }),
  );
});

test('a dry run counts without handing out rows', () => {
  assert.deepEqual(mergeBars([allocateBars(0)], barsOf([bar(1)]), 'fail'), { added: 1, unchanged: 0, clashes: 0, examples: [] });
});
