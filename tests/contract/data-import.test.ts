import assert from 'node:assert/strict';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { importBars, type ImportOptions } from '../../src/data/import/import-bars.ts';
import type { ImportReport } from '../../src/data/import/import-report.ts';
import type { BarSeriesKey } from '../../src/domain/bars.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import type { BarCatalog } from '../../src/ports/catalog.ts';
import { collectRows, sampleRows, START, type BarTuple } from '../tools/bars.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const files = parquetBarFiles();
const key: BarSeriesKey = { instrumentId: 'BTC/USDT.BINANCE', interval: '1m', source: 'trade' };

/** A catalog, and an import of texts written to files of these names. */
function bench(context: TestContext) {
  const folder = tempFolder(context);
  const catalog = openCatalog(folder, files);
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const run = (paths: readonly string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
    importBars(catalog, files, { paths, instrumentId: key.instrumentId, interval: '1m', ...options });
  return { folder, catalog, write, run, rows: () => collectRows(catalog.read(key)) };
}

const HEADER = 'timestamp,open,high,low,close,volume';
const GOOD = `${START / 1000},10,12,9,11,5`;
const minute = (count: number): string => String(START / 1000 + count * 60_000);

for (const [line, reason] of [
  [`${minute(1)},10,12,9`, 'it has 4 columns, not 6'],
  [`${minute(1)},10,12,9,11,5,6`, 'it has 7 columns, not 6'],
  ['soon,10,12,9,11,5', '"soon" is not a time'],
  [`${START / 1000 + 61_000},10,12,9,11,5`, '2024-01-01T00:01:01Z is not the start of a 1m bar'],
  [`${minute(1)},ten,12,9,11,5`, 'the open "ten" is not a number'],
  [`${minute(1)},10,12,,11,5`, 'the low is empty'],
  [`${minute(1)},,,,,5`, 'the open is empty'],
  [`${minute(1)},10,NaN,9,11,5`, 'the high "NaN" is not a number'],
  [`${minute(1)},10,12,9,-11,5`, 'the close "-11" is not above zero'],
  [`${minute(1)},10,12,0,11,5`, 'the low "0" is not above zero'],
  [`${minute(1)},10,12.123456789,9,11,5`, 'the high "12.123456789" has more than 8 decimals'],
  [`${minute(1)},10,12,9,99999999999999999,5`, 'the close "99999999999999999" has too many digits'],
  [`${minute(1)},99999999.5,100000000.00000001,9,11,5`, 'the high "100000000.00000001" has too many digits'],
  [`${minute(1)},10,12,9,11,`, 'the volume is empty'],
  [`${minute(1)},10,12,9,11,many`, 'the volume "many" is not a number'],
  [`${minute(1)},10,12,9,11,1e999`, 'the volume "1e999" is not a number'],
  [`${minute(1)},10,12,9,11,-1`, 'the volume -1 is negative'],
  [`${minute(1)},10,8,9,8.5,5`, 'the high 8 is below the low 9'],
  [`${minute(1)},13,12,9,11,5`, 'the high 12 is below the open 13'],
  [`${minute(1)},10,12,9,12.5,5`, 'the high 12 is below the close 12.5'],
  [`${minute(1)},8,12,9,11,5`, 'the low 9 is above the open 8'],
  [`${minute(1)},10,12,9,8,5`, 'the low 9 is above the close 8'],
  [`${minute(0)},10,12,9,11,6`, '2024-01-01T00:00:00Z has other values in FILE line 2'],
] as const) {
  test(`a bad row is named, and nothing is imported: ${reason}`, async (context) => {
    const { write, run, catalog, rows } = bench(context);
    const path = write('bars.csv', `${HEADER}\n${GOOD}\n${line}\n${minute(2)},10,12,9,11,5\n`);
    const named = reason.replace('FILE', path);
    await assert.rejects(run([path]), {
      code: 'DATA_BAD_ROW',
      where: `${path} line 3`,
      message: `1 row cannot be a bar; nothing was imported:\n${path} line 3: ${named}`,
    });
    assert.deepEqual(await catalog.list(), []);

    const skipped = await run([path], { onBad: 'skip' });
    assert.deepEqual([skipped.dropped, skipped.bad], [1, [{ file: path, line: 3, reason: named }]]);
    assert.deepEqual(
      (await rows()).map(([at]) => at),
      [0, 2],
    );
  });
}

test('a last line that is cut is told apart from one with too few columns', async (context) => {
  const { write, run, rows } = bench(context);
  const path = write('bars.csv', `${HEADER}\n${GOOD}\n${minute(1)},10,1`);
  await assert.rejects(run([path]), { code: 'DATA_BAD_ROW', message: /line 3: the file ends in the middle of this line$/ });
  await run([path], { onBad: 'skip' });
  assert.equal((await rows()).length, 1);
});

test('all bad rows of all files are told at once, ten of them in full', async (context) => {
  const { write, run } = bench(context);
  const bad = Array.from({ length: 12 }, () => 'x,1,1,1,1,1').join('\n');
  const paths = [write('a.csv', `${HEADER}\n${bad}\n`), write('b.csv', `${HEADER}\nx,1,1,1,1,1\n`)];
  await assert.rejects(run(paths), {
    message: /^13 rows cannot be bars; nothing was imported:\n(.* line \d+: "x" is not a time\n){10}and 3 more$/,
  });
});

test('fix widens a high or low that leaves out open or close, and drops what it cannot know', async (context) => {
  const { write, run, rows } = bench(context);
  const path = write(
    'bars.csv',
    [HEADER, `${minute(0)},13,12,9,11,5`, `${minute(1)},8,12,9,7,5`, `${minute(2)},10,8,9,8.5,5`, `${minute(3)},0,12,9,11,5`].join('\n'),
  );
  const report = await run([path], { onBad: 'fix' });
  assert.deepEqual(report.repairs, { widened: 2 });
  assert.deepEqual(
    report.bad.map(({ line, reason }) => `${line}: ${reason}`),
    ['4: the high 8 is below the low 9', '5: the open "0" is not above zero'],
  );
  assert.deepEqual(await rows(), [
    [0, 13, 13, 9, 11, 5],
    [1, 8, 12, 7, 7, 5],
  ]);
});

test('rows in any order, and rows given twice, are no trouble, and are told', async (context) => {
  const { write, run, rows } = bench(context);
  const line = (at: number): string => `${minute(at)},${at + 1},${at + 1},${at + 1},${at + 1},${at}`;
  const newestFirst = write('a.csv', [HEADER, ...[9, 8, 5, 7, 6, 5].map(line), ''].join('\n'));
  const overlapping = write('b.csv', [HEADER, ...[3, 4, 5, 6].map(line), ''].join('\r\n'));
  const report = await run([newestFirst, overlapping]);
  assert.deepEqual([report.reordered, report.duplicates, report.dropped], [2, 3, 0]);
  assert.deepEqual(
    (await rows()).map(([at]) => at),
    [3, 4, 5, 6, 7, 8, 9],
  );
});

test('seconds, milliseconds and microseconds are told apart row by row', async (context) => {
  const { write, run, rows } = bench(context);
  const second = START / 1e6;
  const lines = [String(second), String((second + 60) * 1000), String((second + 120) * 1e6), '2024-01-01 00:03:00', '2024-01-01T00:04:00Z'];
  await run([write('bars.csv', `${HEADER}\n${lines.map((time) => `${time},1,1,1,1,1`).join('\n')}\n`)]);
  assert.deepEqual(
    (await rows()).map(([at]) => at),
    [0, 1, 2, 3, 4],
  );
});

test('a byte order mark, quotes, blanks, blank lines and a banner are read past', async (context) => {
  const { write, run, rows } = bench(context);
  const paths = [
    write('a.csv', `\ufeff"timestamp","open","high","low","close","volume"\n\n"${minute(0)}", "1" , 2,"1",2,1.50\n`),
    write('b.csv', `kindly provided by a vendor\n\nDate;Open;High;Low;Close\n2024-01-01 00:01;1;2;1;2\n`),
  ];
  await run(paths);
  assert.deepEqual(await rows(), [
    [0, 1, 2, 1, 2, 1.5],
    [1, 1, 2, 1, 2, 0],
  ]);
});

test('rows without a trade are no bars and not bad; bid and ask become bars of their own', async (context) => {
  const { write, run, catalog } = bench(context);
  const header = `${HEADER},bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size`;
  const path = write(
    'q.csv',
    [
      header,
      `${minute(0)},5,5,5,5,1,4,4,4,4,2,6,6,6,6,3`,
      `${minute(1)},,,,,,4,4,4,4,2,6,6,6,6,3`,
      `${minute(2)},5,5,5,5,1,,,,,,,,,,`,
      '',
    ].join('\n'),
  );
  const report = await run([path]);
  assert.deepEqual(report.files, [{ file: path, layout: 'trades-and-quotes', rows: 3, withoutTrade: 1 }]);
  for (const [source, expected] of [
    [
      'trade',
      [
        [0, 5, 5, 5, 5, 1],
        [2, 5, 5, 5, 5, 1],
      ],
    ],
    [
      'bid',
      [
        [0, 4, 4, 4, 4, 2],
        [1, 4, 4, 4, 4, 2],
      ],
    ],
    [
      'ask',
      [
        [0, 6, 6, 6, 6, 3],
        [1, 6, 6, 6, 6, 3],
      ],
    ],
  ] as const) {
    assert.deepEqual(await collectRows(catalog.read({ ...key, source })), expected, source);
  }
});

test('a row whose quotes are bad is dropped whole', async (context) => {
  const { write, run, catalog } = bench(context);
  const header = 'timestamp,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close';
  const path = write('q.csv', `${header}\n${minute(0)},4,4,4,4,6,6,6,\n${minute(1)},4,4,4,4,6,6,6,6\n`);
  const report = await run([path], { onBad: 'skip' });
  assert.deepEqual(
    report.bad.map(({ reason }) => reason),
    ['the ask close is empty'],
  );
  assert.deepEqual(
    (await collectRows(catalog.read({ ...key, source: 'bid' }))).map(([at]) => at),
    [1],
  );
});

for (const [what, content, code] of [
  ['empty', '', 'DATA_LAYOUT_UNKNOWN'],
  ['a page of text', 'no bars here\n'.repeat(30), 'DATA_LAYOUT_UNKNOWN'],
  ['ticks', 'timestamp,price,qty,side,trade_id\n1723161255611,2683.8,0.002,sell,1\n', 'DATA_LAYOUT_UNKNOWN'],
  ['one endless line', 'x'.repeat(20_000_000), 'DATA_LAYOUT_UNKNOWN'],
  ['gzip that is cut', gzipSync(`${HEADER}\n${GOOD}\n`).subarray(0, 40), 'DATA_FILE_UNREADABLE'],
  ['Parquet that is cut', 'PAR1 and then nothing', 'DATA_FILE_UNREADABLE'],
] as const) {
  test(`a file that is ${what} is refused with ${code}`, async (context) => {
    const { write, run, catalog } = bench(context);
    const path = write('bars.csv', content);
    await assert.rejects(run([path]), { code });
    await assert.rejects(run([path], { onBad: 'skip' }), { code });
    assert.deepEqual(await catalog.list(), []);
  });
}

test('a file that is not there, or is a folder, is named', async (context) => {
  const { folder, run, catalog } = bench(context);
  for (const path of [join(folder, 'none.csv'), folder]) await assert.rejects(run([path]), { code: 'DATA_FILE_UNREADABLE', where: path });
  assert.ok(!existsSync(join(folder, 'catalog')));
  assert.deepEqual(await catalog.list(), []);
});

test('days that are called hours are refused', async (context) => {
  const { write, run } = bench(context);
  const days = Array.from({ length: 12 }, (_, day) => `2024-01-${String(day + 1).padStart(2, '0')},1,1,1,1,1`);
  const path = write('days.csv', `date,open,high,low,close,volume\n${days.join('\n')}\n`);
  await assert.rejects(run([path], { interval: '1h' }), { code: 'DATA_INTERVAL_MISMATCH', message: /^these are bars of 1d, not of 1h/ });
  assert.equal((await run([path], { interval: '1d' })).series[0]?.added, 12);
});

for (const [real, minutes, named] of [
  ['1m', 1, '5m'],
  ['1h', 60, '1d'],
] as const) {
  for (const onBad of ['fail', 'skip', 'fix'] as const) {
    test(`${real} bars that are called ${named} are refused, whatever is done with bad rows: ${onBad}`, async (context) => {
      const { write, run, catalog } = bench(context);
      const lines = Array.from({ length: 50 }, (_, bar) => `${minute(bar * minutes)},10,12,9,11,5`);
      const path = write('bars.csv', `${HEADER}\n${lines.join('\n')}\n`);
      const message = `these are ${real} bars, not ${named}: most rows are ${real} apart`;
      await assert.rejects(run([path], { interval: named, onBad }), { code: 'DATA_INTERVAL_MISMATCH', message, where: path });
      assert.deepEqual(await catalog.list(), []);
    });
  }
}

test('Parquet is imported as CSV is, whatever types its columns have', async (context) => {
  const { folder, write, run, rows, catalog } = bench(context);
  const source = openCatalog(join(folder, 'other'), files);
  const lines = sampleRows(200).map(csvLine);
  await importBars(source, files, { paths: [write('bars.csv', `${HEADER}\n${lines.join('\n')}\n`)], instrumentId: 'X.Y', interval: '1m' });
  const parquet = join(folder, 'other', 'catalog', 'X.Y', '1m.trade.parquet');
  assert.equal((await run([parquet])).series[0]?.added, 200);
  assert.deepEqual(await rows(), sampleRows(200));
  assert.equal((await catalog.list())[0]?.fingerprint, (await source.list())[0]?.fingerprint);
  truncateSync(parquet, 1000);
  await assert.rejects(run([parquet]), { code: 'DATA_FILE_UNREADABLE', where: parquet });
});

test('bars that differ from those stored are named by file and line', async (context) => {
  const { write, run } = bench(context);
  await run([write('a.csv', `${HEADER}\n${GOOD}\n`)]);
  const path = write('b.csv', `${HEADER}\n${minute(1)},1,1,1,1,1\n${GOOD.replace(',5', ',6')}\n`);
  await assert.rejects(run([path]), { code: 'DATA_CONFLICT', where: `${path} line 3` });
  const report = await run([path], { onConflict: 'keep' });
  assert.deepEqual(report.series, [{ ...key, added: 1, unchanged: 0, conflicts: 1 }]);
});

function csvLine([at, open, high, low, close, volume]: BarTuple): string {
  return [minute(at), ...[open, high, low, close].map((price) => formatDecimal(price, 2)), volume].join(',');
}

test('any CSV comes back as it was: prices to the digit, volumes to the bit', async (context) => {
  const price = fc.integer({ min: 1, max: 2 ** 40 });
  const bar = fc.tuple(price, price, price, price, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(bar, { minLength: 1, maxLength: 40 }), fc.nat(8), fc.boolean(), async (bars, scale, zipped) => {
      const { write, run, catalog } = bench(context);
      const values = bars.map(([open, close, one, two, volume], at): BarTuple => [
        at,
        open,
        Math.max(open, close, one),
        Math.min(open, close, two),
        close,
        volume,
      ]);
      const text = (units: number): string => formatDecimal(units, scale);
      const lines = values.map(([at, open, high, low, close, volume]) =>
        [minute(at), text(open), text(high), text(low), text(close), volume].join(','),
      );
      const csv = `${HEADER}\n${lines.join('\n')}\n`;
      await run([write(zipped ? 'bars.csv.gz' : 'bars.csv', zipped ? gzipSync(csv) : csv)]);
      const stored = (await catalog.find(key))?.priceScale ?? -1;
      const read = await collectRows(catalog.read(key));
      const format = (rows: readonly BarTuple[], decimals: number): string[] =>
        rows.map(([at, open, high, low, close, volume]) =>
          [at, ...[open, high, low, close].map((units) => units / 10 ** decimals), volume].join(' '),
        );
      assert.ok(stored <= scale);
      assert.deepEqual(format(read, stored), format(values, scale));
    }),
    { numRuns: 25 },
  );
});

test('the files of a series give one fingerprint, however it is split and in whatever order they come', async (context) => {
  const rows = sampleRows(120);
  const fingerprint = async (catalog: BarCatalog): Promise<string | undefined> => (await catalog.find(key))?.fingerprint;
  const whole = bench(context);
  await whole.run([whole.write('whole.csv', `${HEADER}\n${rows.map(csvLine).join('\n')}\n`)]);
  const expected = await fingerprint(whole.catalog);
  const split = fc.array(fc.nat(4), { minLength: 120, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(split, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.boolean(), async (fileOf, order, together) => {
      const { write, run, catalog } = bench(context);
      const paths = order.map((file) =>
        write(`${file}.csv`, [HEADER, ...rows.filter((_, row) => fileOf[row] === file).map(csvLine), ''].join('\n')),
      );
      if (together) await run(paths);
      else for (const path of paths) await run([path]);
      assert.equal(await fingerprint(catalog), expected);
    }),
    { numRuns: 12 },
  );
});
