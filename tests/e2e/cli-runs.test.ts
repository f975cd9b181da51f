import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openStore } from '../../src/adapters/store/sql/open-store.ts';
import { openHome } from '../../src/config/home.ts';
import type { BacktestResult, BacktestSettings, BacktestStatistics } from '../../src/report/result.ts';
import { runBallast } from './run-cli.ts';

const settings: BacktestSettings = {
  strategy: { id: 'sma-cross', version: '1.0.0', hash: 'a'.repeat(64), params: { fast: 10, slow: 30 } },
  instruments: [
    {
      id: 'BTC/USDT.BINANCE',
      interval: '5m',
      source: 'trade',
      calendar: '24/7',
      priceScale: 2,
      quantityScale: 5,
      tick: '0.01',
      lot: '0.00001',
      quote: 'USDT',
      fingerprint: 'b'.repeat(64),
      rows: 100,
      from: '2024-01-01T00:00:00Z',
      to: '2024-02-01T00:00:00Z',
      notes: [],
    },
  ],
  from: '2024-01-01T00:00:00Z',
  to: '2024-02-01T00:00:00Z',
  cash: '10000',
  currency: 'USDT',
  account: 'cash',
  fees: { maker: '0.001', taker: '0.001' },
  slippage: '0',
  fill: 'next-open',
  limitFill: 'through',
  seed: 1,
};

const statistics: BacktestStatistics = {
  finalEquity: '10512.34',
  profit: '512.34',
  return: 0.051234,
  buyAndHoldReturn: 0.1,
  cagr: 0.8,
  volatility: 0.4,
  sharpe: 1.5,
  sortino: 2,
  calmar: 4,
  maxDrawdown: 0.12,
  maxDrawdownMoney: '1300',
  maxDrawdownPeak: '2024-01-05T00:00:00Z',
  maxDrawdownTrough: '2024-01-09T00:00:00Z',
  longestDrawdownSeconds: 400000,
  exposure: 0.5,
  bestDay: 0.03,
  worstDay: -0.02,
  roundTrips: 12,
  winRate: 0.5,
  profitFactor: null,
  expectancy: 42,
  averageWin: 100,
  averageLoss: null,
  longestWinStreak: 3,
  longestLossStreak: 0,
  averageHoldSeconds: 3600,
  fees: '99.5',
  turnover: '20000',
  turnoverPerYear: 24,
  orders: 24,
  fills: 24,
  bars: 100,
  days: 31,
};

const result: BacktestResult = {
  version: 1,
  hash: 'c'.repeat(64),
  engine: { version: '0.1.0' },
  settings,
  statistics,
  fills: [],
  roundTrips: { total: 12, open: 0, first: [] },
  equity: { stride: 1, points: [], daily: [] },
  refusals: { total: 0, byCode: {}, first: [] },
};

const runs = [
  { id: '20240101-080000-aaaaaa', settings, statistics },
  {
    id: '20240102-080000-bbbbbb',
    settings: { ...settings, strategy: { ...settings.strategy, params: { fast: 20, slow: 30 } }, slippage: '5bps' },
    statistics: { ...statistics, return: -0.01 },
  },
  {
    id: '20240103-080000-cccccc',
    settings: { ...settings, strategy: { ...settings.strategy, id: 'a-strategy-with-quite-a-long-name-indeed' } },
    statistics,
  },
];

let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-runs-'));
  const home = openHome(join(folder, 'var', 'ballast'), { create: true });
  mkdirSync(home.runs);
  const store = await openStore({ engine: 'sqlite', home: home.root });
  await store.migrate();
  for (const [index, run] of runs.entries()) {
    await store.saveRun({
      id: run.id,
      ts: index,
      strategyId: run.settings.strategy.id,
      hash: result.hash,
      settings: JSON.stringify(run.settings),
      statistics: JSON.stringify(run.statistics),
      file: join('runs', `${run.id}.json`),
    });
  }
  await store.close();
  for (const run of runs.slice(0, 2))
    writeFileSync(join(home.runs, `${run.id}.json`), JSON.stringify({ ...result, settings: run.settings, statistics: run.statistics }));
});
after(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runBallast(['runs', ...args], folder);
const fits = (text: string): void => text.split('\n').forEach((line) => assert.ok(line.length <= 80, line));

test('list shows every kept backtest on 80 columns', async () => {
  const { stdout, stderr } = await run('list');
  assert.equal(stderr, '');
  fits(stdout);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[1] ?? '', /^20240101-080000-aaaaaa +sma-cross +5m BTC\/USDT.* \+5\.12% +1\.50 +12\.00%$/);
});

test('list --json has settings and statistics as values', async () => {
  const listed = JSON.parse((await run('list', '--json')).stdout) as { id: string; settings: unknown; statistics: unknown }[];
  assert.deepEqual(
    listed.map(({ id, settings, statistics }) => ({ id, settings, statistics })),
    runs,
  );
});

for (const name of ['20240101-080000-aaaaaa', '20240101', 'aaaaaa']) {
  test(`show finds a run by ${name}`, async () => {
    const { stdout } = await run('show', name);
    fits(stdout);
    assert.match(stdout, /^sma-cross 1\.0\.0 on BTC\/USDT\.BINANCE 5m$/m);
    assert.match(stdout, /\+5\.12%/);
  });
}

test('show --json is the whole result', async () => {
  assert.deepEqual(JSON.parse((await run('show', 'bbbbbb', '--json')).stdout), {
    ...result,
    settings: runs[1]?.settings,
    statistics: runs[1]?.statistics,
  });
});

const refusals: readonly [args: readonly string[], code: number, message: RegExp][] = [
  [['show', 'nothing'], 1, /^RUN_UNKNOWN\n {2}what {3}no kept backtest is called "nothing"/],
  [['show', '202401'], 1, /^RUN_UNKNOWN\n {2}what {3}"202401" could be 20240101-080000-aaaaaa, 2024/],
  [['show', 'last'], 1, /^RUN_FILE_MISSING/],
  [['compare', 'aaaaaa'], 2, /^USAGE_INVALID/],
  [['compare', 'aaaaaa', 'nothing'], 1, /^RUN_UNKNOWN/],
];
for (const [args, code, message] of refusals) {
  test(`runs ${args.join(' ')} is refused`, async () => {
    const refused = await run(...args);
    assert.equal(refused.code, code);
    assert.match(refused.stderr, message);
  });
}

test('compare shows only the settings that differ, then every statistic', async () => {
  const { stdout } = await run('compare', 'aaaaaa', 'bbbbbb');
  fits(stdout);
  assert.match(stdout, /^fast +10 +20$/m);
  assert.match(stdout, /^Slippage +0 +5bps$/m);
  assert.doesNotMatch(stdout, /^(slow|Market|Seed)\b/m);
  assert.match(stdout, /^Return +\+5\.12% +-1\.00%$/m);
  fits((await run('compare', 'aaaaaa', 'bbbbbb', 'last')).stdout);
});

test('remove takes a backtest by its whole id, and by a part of it only with --yes; what was cut off can be repeated', async () => {
  const [first = '', second = '', third = ''] = runs.map(({ id }) => id);
  const listed = async (): Promise<readonly string[]> =>
    (JSON.parse((await run('list', '--json')).stdout) as { id: string }[]).map(({ id }) => id);
  const file = (id: string): string => join(folder, 'var', 'ballast', 'runs', `${id}.json`);

  const refused = await run('remove', 'last', first);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^USAGE_INVALID\n {2}what {3}nothing was removed; it would be 20240103-080000-cccccc$/m);
  assert.equal((await run('remove', first, 'nothing')).code, 1);
  assert.deepEqual([await listed(), existsSync(file(first))], [[first, second, third], true]);

  assert.deepEqual([(await run('remove', first)).stdout, existsSync(file(first))], [`Removed ${first}.\n`, false]);
  // A removal that ended before the row went: the result is gone, and it is listed still.
  rmSync(file(second));
  assert.deepEqual(JSON.parse((await run('remove', 'bbbbbb', 'last', '--yes', '--json')).stdout), [second, third]);
  assert.deepEqual(await listed(), []);
});
