import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openHome } from '../../src/config/home.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import { instrumentCalendar } from '../../src/data/instrument-calendar.ts';
import type { Interval } from '../../src/domain/interval.ts';
import { backtest } from '../../src/index.ts';
import { runBallast } from '../e2e/run-cli.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { pinned } from './pinned.ts';

const INSTRUMENT = 'BTC/USDT.BINANCE';
const files = parquetBarFiles();
const folder = mkdtempSync(join(tmpdir(), 'ballast-golden-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const homes = new Map<string, Promise<string>>();

/** A home with files of the shared data, imported one by one in the given order; made once. */
function homeWith(
  name: string,
  interval: Interval,
  pattern: string,
  order: (paths: readonly string[]) => readonly string[],
): Promise<string> {
  const make = async (): Promise<string> => {
    const { root } = openHome(join(folder, name), { create: true });
    const calendar = instrumentCalendar(INSTRUMENT);
    for (const path of order(globSync(pattern, { cwd: SHARED_DATA }).sort()))
      await importBars(openCatalog(root, files), files, { paths: [join(SHARED_DATA, path)], instrumentId: INSTRUMENT, interval, calendar });
    return root;
  };
  const made = homes.get(name) ?? make();
  homes.set(name, made);
  return made;
}

const fourYears = (): Promise<string> => homeWith('5m', '5m', 'crypto_5m/binance_BTCUSDT_*.gz', (paths) => paths);

const GOLDEN: readonly (readonly [strategy: string, expected: Readonly<Record<string, unknown>>])[] = [
  [
    'sma-cross',
    {
      hash: '7990c99b81e455bd22b904ecde3f434526daf914ca0c37b784ccd892fb7b5b9f',
      finalEquity: '5.30978976',
      fees: '13332.29734874',
      orders: 8904,
      fills: 8904,
      roundTrips: 4452,
      winRate: '0.241914',
      maxDrawdown: '0.999503',
      sharpe: '-4.744076',
      lastFill: '2022-01-31T23:35:00Z exit sell 0.00013 @ 38432.16 taker',
      lastDay: '5.30978976',
    },
  ],
  [
    'rsi-mean-reversion',
    {
      hash: 'e1b8561091b936cab2d1dc2c9992d753a5477c0d81752e8910bcd5a5ca01ed4e',
      finalEquity: '302.55003905',
      fees: '10682.73788965',
      orders: 9930,
      fills: 7809,
      roundTrips: 3904,
      winRate: '0.484887',
      maxDrawdown: '0.969990',
      sharpe: '-4.491001',
      lastFill: '2023-12-31T23:25:00Z entry buy 0.00355 @ 42125.79 taker',
      lastDay: '302.55003905',
    },
  ],
  [
    'donchian-breakout',
    {
      hash: '5f17bb33013ea3306618785894b2cadb35eb4585f146d6f3f064b9ab535b1416',
      finalEquity: '5.25918839',
      fees: '9220.95272571',
      orders: 8815,
      fills: 6842,
      roundTrips: 3421,
      winRate: '0.205495',
      maxDrawdown: '0.999509',
      sharpe: '-6.367484',
      lastFill: '2021-12-26T09:55:00Z stop sell 0.00010 @ 50001.10 taker',
      lastDay: '5.25918839',
    },
  ],
];

for (const [strategy, expected] of GOLDEN) {
  testWithSharedData(
    `${strategy} on four years of BTC/USDT in 5m bars gives the pinned numbers, by a call and from the command line`,
    async () => {
      const home = await fourYears();
      const called = await backtest({ strategy, instrument: INSTRUMENT, interval: '5m', limits: 'off', home, keep: false });
      assert.deepEqual(pinned(called), expected);
      const { code, stdout, stderr } = await runBallast(
        ['--home', home, 'backtest', strategy, '--instrument', INSTRUMENT, '--interval', '5m', '--limits', 'off', '--json', '-'],
        folder,
      );
      assert.equal(code, 0, stderr);
      assert.equal((JSON.parse(stdout) as { hash: string }).hash, called.hash);
    },
  );
}

testWithSharedData('files that were imported in another order give the same hash', async () => {
  const [one, other] = await Promise.all([
    homeWith('forwards', '1m', 'crypto_raw/*.csv', (paths) => paths),
    homeWith('backwards', '1m', 'crypto_raw/*.csv', (paths) => [...paths].reverse()),
  ]);
  const [first, second] = await Promise.all(
    [one, other].map((home) =>
      backtest({ strategy: 'sma-cross', instrument: INSTRUMENT, interval: '5m', limits: 'off', home, keep: false }),
    ),
  );
  assert.equal(first?.statistics.fills, 50);
  assert.equal(first?.hash, second?.hash);
});

testWithSharedData('5m bars built from 1m bars trade as the 5m bars of the venue do', async () => {
  const minutes = await homeWith('1m', '1m', 'crypto_1m/binance_BTCUSDT_1m_2020*.gz', (paths) => paths);
  const period = { from: '2020-02-01', to: '2020-03-01' };
  const [built, own] = await Promise.all(
    [minutes, await fourYears()].map((home) =>
      backtest({ strategy: 'sma-cross', instrument: INSTRUMENT, interval: '5m', limits: 'off', home, keep: false, ...period }),
    ),
  );
  assert.deepEqual(built?.fills, own?.fills);
});
