import assert from 'node:assert/strict';
import { test } from 'node:test';

import { barsOf, collectRows, sampleRows, streamOf, type BarTuple } from '../../tests/tools/bars.ts';
import { midBars, midScale } from './mid-bars.ts';

const flat = (minute: number, price: number): BarTuple => [minute, price, price, price, price, 7];

async function mid(bids: readonly BarTuple[], bidScale: number, asks: readonly BarTuple[], askScale: number): Promise<BarTuple[]> {
  return collectRows(midBars(streamOf(barsOf(bids)), bidScale, streamOf(barsOf(asks)), askScale));
}

for (const [bid, ask, scale, expected, why] of [
  [100, 102, 2, 1010, 'between, with a decimal more'],
  [100, 101, 2, 1005, 'half a unit is exact with a decimal more'],
  [100, 101, 8, 100, 'at eight decimals a half goes to the even neighbour below'],
  [101, 102, 8, 102, 'and above'],
] as const) {
  test(`mid of ${bid} and ${ask} at ${scale} decimals: ${why}`, async () => {
    assert.deepEqual(await mid([flat(1, bid)], scale, [flat(1, ask)], scale), [[1, expected, expected, expected, expected, 0]]);
  });
}

test('each price is the mid of its own pair', async () => {
  assert.deepEqual(await mid([[1, 10, 20, 4, 8, 1]], 0, [[1, 12, 24, 6, 12, 1]], 0), [[1, 110, 220, 50, 100, 0]]);
});

test('bid and ask are brought to one scale', async () => {
  assert.equal(midScale(2, 3), 4);
  assert.deepEqual(await mid([flat(1, 100)], 2, [flat(1, 1002)], 3), [[1, 10_010, 10_010, 10_010, 10_010, 0]]);
});

test('only times that both sides have make a bar, however the blocks are cut', async () => {
  const bids = sampleRows(50).filter(([minute]) => minute % 3 !== 0);
  const asks = sampleRows(50).filter(([minute]) => minute % 5 !== 0);
  const cut = (rows: readonly BarTuple[], size: number): ReturnType<typeof barsOf>[] =>
    Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => barsOf(rows.slice(index * size, (index + 1) * size)));
  const rows = await collectRows(midBars(streamOf(...cut(bids, 7)), 0, streamOf(...cut(asks, 4)), 0));
  assert.deepEqual(
    rows.map(([minute]) => minute),
    sampleRows(50).flatMap(([minute]) => (minute % 3 !== 0 && minute % 5 !== 0 ? [minute] : [])),
  );
});
