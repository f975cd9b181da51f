import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { adjusted, type PriceView } from '../../src/data/adjusted.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { formatFactors, loadFactors, parseFactors, readFactorFile, saveFactors, type Factor } from '../../src/data/factors.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import { resolveSeries, type ResolvedSeries } from '../../src/data/resolve-series.ts';
import { allocateBars, type BarColumns } from '../../src/domain/bars.ts';
import { newYorkDay } from '../../src/domain/new-york-time.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { dateFromDays, parseTime } from '../../src/kernel/time.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { tempFolder } from '../tools/temp-folder.ts';

// A dividend after 2020-01-03 (factor 0.98) and a 4:1 split after 2020-01-07, which the older rows carry too.
const FACTORS = parseFactors(
  `last_date_inclusive,price_factor,split_factor,reference_price
2020-01-03,0.98,0.25,1
2020-01-07,1,0.25,400
2050-12-31,1,1,0
`,
  'factors.csv',
);

// Computed by hand: 401.01 x 0.25 = 100.2525; x 0.98 = 98.24745. 333.33 x 0.25 = 83.3325; x 0.98 = 81.66585.
const GOLDEN: readonly (readonly [opens: string, raw: string, split: string, total: string, volume: number, adjustedVolume: number])[] = [
  ['2020-01-02T14:30:00Z', '401.01', '100.25250000', '98.24745000', 100, 400],
  ['2020-01-03T14:30:00Z', '333.33', '83.33250000', '81.66585000', 50, 200],
  ['2020-01-04T00:59:00Z', '333.33', '83.33250000', '81.66585000', 1, 4],
  ['2020-01-06T14:30:00Z', '404.00', '101.00000000', '101.00000000', 8, 32],
  ['2020-01-07T14:30:00Z', '0.01', '0.00250000', '0.00250000', 3, 12],
  ['2020-01-08T14:30:00Z', '101.25', '101.25000000', '101.25000000', 7, 7],
];

function goldenSeries(): ResolvedSeries {
  const bars = allocateBars(GOLDEN.length);
  for (const [row, [opens, raw, , , volume]] of GOLDEN.entries()) {
    bars.openTime[row] = parseTime(opens);
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][row] = Math.round(Number(raw) * 100);
    bars.volume[row] = volume;
  }
  bars.length = GOLDEN.length;
  const info = {
    instrumentId: 'X.US',
    interval: '1d',
    source: 'trade',
    priceScale: 2,
    rows: bars.length,
    from: 0,
    to: 1,
    origins: [],
    fingerprint: 'raw',
  } as const;
  return { info, read: () => chunksOf(bars) };
}

async function* chunksOf(bars: BarColumns): AsyncGenerator<BarColumns, void> {
  yield bars;
}

/** Closes as text and volumes, in one chunk. */
async function seen(series: ResolvedSeries): Promise<{ closes: string[]; volumes: number[] }> {
  for await (const chunk of series.read()) {
    const closes = Array.from(chunk.close.subarray(0, chunk.length), (close) => formatDecimal(close, series.info.priceScale));
    return { closes, volumes: [...chunk.volume.subarray(0, chunk.length)] };
  }
  return { closes: [], volumes: [] };
}

for (const [view, column] of [
  ['raw', 1],
  ['split-adjusted', 2],
  ['total-return', 3],
] as const) {
  test(`${view} prices and volumes equal those computed by hand; an evening in New York belongs to its own date`, async () => {
    const { closes, volumes } = await seen(adjusted(goldenSeries(), FACTORS, view));
    assert.deepEqual(
      closes,
      GOLDEN.map((row) => row[column]),
    );
    assert.deepEqual(
      volumes,
      GOLDEN.map((row) => row[view === 'raw' ? 4 : 5]),
    );
  });
}

test('a product between two units is rounded half to even, once', async () => {
  const factor = (priceFactor: string, splitFactor: string): readonly Factor[] =>
    parseFactors(`last_date_inclusive,price_factor,split_factor\n2050-12-31,${priceFactor},${splitFactor}\n`, 'f');
  // 0.01 x 0.0000005 = 0.000000005: a half, to 0. 0.01 x 0.0000015 = 0.000000015: a half, to 0.00000002.
  for (const [split, expected] of [
    ['0.0000005', '0.00000000'],
    ['0.0000015', '0.00000002'],
    ['0.0000025', '0.00000002'],
    ['0.0000026', '0.00000003'],
  ] as const) {
    assert.equal((await seen(adjusted(goldenSeries(), factor('1', split), 'split-adjusted'))).closes[4], expected, split);
  }
  // 0.01 x 0.3 x 0.0000005 = 0.0000000015 is rounded from the whole product, to 0, not from a rounded split price.
  assert.equal((await seen(adjusted(goldenSeries(), factor('0.3', '0.0000005'), 'total-return'))).closes[4], '0.00000000');
});

test('each view has a fingerprint of its own, which follows data and factors', () => {
  const fingerprint = (view: PriceView, factors = FACTORS): string => adjusted(goldenSeries(), factors, view).info.fingerprint;
  const views = [
    fingerprint('raw'),
    fingerprint('split-adjusted'),
    fingerprint('total-return'),
    fingerprint('total-return', FACTORS.slice(1)),
  ];
  assert.equal(new Set(views).size, 4);
  assert.equal(views[0], 'raw');
  assert.equal(fingerprint('total-return'), views[2]);
});

for (const [text, code, where] of [
  ['date,price_factor,split_factor\n2020-01-01,1,1\n', 'DATA_LAYOUT_UNKNOWN', 'f.csv line 1'],
  ['', 'DATA_LAYOUT_UNKNOWN', 'f.csv line 1'],
  ['last_date_inclusive,price_factor,split_factor\n2020-01-01,1,1\n2020-01-01,1,1\n', 'DATA_BAD_ROW', 'f.csv line 3'],
  ['last_date_inclusive,price_factor,split_factor\n2020-13-01,1,1\n', 'DATA_BAD_ROW', 'f.csv line 2'],
  ['last_date_inclusive,price_factor,split_factor\n2020-01-01,0,1\n', 'DATA_BAD_ROW', 'f.csv line 2'],
  ['last_date_inclusive,price_factor,split_factor\n2020-01-01,one,1\n', 'DATA_BAD_ROW', 'f.csv line 2'],
  ['last_date_inclusive,price_factor,split_factor\n2020-01-01,1\n', 'DATA_BAD_ROW', 'f.csv line 2'],
] as const) {
  test(`bad factors are refused at ${where}: ${JSON.stringify(text)}`, () =>
    assert.throws(() => parseFactors(text, 'f.csv'), { code, where }));
}

test('factors are stored whole, replace those before, and are read back the same', async (context) => {
  const home = tempFolder(context);
  assert.equal(loadFactors(home, 'X.US'), undefined);
  await saveFactors(home, 'X.US', FACTORS.slice(1));
  await saveFactors(home, 'X.US', FACTORS);
  assert.deepEqual(loadFactors(home, 'X.US'), FACTORS);
  assert.deepEqual(parseFactors(formatFactors(FACTORS), 'f'), FACTORS);
  assert.throws(() => readFactorFile(join(home, 'none.csv')), { code: 'DATA_FILE_UNREADABLE', where: join(home, 'none.csv') });
});

/** The closes of some dates of a stock, seen in a view. */
async function closesOn(context: TestContext, symbol: string, view: PriceView, dates: readonly string[]): Promise<string[]> {
  const files = parquetBarFiles();
  const catalog = openCatalog(tempFolder(context), files);
  const instrumentId = `${symbol}.US`;
  const paths = [join(SHARED_DATA, `equities/lean_${symbol}_1d_raw.csv.gz`)];
  await importBars(catalog, files, { paths, instrumentId, interval: '1d', calendar: 'us-equities' });
  const factors = readFactorFile(join(SHARED_DATA, `equities/lean_${symbol}_factors.csv`));
  const series = adjusted(await resolveSeries(catalog, instrumentId, '1d'), factors, view);
  const closes = new Map<string, string>();
  for await (const chunk of series.read()) {
    for (let row = 0; row < chunk.length; row += 1) {
      const { year, month, day } = dateFromDays(newYorkDay(chunk.openTime[row] as number));
      const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      closes.set(date, formatDecimal(chunk.close[row] as number, series.info.priceScale));
    }
  }
  return dates.map((date) => closes.get(date) ?? 'no bar');
}

// Computed with an independent decimal library from the published rows.
for (const [symbol, view, closes] of [
  [
    'AAPL',
    'split-adjusted',
    { '1998-01-02': '0.14508926', '2014-06-06': '23.05608065', '2014-06-09': '23.42500000', '2020-08-31': '129.04000000' },
  ],
  [
    'AAPL',
    'total-return',
    { '1998-01-02': '0.12497491', '2014-06-06': '20.77772026', '2014-06-09': '21.11018366', '2020-08-31': '128.62554933' },
  ],
  ['AIG', 'split-adjusted', { '2009-06-30': '22.60000000', '2009-07-01': '18.08000000' }],
  ['SPY', 'total-return', { '2021-03-18': '390.20220928', '2021-03-19': '389.48000000' }],
] as const) {
  testWithSharedData(`${symbol} ${view} crosses its splits and dividends`, async (context) => {
    assert.deepEqual(await closesOn(context, symbol, view, Object.keys(closes)), Object.values(closes));
  });
}
