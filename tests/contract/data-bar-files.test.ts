import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { barsOf, collectRows, rowsOf, sampleRows } from '../tools/bars.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const files = parquetBarFiles();

test('rows come back in order, and the header with its facts, at every scale', async (context) => {
  const folder = tempFolder(context);
  const rows = sampleRows(5000);
  for (let priceScale = 0; priceScale <= 8; priceScale += 1) {
    const path = join(folder, `${priceScale}.parquet`);
    const facts = { origin: 'it\'s "quoted"', priceScale };
    await files.write(path, { priceScale, facts }, [barsOf(rows.slice(0, 3)), barsOf([]), barsOf(rows.slice(3))]);
    assert.deepEqual(await files.header(path), { priceScale, facts });
    assert.deepEqual(await collectRows(files.blocks(path)), rows);
  }
});

test('a path may hold quotes', async (context) => {
  const path = join(tempFolder(context), "o'clock.parquet");
  await files.write(path, { priceScale: 0, facts: {} }, [barsOf(sampleRows(2))]);
  assert.deepEqual(await collectRows(files.blocks(path)), sampleRows(2));
});

test('what the blocks raise is raised as it is', async (context) => {
  const trouble = new Error('the rows ran dry');
  function* blocks(): Generator<ReturnType<typeof barsOf>> {
    yield barsOf(sampleRows(2));
    throw trouble;
  }
  await assert.rejects(
    files.write(join(tempFolder(context), 'x.parquet'), { priceScale: 0, facts: {} }, blocks()),
    (error) => error === trouble,
  );
});

test('several files are read at the same time, and a read may be left', async (context) => {
  const folder = tempFolder(context);
  const rows = sampleRows(200_000);
  const paths = ['a', 'b'].map((name) => join(folder, name));
  for (const path of paths) await files.write(path, { priceScale: 0, facts: {} }, [barsOf(rows)]);
  const streams = paths.map((path) => files.blocks(path)[Symbol.asyncIterator]());
  const seen = [0, 0];
  for (let round = 0; round < 4; round += 1) {
    for (const [index, stream] of streams.entries()) {
      const next = await stream.next();
      if (next.done === true) continue;
      assert.deepEqual(rowsOf(next.value)[0], rows[seen[index] ?? 0]);
      seen[index] = (seen[index] ?? 0) + next.value.length;
    }
  }
  assert.deepEqual(seen, [200_000, 200_000]);
  for await (const block of files.blocks(join(folder, 'a'))) {
    assert.ok(block.length > 0);
    break;
  }
});

test('a file that is not ours is DATA_CORRUPT, and named', async (context) => {
  const folder = tempFolder(context);
  const [text, foreign, cut] = ['text', 'foreign.parquet', 'cut.parquet'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(text, 'no Parquet');
  await files.write(foreign, { priceScale: 0, facts: {} }, [barsOf(sampleRows(100))]);
  writeFileSync(cut, readFileSync(foreign).subarray(0, 500));
  for (const path of [text, cut, join(folder, 'none')]) {
    await assert.rejects(files.header(path), { code: 'DATA_CORRUPT', where: path });
    await assert.rejects(collectRows(files.blocks(path)), { code: 'DATA_CORRUPT', where: path });
  }
});
