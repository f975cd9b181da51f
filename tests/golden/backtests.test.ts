import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { synthesiseBars } from '../../src/cli/synthesise-bars.ts';
import { openHome } from '../../src/config/home.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { findInstrument } from '../../src/data/instruments/find-instrument.ts';
import { sliceBars } from '../../src/domain/bars.ts';
import { backtest, type BacktestResult } from '../../src/index.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { formatTime, parseTime } from '../../src/kernel/time.ts';
import { runBallast } from '../e2e/run-cli.ts';
import { pinned } from './pinned.ts';
import { smaCrossByHand } from './sma-cross-reference.ts';

const INSTRUMENT = 'BTC/USDT.SYNTH';
const BARS = synthesiseBars(findInstrument(INSTRUMENT), {
  interval: '5m',
  bars: 60_000,
  seed: 7,
  from: parseTime('2024-01-01'),
  gaps: true,
});
const KEY = { instrumentId: INSTRUMENT, interval: '5m', source: 'trade' } as const;

/** A home whose catalog has the bars, merged in pieces of the given order. */
async function homeWith(folder: string, pieces: readonly (readonly [from: number, to: number])[]): Promise<string> {
  const { root } = openHome(folder, { create: true });
  const catalog = openCatalog(root, parquetBarFiles());
  for (const [from, to] of pieces) await catalog.merge(KEY, 2, sliceBars(BARS, from, to), `piece from ${from}`);
  return root;
}

const GOLDEN: readonly (readonly [strategy: string, expected: Readonly<Record<string, unknown>>])[] = [
  [
    'sma-cross',
    {
      hash: '602258cab62490d11e15f7fb13b651052ad2dd9aa19cc97a137e0368bfbf70b7',
      finalEquity: '702.56783169',
      fees: '8598.04773451',
      orders: 2408,
      fills: 2408,
      roundTrips: 1204,
      winRate: '0.240864',
      maxDrawdown: '0.933730',
      sharpe: '-11.410116',
      lastFill: '2024-08-04T11:25:00Z exit sell 0.01029 @ 64311.40 taker',
      lastDay: '702.56783169',
    },
  ],
  [
    'rsi-mean-reversion',
    {
      hash: '057023ab15035d57faa2778bb0bd826ed21608b4246b715df2a0145d01900e7d',
      finalEquity: '6649.97846300',
      fees: '4237.99409560',
      orders: 1332,
      fills: 1016,
      roundTrips: 508,
      winRate: '0.533465',
      maxDrawdown: '0.340131',
      sharpe: '-5.418581',
      lastFill: '2024-08-04T03:20:00Z exit sell 0.05126 @ 64408.11 taker',
      lastDay: '6649.97846300',
    },
  ],
  [
    'donchian-breakout',
    {
      hash: '5722b4c50b4832e738b0cc1a5232d90c96bca7ff23115e6330b2adb9b9ad2530',
      finalEquity: '1058.90976571',
      fees: '7239.09841839',
      orders: 2511,
      fills: 1916,
      roundTrips: 958,
      winRate: '0.241127',
      maxDrawdown: '0.899063',
      sharpe: '-11.636800',
      lastFill: '2024-08-04T07:50:00Z stop sell 0.01562 @ 64493.31 taker',
      lastDay: '1058.90976571',
    },
  ],
];

suite('backtests of a synthetic market of a fixed seed', () => {
  let folder: string;
  let home: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ballast-golden-'));
    home = await homeWith(join(folder, 'home'), [[0, BARS.length]]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (strategy: string, at = home): Promise<BacktestResult> =>
    backtest({ strategy, instrument: INSTRUMENT, interval: '5m', limits: 'off', home: at, keep: false });

  for (const [strategy, expected] of GOLDEN) {
    test(`${strategy} gives the pinned numbers, by a call and from the command line alike`, async () => {
      const called = await run(strategy);
      assert.deepEqual(pinned(called), expected);
      const { code, stdout, stderr } = await runBallast(
        ['--home', home, 'backtest', strategy, '--instrument', INSTRUMENT, '--interval', '5m', '--limits', 'off', '--json', '-'],
        folder,
      );
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(called)));
    });
  }

  test('sma-cross is what one works out by hand: every fill, the cash, the equity', async () => {
    const { fills, statistics } = await run('sma-cross');
    const reference = smaCrossByHand(BARS);
    assert.deepEqual(
      fills.map(({ time, side, quantity, price, notional, fee }) => [time, side, quantity, price, notional, fee]),
      reference.fills.map(({ time, side, quantity, price, notional, fee }) => [
        formatTime(time),
        side,
        formatDecimal(quantity, 5),
        formatDecimal(price, 2),
        formatDecimal(notional, 8),
        formatDecimal(fee, 8),
      ]),
    );
    assert.ok(fills.length > 500, 'it trades');
    assert.equal(statistics.finalEquity, formatDecimal(reference.equity, 8));
  });

  test('in whatever order the bars came in, the hash is the same', async () => {
    const [third, half] = [20_011, 30_000];
    const shuffled = await homeWith(join(folder, 'shuffled'), [
      [half, BARS.length],
      [0, third],
      [third - 500, half + 500],
    ]);
    const [one, other] = [await run('sma-cross'), await run('sma-cross', shuffled)];
    assert.equal(other.hash, one.hash);
    assert.equal(other.settings.instruments[0]?.fingerprint, one.settings.instruments[0]?.fingerprint);
  });

  test('other fees, fills, cash or parameters give another hash; another chunk of work does not', async () => {
    const base = { strategy: 'sma-cross', instrument: INSTRUMENT, interval: '5m', limits: 'off', home, keep: false } as const;
    const hashes = await Promise.all(
      [
        base,
        { ...base, fees: { taker: '0.2%' } },
        { ...base, slippage: '1ticks' },
        { ...base, fill: 'same-close' as const },
        { ...base, cash: 20_000 },
        { ...base, params: { fast: 12 } },
        { ...base, to: '2024-05-01' },
      ].map(async (options) => (await backtest(options)).hash),
    );
    assert.equal(new Set(hashes).size, hashes.length);
    assert.equal((await backtest({ ...base, debug: true })).hash, hashes[0]);
    assert.equal((await backtest({ ...base, from: '2024-01-01', params: { fast: 10, slow: '30' } })).hash, hashes[0]);
  });

  test('with the limits that paper and live trading have, sma-cross stops for the day when 1% is lost, and the refusals say so', async () => {
    const { statistics, refusals, hash } = await backtest({
      strategy: 'sma-cross',
      instrument: INSTRUMENT,
      interval: '5m',
      home,
      keep: false,
    });
    assert.equal(hash, '402c88d6a37ad05702b46b9d460880c93b20087752afe8d65427ec66282bdd08');
    assert.equal(statistics.fills, 718);
    assert.deepEqual(Object.keys(refusals.byCode), ['RISK_DAILY_LOSS', 'RISK_DRAWDOWN', 'RISK_WEEKLY_LOSS']);
    assert.match(refusals.first[0]?.message ?? '', /the loss of the day of the account has hit its limit/);
  });
});
