import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import type { ImportReport } from '../../src/data/import/import-report.ts';
import { instrumentCalendar } from '../../src/data/instrument-calendar.ts';
import type { BarSource } from '../../src/domain/bars.ts';
import type { Interval } from '../../src/domain/interval.ts';
import { formatTime } from '../../src/kernel/time.ts';
import type { BarCatalog } from '../../src/ports/catalog.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const files = parquetBarFiles();

/** Imports the files that match, with default settings. */
async function importAll(
  context: TestContext,
  pattern: string,
  instrumentId: string,
  interval: Interval,
): Promise<{ catalog: BarCatalog; report: ImportReport }> {
  const catalog = openCatalog(tempFolder(context), files);
  const paths = globSync(pattern, { cwd: SHARED_DATA }).map((path) => join(SHARED_DATA, path));
  const report = await importBars(catalog, files, { paths, instrumentId, interval, calendar: instrumentCalendar(instrumentId) });
  return { catalog, report };
}

/** The opening and closing time of the first and last bar of a series. */
async function ends(catalog: BarCatalog, instrumentId: string, interval: Interval, source: BarSource = 'trade'): Promise<string[]> {
  const times: number[] = [];
  for await (const chunk of catalog.read({ instrumentId, interval, source })) {
    for (const row of [0, chunk.length - 1]) times.push(chunk.openTime[row] as number, chunk.closeTime[row] as number);
  }
  return [...times.slice(0, 2), ...times.slice(-2)].map(formatTime);
}

for (const [pattern, instrument, interval, series] of [
  ['crypto_1m/binance_*.gz', 'BTC/USDT.BINANCE', '1m', { trade: 627_794 }],
  ['crypto_1m/*_BTCUSD_*.gz', 'BTC/USD.COINBASE', '1m', { trade: 5_327, bid: 5_749, ask: 5_749 }],
  ['crypto_1m/*_BTCEUR_*.gz', 'BTC/EUR.COINBASE', '1m', { trade: 949, bid: 1_438, ask: 1_438 }],
  ['crypto_1m/*_ETHUSD_*.gz', 'ETH/USD.COINBASE', '1m', { trade: 1_009, bid: 1_438, ask: 1_438 }],
  ['crypto_1m/*_LTCUSD_*.gz', 'LTC/USD.COINBASE', '1m', { trade: 1_008, bid: 1_438, ask: 1_438 }],
  ['crypto_5m/*_BTCUSDT_*.gz', 'BTC/USDT.BINANCE', '5m', { trade: 420_302 }],
  ['crypto_5m/*_ETHUSDT_*.gz', 'ETH/USDT.BINANCE', '5m', { trade: 71_769 }],
  ['crypto_5m/*_SOLUSDT_*.gz', 'SOL/USDT.BINANCE', '5m', { trade: 72_028 }],
  ['crypto_5m/*_DOGEUSDT_*.gz', 'DOGE/USDT.BINANCE', '5m', { trade: 72_029 }],
  ['crypto_5m/*_XRPUSDT_*.gz', 'XRP/USDT.BINANCE', '5m', { trade: 72_028 }],
  ['crypto_5m/*_LTCUSDT_*.gz', 'LTC/USDT.BINANCE', '5m', { trade: 71_769 }],
  ['crypto_raw/*.csv', 'BTC/USDT.BINANCE', '1m', { trade: 6_210 }],
  ['vendor_layouts/*_1h.csv', 'BTC/USD.COINBASE', '1h', { trade: 20_111 }],
  ['vendor_layouts/*_d.csv', 'BTC/USD.COINBASE', '1d', { trade: 1_770 }],
  ['equities/lean_SPY_1h_raw.csv.gz', 'SPY.US', '1h', { trade: 40_832 }],
  ['equities/lean_SPY_1m_*.gz', 'SPY.US', '1m', { trade: 4_128, bid: 4_557, ask: 4_557 }],
  ['equities/lean_IBM_1m_*.gz', 'IBM.US', '1m', { trade: 2_155, bid: 2_853, ask: 2_853 }],
  ['equities/lean_AAPL_1m_*.gz', 'AAPL.US', '1m', { trade: 2_303, bid: 2_512, ask: 2_512 }],
  ['equities/lean_AAPL_1d_raw.csv.gz', 'AAPL.US', '1d', { trade: 5_849 }],
  ['equities/lean_AIG_1d_raw.csv.gz', 'AIG.US', '1d', { trade: 5_849 }],
  ['equities/lean_BAC_1d_raw.csv.gz', 'BAC.US', '1d', { trade: 5_849 }],
  ['equities/lean_EEM_1d_raw.csv.gz', 'EEM.US', '1d', { trade: 5_245 }],
  ['equities/lean_GOOG_1d_raw.csv.gz', 'GOOG.US', '1d', { trade: 4_183 }],
  ['equities/lean_IBM_1d_raw.csv.gz', 'IBM.US', '1d', { trade: 5_849 }],
  ['equities/lean_IWM_1d_raw.csv.gz', 'IWM.US', '1d', { trade: 5_244 }],
  ['equities/lean_QQQ_1d_raw.csv.gz', 'QQQ.US', '1d', { trade: 3_964 }],
  ['equities/lean_SPY_1d_raw.csv.gz', 'SPY.US', '1d', { trade: 5_849 }],
  ['equities/lean_WM_1d_raw.csv.gz', 'WM.US', '1d', { trade: 5_399 }],
  ['forex/*.gz', 'EUR/USD.OANDA', '1h', { bid: 74_439, ask: 74_439 }],
] as const) {
  testWithSharedData(`${pattern} imports with default settings, row for row`, async (context) => {
    const { report } = await importAll(context, pattern, instrument, interval);
    assert.deepEqual(Object.fromEntries(report.series.map(({ source, added }) => [source, added])), series);
    assert.deepEqual([report.dropped, report.duplicates], [0, 0]);
  });
}

testWithSharedData('3,351 rows have quotes and no trade', async (context) => {
  let count = 0;
  for (const symbol of ['BTCEUR', 'BTCUSD', 'ETHUSD', 'LTCUSD', 'SPY', 'IBM', 'AAPL']) {
    const { report } = await importAll(context, `{crypto_1m,equities}/*_${symbol}_1m_tradequote_*.gz`, `${symbol}.X`, '1m');
    count += report.files.reduce((sum, file) => sum + file.withoutTrade, 0);
  }
  assert.equal(count, 3_351);
});

testWithSharedData('files that overlap are taken once, and agree to the last digit', async (context) => {
  const { report } = await importAll(context, '{crypto_1m/binance_*.gz,crypto_raw/*.csv}', 'BTC/USDT.BINANCE', '1m');
  assert.deepEqual(
    report.series.map(({ added }) => added),
    [632_114],
  );
  assert.equal(report.duplicates, 1_890);
});

testWithSharedData('milliseconds and microseconds meet at the turn of 2025, and a file that ends cut is a short one', async (context) => {
  const { catalog, report } = await importAll(context, 'crypto_raw/*.csv', 'BTC/USDT.BINANCE', '1m');
  assert.deepEqual(
    report.files.map((file) => file.rows),
    [1_021, 29, 840, 1_440, 1_440, 1_440],
  );
  assert.deepEqual(await ends(catalog, 'BTC/USDT.BINANCE', '1m'), [
    '2017-09-06T00:00:00Z',
    '2017-09-06T00:01:00Z',
    '2025-01-01T23:59:00Z',
    '2025-01-02T00:00:00Z',
  ]);
});

testWithSharedData('a vendor that writes newest first, on a 12-hour clock, with a few rows astray', async (context) => {
  const { catalog, report } = await importAll(context, 'vendor_layouts/*_1h.csv', 'BTC/USD.COINBASE', '1h');
  assert.deepEqual([report.files[0]?.layout, report.reordered], ['cryptodatadownload', 5]);
  assert.deepEqual(await ends(catalog, 'BTC/USD.COINBASE', '1h'), [
    '2017-07-01T11:00:00Z',
    '2017-07-01T12:00:00Z',
    '2019-10-17T09:00:00Z',
    '2019-10-17T10:00:00Z',
  ]);
  for await (const chunk of catalog.read({ instrumentId: 'BTC/USD.COINBASE', interval: '1h', source: 'trade' })) {
    assert.equal(chunk.volume[0], 114.6, 'bitcoins, not dollars');
  }
});

testWithSharedData('days of stocks last from the opening to the close of their session', async (context) => {
  const { catalog } = await importAll(context, 'equities/lean_SPY_1d_raw.csv.gz', 'SPY.US', '1d');
  assert.deepEqual(await ends(catalog, 'SPY.US', '1d'), [
    '1998-01-02T14:30:00Z',
    '1998-01-02T21:00:00Z',
    '2021-03-31T13:30:00Z',
    '2021-03-31T20:00:00Z',
  ]);
});
