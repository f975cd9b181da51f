import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { CHUNK_BARS, type BarSeriesKey } from '../../src/domain/bars.ts';
import { MICROS_PER_MINUTE } from '../../src/kernel/time.ts';
import type { BarCatalog } from '../../src/ports/catalog.ts';
import { barsOf, collectRows, rowsOf, sampleRows, START, type BarTuple } from '../tools/bars.ts';
import { asOrdinaryUser } from '../tools/ordinary-user.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const files = parquetBarFiles();
const key: BarSeriesKey = { instrumentId: 'BTC/USDT.BINANCE', interval: '1m', source: 'trade' };
const at = (minute: number): number => START + minute * MICROS_PER_MINUTE;

function fresh(context: TestContext): { home: string; catalog: BarCatalog; folder: string } {
  const home = tempFolder(context);
  return { home, catalog: openCatalog(home, files), folder: join(home, 'catalog', 'BTC%2FUSDT.BINANCE') };
}

const add = (catalog: BarCatalog, rows: readonly BarTuple[], scale = 2, origin = 'import') =>
  catalog.merge(key, scale, barsOf(rows), origin);

test('an empty catalog has nothing, and reading it touches no disk', async (context) => {
  const { home, catalog } = fresh(context);
  assert.deepEqual(await catalog.list(), []);
  assert.equal(await catalog.find(key), undefined);
  await assert.rejects(collectRows(catalog.read(key)), { code: 'DATA_NOT_FOUND' });
  assert.deepEqual(readdirSync(home), []);
});

test('what is merged is read back, by this catalog and the next', async (context) => {
  const { home, catalog } = fresh(context);
  const rows = sampleRows(500);
  assert.deepEqual(await add(catalog, rows), { added: 500, unchanged: 0, conflicts: 0 });
  for (const each of [catalog, openCatalog(home, files)]) {
    assert.deepEqual(await collectRows(each.read(key)), rows);
    const info = await each.find(key);
    assert.deepEqual(
      { ...info, fingerprint: info?.fingerprint.length },
      {
        ...key,
        priceScale: 2,
        rows: 500,
        from: at(0),
        to: at(500),
        origins: ['import'],
        fingerprint: 64,
      },
    );
    assert.deepEqual(await each.list(), [info]);
  }
});

test('series of other instruments, intervals and sources lie beside each other', async (context) => {
  const { catalog } = fresh(context);
  const keys: BarSeriesKey[] = [
    { ...key, interval: '1M' },
    { ...key, source: 'ask' },
    { ...key, source: 'bid' },
    { ...key, instrumentId: 'BTC/USDT:USDT.BINANCE' },
    key,
  ];
  for (const [index, each] of keys.entries()) await catalog.merge(each, 0, barsOf([[index, 5, 5, 5, 5, index]]), 'import');
  const names = (await catalog.list()).map((info) => [info.instrumentId, info.interval, info.source].join(' '));
  assert.deepEqual(names, [
    'BTC/USDT.BINANCE 1m trade',
    'BTC/USDT.BINANCE 1m bid',
    'BTC/USDT.BINANCE 1m ask',
    'BTC/USDT.BINANCE 1M trade',
    'BTC/USDT:USDT.BINANCE 1m trade',
  ]);
  for (const [index, each] of keys.entries()) assert.deepEqual(await collectRows(catalog.read(each)), [[index, 5, 5, 5, 5, index]]);
});

test('chunks have at most 65,536 bars, and any range is cut out of them exactly', async (context) => {
  const { catalog } = fresh(context);
  const rows = sampleRows(2 * CHUNK_BARS + 100);
  await add(catalog, rows);
  const sizes: number[] = [];
  for await (const chunk of catalog.read(key)) sizes.push(chunk.length);
  assert.deepEqual(sizes, [CHUNK_BARS, CHUNK_BARS, 100]);
  for (const [from, to] of [
    [0, 1],
    [CHUNK_BARS - 1, CHUNK_BARS + 1],
    [CHUNK_BARS, 2 * CHUNK_BARS],
    [2 * CHUNK_BARS + 99, 1e9],
    [-5, 3],
    [70_000, 70_000],
    [1e9, 2e9],
  ] as const) {
    const read = await collectRows(catalog.read(key, { from: at(from), to: at(to) }));
    assert.deepEqual(read, rows.slice(Math.max(0, from), to), `${from} to ${to}`);
  }
  const between = await collectRows(catalog.read(key, { from: at(10) + 1, to: at(12) + 1 }));
  assert.deepEqual(
    between.map(([minute]) => minute),
    [11, 12],
  );
});

test('merging again or overlapping changes nothing twice', async (context) => {
  const { catalog, folder } = fresh(context);
  const rows = sampleRows(100);
  await add(catalog, rows.slice(0, 60));
  assert.deepEqual(await add(catalog, rows.slice(40)), { added: 40, unchanged: 20, conflicts: 0 });
  const before = readFileSync(join(folder, '1m.trade.parquet'));
  assert.deepEqual(await add(catalog, rows), { added: 0, unchanged: 100, conflicts: 0 });
  assert.deepEqual(await add(catalog, []), { added: 0, unchanged: 0, conflicts: 0 });
  assert.deepEqual(readFileSync(join(folder, '1m.trade.parquet')), before);
  assert.deepEqual(await collectRows(catalog.read(key)), rows);
});

test('a bar that differs from a stored one is refused by name, and nothing changes', async (context) => {
  const { catalog } = fresh(context);
  await add(catalog, [[1, 10_001, 10_002, 10_000, 10_001, 5]]);
  const clash = {
    key,
    priceScale: 2,
    bars: barsOf([
      [0, 1, 1, 1, 1, 1],
      [1, 10_001, 10_003, 10_000, 10_001, 5],
    ]),
    origin: 'download:binance',
    placeOf: (row: number) => `a.csv line ${row + 7}`,
  };
  await assert.rejects(catalog.mergeAll([clash]), {
    code: 'DATA_CONFLICT',
    where: 'a.csv line 8',
    message:
      '1 1m trade bar of BTC/USDT.BINANCE differ from those stored (import):\n' +
      '2024-01-01T00:01:00Z: stored 100.01 100.02 100.00 100.01 volume 5, new 100.01 100.03 100.00 100.01 volume 5 (a.csv line 8)',
  });
  assert.equal((await catalog.find(key))?.rows, 1);
  assert.deepEqual(await catalog.mergeAll([clash], { onConflict: 'keep' }), [{ added: 1, unchanged: 0, conflicts: 1 }]);
  assert.deepEqual((await collectRows(catalog.read(key)))[1], [1, 10_001, 10_002, 10_000, 10_001, 5]);
  assert.deepEqual(await catalog.mergeAll([clash], { onConflict: 'replace' }), [{ added: 0, unchanged: 1, conflicts: 1 }]);
  assert.deepEqual((await collectRows(catalog.read(key)))[1], [1, 10_001, 10_003, 10_000, 10_001, 5]);
  assert.deepEqual((await catalog.find(key))?.origins, ['download:binance', 'import']);
});

test('several series are merged together or not at all', async (context) => {
  const { catalog } = fresh(context);
  await catalog.merge({ ...key, source: 'ask' }, 0, barsOf([[0, 5, 5, 5, 5, 0]]), 'import');
  const batches = (['trade', 'bid', 'ask'] as const).map((source) => ({
    key: { ...key, source },
    priceScale: 0,
    bars: barsOf([[0, 6, 6, 6, 6, 0]]),
    origin: 'import',
  }));
  await assert.rejects(catalog.mergeAll(batches), { code: 'DATA_CONFLICT' });
  assert.deepEqual(
    (await catalog.list()).map((info) => info.source),
    ['ask'],
  );
});

test('the scale is what the data needs, whatever it came at, and grows with it', async (context) => {
  const { catalog } = fresh(context);
  await add(catalog, [[0, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1]], 6);
  assert.equal((await catalog.find(key))?.priceScale, 0);
  await add(catalog, [[1, 150, 150, 150, 150, 1]], 2);
  assert.equal((await catalog.find(key))?.priceScale, 1);
  assert.deepEqual(
    await add(
      catalog,
      [
        [0, 100, 100, 100, 100, 1],
        [2, 1_234_567, 1_234_567, 1_234_567, 1_234_567, 1],
      ],
      6,
    ).catch(() => 'refused'),
    'refused',
  );
  await add(catalog, [[2, 1_234_567, 1_234_567, 1_234_567, 1_234_567, 1]], 6);
  assert.deepEqual(
    (await collectRows(catalog.read(key))).map(([, open]) => open),
    [1_000_000, 1_500_000, 1_234_567],
  );
});

test('equal data has an equal fingerprint in whatever parts, order and scale it came', async (context) => {
  const rows = sampleRows(300);
  const whole = fresh(context);
  await add(whole.catalog, rows);
  const expected = (await whole.catalog.find(key))?.fingerprint;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(299), { minLength: 1, maxLength: 4 }), fc.integer({ min: 2, max: 6 }), async (cuts, scale) => {
      const edges = [0, ...cuts.sort((left, right) => left - right), 300];
      const parts = edges
        .slice(1)
        .map((end, index) => rows.slice(edges[index], end))
        .reverse();
      const { catalog } = fresh(context);
      for (const part of parts) {
        const scaled = part.map(([minute, open, high, low, close, volume]): BarTuple => {
          const factor = 10 ** (scale - 2);
          return [minute, open * factor, high * factor, low * factor, close * factor, volume];
        });
        await add(catalog, scaled, scale);
      }
      assert.equal((await catalog.find(key))?.fingerprint, expected);
    }),
    { numRuns: 8 },
  );
  const other = fresh(context);
  await add(other.catalog, rows.with(7, [7, 1, 1, 1, 1, 1]));
  assert.notEqual((await other.catalog.find(key))?.fingerprint, expected);
});

test('extreme numbers survive: large and small prices, doubles with all their digits', async (context) => {
  const { catalog } = fresh(context);
  const rows: BarTuple[] = [
    [0, 1, 1, 1, 1, 0],
    [1, 9_007_199_254_740_991, 9_007_199_254_740_991, 1, 9_007_199_254_740_991, 0.123_267_569_999_999_99],
    [2, 3, 3, 3, 3, 1e300],
  ];
  await add(catalog, rows, 8);
  assert.deepEqual(await collectRows(catalog.read(key)), rows);
});

test('the cache is made anew when it is absent, cut, of another file or of another version', async (context) => {
  const { home, catalog, folder } = fresh(context);
  const rows = sampleRows(1000);
  await add(catalog, rows.slice(0, 900));
  const cache = join(folder, '1m.trade.bars');
  copyFileSync(cache, join(home, 'old'));
  await add(catalog, rows);
  const sound = readFileSync(cache);
  for (const [what, harm] of [
    ['absent', () => rmSync(cache)],
    ['cut', () => truncateSync(cache, sound.length - 8)],
    ['empty', () => truncateSync(cache, 0)],
    ['no cache at all', () => writeFileSync(cache, 'x'.repeat(5000))],
    ['of what the series was before', () => copyFileSync(join(home, 'old'), cache)],
    [
      'of another version',
      () =>
        writeFileSync(
          cache,
          Buffer.concat([
            Buffer.from(sound.toString('latin1', 0, 4096).replace('"version":1', '"version":0'), 'latin1'),
            sound.subarray(4096),
          ]),
        ),
    ],
  ] as const) {
    harm();
    assert.equal((await catalog.find(key))?.rows, 1000, what);
    assert.deepEqual(await collectRows(catalog.read(key)), rows, what);
    assert.deepEqual(readFileSync(cache), sound, what);
  }
});

test('a sound cache is left alone, whenever the files were touched', async (context) => {
  const { catalog, folder } = fresh(context);
  await add(catalog, sampleRows(10));
  utimesSync(join(folder, '1m.trade.bars'), 1, 1);
  utimesSync(join(folder, '1m.trade.parquet'), 2, 2);
  const before = readFileSync(join(folder, '1m.trade.bars'));
  assert.equal((await collectRows(catalog.read(key))).length, 10);
  assert.deepEqual(readFileSync(join(folder, '1m.trade.bars')), before);
});

test('a damaged Parquet file is named, and never read as data', async (context) => {
  const { catalog, folder } = fresh(context);
  await add(catalog, sampleRows(1000));
  const path = join(folder, '1m.trade.parquet');
  const sound = readFileSync(path);
  for (const [what, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['cut', sound.subarray(0, sound.length - 20)],
    ['something else', Buffer.from('timestamp,open,high,low,close\n')],
    ['a flipped byte in the rows', Buffer.concat([sound.subarray(0, 700), Buffer.from([(sound[700] ?? 0) ^ 0xff]), sound.subarray(701)])],
  ] as const) {
    writeFileSync(path, bytes);
    rmSync(join(folder, '1m.trade.bars'), { force: true });
    await assert.rejects(collectRows(catalog.read(key)), { code: 'DATA_CORRUPT', where: path }, what);
  }
});

test('a read that has begun is not disturbed by a merge', async (context) => {
  const { catalog } = fresh(context);
  const rows = sampleRows(CHUNK_BARS + 50);
  await add(catalog, rows.slice(0, -10));
  const seen: BarTuple[] = [];
  for await (const chunk of catalog.read(key)) {
    if (seen.length === 0) await add(catalog, rows);
    seen.push(...rowsOf(chunk));
  }
  assert.deepEqual(seen, rows.slice(0, -10));
  assert.equal((await catalog.find(key))?.rows, rows.length);
});

test('merges at the same time wait for each other', async (context) => {
  const { home } = fresh(context);
  const rows = sampleRows(400);
  const parts = [0, 1, 2, 3].map((part) => rows.filter(([minute]) => minute % 4 === part));
  const results = await Promise.all(parts.map((part) => add(openCatalog(home, files), part)));
  assert.deepEqual(
    results.map((result) => result.added),
    [100, 100, 100, 100],
  );
  assert.deepEqual(await collectRows(openCatalog(home, files).read(key)), rows);
});

test('drafts that a killed writer left are cleared, and its files are as they were', async (context) => {
  const { home, catalog, folder } = fresh(context);
  await add(catalog, sampleRows(10));
  for (const name of ['1m.trade.parquet.tmp', '1m.trade.bars.tmp', '1m.bid.bars.tmp']) writeFileSync(join(folder, name), 'half');
  writeFileSync(join(home, 'catalog', 'commit.json.tmp'), '[{"fr');
  const next = openCatalog(home, files);
  assert.equal((await next.list()).length, 1);
  assert.deepEqual(readdirSync(folder).sort(), ['1m.trade.bars', '1m.trade.parquet']);
  assert.deepEqual(readdirSync(join(home, 'catalog')).sort(), ['BTC%2FUSDT.BINANCE', 'lock']);
  assert.deepEqual(await collectRows(next.read(key)), sampleRows(10));
});

test('a commit that was cut off half-way is finished by whoever comes next', async (context) => {
  const done = fresh(context);
  await add(done.catalog, sampleRows(20));
  for (const renamed of [0, 1, 2]) {
    const { home, catalog, folder } = fresh(context);
    await add(catalog, sampleRows(10));
    // The state after the commit was written and the first `renamed` drafts had got their names.
    const names = ['1m.trade.parquet', '1m.trade.bars'];
    for (const [index, name] of names.entries())
      copyFileSync(join(done.folder, name), join(folder, index < renamed ? name : `${name}.tmp`));
    const moves = names.map((name) => ({ from: `BTC%2FUSDT.BINANCE/${name}.tmp`, to: `BTC%2FUSDT.BINANCE/${name}` }));
    writeFileSync(join(home, 'catalog', 'commit.json'), JSON.stringify(moves));
    assert.deepEqual(await collectRows(openCatalog(home, files).read(key)), sampleRows(20), `${renamed} renamed`);
    assert.ok(!existsSync(join(home, 'catalog', 'commit.json')));
  }
});

test('series are removed together or not at all, and what is left is as it was', async (context) => {
  const { home, catalog, folder } = fresh(context);
  const daily: BarSeriesKey = { ...key, interval: '1d' };
  await add(catalog, sampleRows(10));
  await catalog.merge(daily, 2, barsOf(sampleRows(1)), 'import');
  await assert.rejects(catalog.remove([key, { ...key, source: 'bid' }]), { code: 'DATA_NOT_FOUND', where: folder });
  assert.equal((await catalog.list()).length, 2);
  await catalog.remove([key]);
  for (const each of [catalog, openCatalog(home, files)])
    assert.deepEqual(
      (await each.list()).map(({ interval }) => interval),
      ['1d'],
    );
  assert.deepEqual(readdirSync(folder).sort(), ['1d.trade.bars', '1d.trade.parquet']);
  await assert.rejects(collectRows(catalog.read(key)), { code: 'DATA_NOT_FOUND' });
  await assert.rejects(catalog.remove([key]), { code: 'DATA_NOT_FOUND' });
  assert.deepEqual(await add(catalog, sampleRows(4)), { added: 4, unchanged: 0, conflicts: 0 }, 'nothing of it is remembered');
});

test('a removal that was cut off half-way is finished by whoever comes next', async (context) => {
  const names = ['1m.trade.parquet', '1m.trade.bars'];
  for (const renamed of [0, 1, 2]) {
    const { home, catalog, folder } = fresh(context);
    await add(catalog, sampleRows(10));
    // The state after the commit was written and the first `renamed` files had lost their names.
    for (const name of names.slice(0, renamed)) renameSync(join(folder, name), join(folder, `${name}.removed.tmp`));
    const moves = names.map((name) => ({ from: `BTC%2FUSDT.BINANCE/${name}`, to: `BTC%2FUSDT.BINANCE/${name}.removed.tmp` }));
    writeFileSync(join(home, 'catalog', 'commit.json'), JSON.stringify(moves));
    assert.deepEqual(await openCatalog(home, files).list(), [], `${renamed} renamed`);
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('a read that has begun is not disturbed by a removal', async (context) => {
  const { catalog } = fresh(context);
  const rows = sampleRows(CHUNK_BARS + 10);
  await add(catalog, rows);
  const lengths: number[] = [];
  for await (const chunk of catalog.read(key)) {
    lengths.push(chunk.length);
    if (lengths.length === 1) await catalog.remove([key]);
  }
  assert.deepEqual(lengths, [CHUNK_BARS, 10]);
});

test('a catalog that cannot be written is still read, and merging says what is wrong', async (context) => {
  const { home, catalog, folder } = fresh(context);
  await add(catalog, sampleRows(100));
  rmSync(join(folder, '1m.trade.bars'));
  writeFileSync(join(folder, '1m.bid.bars.tmp'), 'half');
  const folders = [home, join(home, 'catalog'), folder];
  for (const path of folders) chmodSync(path, 0o555);
  const readOnly = asOrdinaryUser(async () => {
    const next = openCatalog(home, files);
    assert.deepEqual(
      (await next.list()).map((info) => info.rows),
      [100],
    );
    assert.deepEqual(await collectRows(next.read(key, { from: at(3), to: at(5) })), sampleRows(100).slice(3, 5));
    await assert.rejects(add(next, sampleRows(200)), { code: 'DATA_UNWRITABLE', where: join(home, 'catalog') });
    await assert.rejects(add(openCatalog(join(home, 'none'), files), sampleRows(2)), { code: 'DATA_UNWRITABLE' });
  });
  await readOnly.finally(() => folders.forEach((path) => chmodSync(path, 0o755)));
  assert.deepEqual(await collectRows(catalog.read(key)), sampleRows(100));
});
