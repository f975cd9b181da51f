import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parquetBarFiles } from '../../src/adapters/columns/parquet-bar-files.ts';
import { openHome } from '../../src/config/home.ts';
import { openCatalog } from '../../src/data/catalog.ts';
import { importBars } from '../../src/data/import/import-bars.ts';
import { instrumentCalendar } from '../../src/data/instrument-calendar.ts';
import type { BacktestResult } from '../../src/index.ts';
import { runBallast } from '../e2e/run-cli.ts';
import { ROOT } from '../tools/run-command.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { pinned } from './pinned.ts';

const files = parquetBarFiles();
const folder = mkdtempSync(join(tmpdir(), 'ballast-portfolio-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const EXPECTED = {
  hash: '8f0c8933b9dfad60644527d417e15c56898510510aa595be7c39a875000d37ea',
  finalEquity: '104031.83729851',
  fees: '2030.65369549',
  orders: 585,
  fills: 516,
  roundTrips: 254,
  winRate: '0.409449',
  maxDrawdown: '0.091531',
  sharpe: '0.572941',
  lastFill: '2024-09-06T21:00:00Z entry buy 20616 @ 0.08949 taker',
  lastDay: '104031.83729851',
};

/** What each strategy closed, after fees, in all its instruments. */
const PROFITS = { breakout: '-3107.69', averages: '7822.18', dips: '-908.38' };

/** When shares changed, and why. */
const CHANGES: readonly string[] = [
  '2024-01-02 breakout, averages, dips: its weights are not known yet',
  '2024-02-01 breakout, averages, dips: it is not ready yet',
  '2024-02-20 averages: its whole budget',
  '2024-03-04 rebalanced by risk-parity',
  '2024-03-15 dips: its whole budget',
  '2024-03-18 rebalanced by risk-parity',
  '2024-04-08 rebalanced by risk-parity',
  '2024-04-28 breakout: its whole budget',
  '2024-05-06 rebalanced by risk-parity',
  '2024-05-20 rebalanced by risk-parity',
  '2024-05-27 rebalanced by risk-parity',
  '2024-06-24 rebalanced by risk-parity',
  '2024-07-15 rebalanced by risk-parity',
  '2024-08-05 rebalanced by risk-parity',
  '2024-09-02 rebalanced by risk-parity',
];

testWithSharedData(
  'the portfolio of the examples: three strategies on five coins, sized and allocated, give the pinned numbers',
  async () => {
    const { root } = openHome(join(folder, 'home'), { create: true });
    for (const coin of ['ETH', 'SOL', 'XRP', 'LTC', 'DOGE']) {
      const [path = ''] = globSync(`crypto_5m/binance_${coin}USDT_5m_*.gz`, { cwd: SHARED_DATA });
      const instrumentId = `${coin}/USDT.BINANCE`;
      const calendar = instrumentCalendar(instrumentId);
      await importBars(openCatalog(root, files), files, { paths: [join(SHARED_DATA, path)], instrumentId, interval: '5m', calendar });
    }
    const config = join(ROOT, 'examples/portfolio/ballast.yaml');
    const [json, report] = [join(folder, 'result.json'), join(folder, 'report.html')];
    const { code, stderr } = await runBallast(['--home', root, '--config', config, 'backtest', '--json', json, '--report', report], folder);
    assert.equal(code, 0, stderr);
    const result = JSON.parse(readFileSync(json, 'utf8')) as BacktestResult;
    assert.deepEqual(pinned(result), EXPECTED);
    const { lines, changes } = result.allocation ?? assert.fail('the allocation is in the result');
    const profits = new Map<string, number>();
    for (const { strategyId, profit } of lines) profits.set(strategyId, (profits.get(strategyId) ?? 0) + Number(profit));
    assert.deepEqual(Object.fromEntries([...profits].map(([id, profit]) => [id, profit.toFixed(2)])), PROFITS);
    assert.deepEqual(
      changes.map(({ time, reason }) => `${time.slice(0, 10)} ${reason}`),
      CHANGES,
    );
    for (const { shares } of changes) assert.ok(shares.reduce((sum, share) => sum + share, 0) <= 1);
    assert.match(readFileSync(report, 'utf8'), /Effect of allocation/);
  },
);
