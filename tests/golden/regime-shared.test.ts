import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parseTime } from '../../src/kernel/time.ts';
import type { ResultRegimes } from '../../src/report/result.ts';
import { runBallast } from '../e2e/run-cli.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-regime-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What `ballast regime` tells of instruments whose bars are imported from files of the shared data. */
async function regimesOf(
  files: Readonly<Record<string, readonly [file: string, interval: string]>>,
  model: string,
): Promise<ResultRegimes['series']> {
  const home = join(folder, Object.keys(files).join('-').replaceAll('/', ''));
  const ballast = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await runBallast([...args, '--home', home], folder);
    assert.equal(code, 0, stderr);
  };
  for (const [id, [file, interval]] of Object.entries(files))
    await ballast('data', 'import', join(SHARED_DATA, file), '--instrument', id, '--interval', interval);
  const json = join(home, `${model}.json`);
  await ballast('regime', '--instrument', ...Object.keys(files), '--model', model, '--json', json);
  return (JSON.parse(readFileSync(json, 'utf8')) as ResultRegimes).series;
}

const BITCOIN = 'BTC/USDT.BINANCE';
const MARCH = { [BITCOIN]: ['crypto_1m/binance_BTCUSDT_1m_2020-02-01_2020-05-31.csv.gz', '1m'] } as const;
/** The first close of a minute 10% below the high of 4 hours. */
const FALLEN = parseTime('2020-03-12T10:39:00Z');
const TWO_HOURS = 7_200_000_000;

for (const model of ['rules', 'hmm']) {
  testWithSharedData(`the crash of March 2020 is a crisis within two hours, and was none before: ${model}`, async () => {
    const [bitcoin] = await regimesOf(MARCH, model);
    const crises = (bitcoin?.changes ?? []).filter(([, regime]) => regime === 'crisis').map(([time]) => time);
    assert.equal(crises[0], '2020-03-12T11:15:00Z');
    const first = parseTime(crises[0] ?? '');
    assert.ok(first > FALLEN && first <= FALLEN + TWO_HOURS);
    assert.equal(crises.length, 7);
    const { crisis = NaN } = bitcoin?.shares ?? {};
    assert.ok(crisis > 0.008 && crisis < 0.01, `${crisis}`);
  });
}

/** Shares of the time from January to September 2024, in parts of ten thousand: trend, range, high volatility, crisis. */
const CALM_YEAR: Readonly<Record<string, readonly number[]>> = {
  'ETH/USDT.BINANCE': [5330, 3785, 869, 16],
  'SOL/USDT.BINANCE': [5139, 4288, 537, 36],
  'DOGE/USDT.BINANCE': [5130, 3999, 800, 71],
  'XRP/USDT.BINANCE': [4685, 4347, 934, 35],
  'LTC/USDT.BINANCE': [4623, 4477, 874, 27],
  market: [4944, 4404, 622, 30],
};

testWithSharedData(
  'in the calmer year of 2024 no coin is in a crisis for one hour of a hundred, on no other days than those of its falls',
  async () => {
    const coins = Object.keys(CALM_YEAR).filter((id) => id !== 'market');
    const files = coins.map((id) => [id, [`crypto_5m/binance_${id.split('/')[0]}USDT_5m_2024-01-01_2024-09-06.csv.gz`, '5m']] as const);
    const series = await regimesOf(Object.fromEntries(files), 'rules');
    const shares = series.map(({ instrument, shares: each }) => [
      instrument ?? 'market',
      Object.values(each).map((share) => Math.round(share * 10_000)),
    ]);
    assert.deepEqual(Object.fromEntries(shares), CALM_YEAR);
    assert.ok(series.every(({ shares: { crisis } }) => crisis < 0.01));
    const market = series.find(({ instrument }) => instrument === null);
    const days = (market?.changes ?? []).filter(([, regime]) => regime === 'crisis').map(([time]) => time.slice(0, 10));
    assert.deepEqual([...new Set(days)], ['2024-03-05', '2024-04-12', '2024-04-13', '2024-06-07', '2024-07-05', '2024-08-05']);
  },
);
