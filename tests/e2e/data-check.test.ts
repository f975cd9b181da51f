import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { runCli } from '../../src/cli/cli.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';

interface Finding {
  readonly time: string;
  readonly size: number;
  readonly text: string;
}

/** What `data check --json` prints of a series. */
interface SeriesCheck {
  readonly rows: number;
  readonly findings: readonly {
    readonly kind: string;
    readonly count: number;
    readonly bars: number;
    readonly worst: readonly Finding[];
    readonly first: readonly Finding[];
  }[];
}

const home = mkdtempSync(join(tmpdir(), 'ballast-check-'));
after(() => rmSync(home, { recursive: true }));

/** Runs a command over one home for all tests, and gives what it printed. */
async function ballast(...args: readonly string[]): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli(['--home', home, ...args], { stdout, stderr, env: {}, cwd: home });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  assert.equal(code, 0, err);
  return out;
}

/** Imports files and gives what the check finds in the series: by kind as findings/bars, and in full. */
async function found(
  pattern: string,
  instrument: string,
  interval: string,
): Promise<{ readonly counts: Record<string, string>; readonly check: SeriesCheck }> {
  const files = globSync(pattern, { cwd: SHARED_DATA }).map((file) => join(SHARED_DATA, file));
  await ballast('data', 'import', ...files, '--instrument', instrument, '--interval', interval);
  const [check] = JSON.parse(await ballast('data', 'check', '--instrument', instrument, '--interval', interval, '--json')) as [SeriesCheck];
  const counts = check.findings.filter(({ count }) => count > 0).map(({ kind, count, bars }) => [kind, `${count}/${bars}`] as const);
  return { counts: Object.fromEntries(counts), check };
}

/** The findings of a kind as date and text. */
const told = (check: SeriesCheck, kind: string): string[] =>
  check.findings.flatMap((each) => (each.kind === kind ? each.first.map(({ time, text }) => `${time.slice(0, 10)} ${text}`) : []));

testWithSharedData(
  'BTCUSDT 2017-2018: 10 outages, the longest of 2,011 minutes, 23,634 without volume, a candle of no length',
  async () => {
    const { counts, check } = await found('crypto_1m/binance_BTCUSDT_1m_2017*', 'BTC/USDT.BINANCE', '1m');
    assert.deepEqual(counts, { gap: '10/3434', 'zero-length': '1/1', 'no-volume': '11444/23634' });
    const longest = check.findings.find(({ kind }) => kind === 'gap')?.worst[0];
    assert.deepEqual([longest?.time, longest?.size], ['2018-02-08T00:29:00Z', 2011]);
    assert.deepEqual(told(check, 'zero-length'), ['2017-09-06 no trade, then 419 bars missing: 420 bars without one']);
  },
);

testWithSharedData('BTCUSDT 2020 beside it: 4 outages, and the nineteen months between', async () => {
  const { counts, check } = await found('crypto_1m/binance_BTCUSDT_1m_2020*', 'BTC/USDT.BINANCE', '1m');
  const between = (Date.UTC(2020, 1, 1) - Date.UTC(2018, 6, 1)) / 60_000;
  assert.equal(counts['gap'], `${10 + 4 + 1}/${3434 + 692 + between}`);
  assert.equal(check.rows, 454_246 + 173_548);
});

for (const [file, instrument, rows, expected] of [
  ['BTCUSDT', 'BTC/USDT.BINANCE', 420_302, { gap: '15/466', 'no-volume': '2/31' }],
  ['ETHUSDT', 'ETH/USDT.BINANCE', 71_769, {}],
  ['SOLUSDT', 'SOL/USDT.BINANCE', 72_028, { spike: '1/1' }],
  ['DOGEUSDT', 'DOGE/USDT.BINANCE', 72_029, {}],
  ['XRPUSDT', 'XRP/USDT.BINANCE', 72_028, {}],
  ['LTCUSDT', 'LTC/USDT.BINANCE', 71_769, {}],
] as const) {
  testWithSharedData(`${file} by five minutes: ${JSON.stringify(expected)}`, async () => {
    const { counts, check } = await found(`crypto_5m/binance_${file}*`, instrument, '5m');
    assert.deepEqual([check.rows, counts], [rows, expected]);
  });
}

for (const [what, pattern, venue, rows, expected] of [
  [
    'a candle of no length and a hole of 420 minutes',
    '2017-09-06',
    'A',
    1021,
    { gap: '1/419', 'zero-length': '1/1', 'no-volume': '84/146' },
  ],
  ['a day that ends after 29 minutes, and the outage after it', '2018-02-0?', 'B', 869, { gap: '1/2011' }],
  ['the day on which milliseconds became microseconds', '202[45]-*', 'C', 2880, {}],
] as const) {
  testWithSharedData(`untouched day files: ${what}`, async () => {
    const { counts, check } = await found(`crypto_raw/BTCUSDT-1m-${pattern}.csv`, `BTC/USDT.${venue}`, '1m');
    assert.deepEqual([check.rows, counts], [rows, expected]);
  });
}

for (const [symbol, expected, kind, named] of [
  [
    'GOOG',
    { spike: '2/2', jump: '2/2' },
    'spike',
    ['2007-12-18 low 67.5, around it 663.72 (x9.83), decimal slip?', '2008-09-30 low 0.01, around it 294.57 (x29457.00)'],
  ],
  [
    'AAPL',
    { spike: '3/3', jump: '5/5' },
    'spike',
    [
      '2009-09-21 low 10.59, around it 181.96 (x17.18)',
      '2010-08-31 low 25.3, around it 235.56 (x9.31), decimal slip?',
      '2011-01-03 low 32.65, around it 321.31 (x9.84), decimal slip?',
    ],
  ],
  ['AIG', { spike: '2/2', jump: '10/10' }, 'jump', ['2009-07-01 opens at 19.7 after a close of 1.13 (x17.43)']],
  ['WM', { gap: '1/214', spike: '2/2', jump: '3/3' }, 'gap', ['2008-09-29 214 bars missing, until 2009-08-05T13:30:00Z']],
  ['QQQ', { gap: '1/1588', spike: '1/1', jump: '2/2' }, 'gap', ['2004-12-01 1,588 bars missing, until 2011-03-23T13:30:00Z']],
  ['EEM', { gap: '257/602', jump: '3/3' }, 'jump', ['2008-07-24 opens at 43.66 after a close of 131.8 (/3.02)']],
  ['IBM', { jump: '2/2' }, 'jump', ['1999-05-27 opens at 116.69 after a close of 235.5 (/2.02)']],
  ['IWM', { spike: '1/1', jump: '1/1' }, 'spike', ['2008-09-19 high 156.51, around it 79.11 (x1.98)']],
  ['BAC', { spike: '3/3', jump: '2/2' }, 'jump', ['2004-08-30 opens at 44.79 after a close of 89.03 (/1.99)']],
  ['SPY', { spike: '5/5' }, 'spike', ['2002-04-02 high 144.12, around it 116.2 (x1.24)']],
] as const) {
  testWithSharedData(`${symbol} by the day: ${named[0]}`, async () => {
    const { counts, check } = await found(`equities/lean_${symbol}_1d*`, `${symbol}.US`, '1d');
    assert.deepEqual(counts, expected);
    for (const line of named) assert.ok(told(check, kind).includes(line), `${line} is not among ${told(check, kind).join('\n')}`);
  });
}

testWithSharedData('SPY by the hour: not one is missing in 23 years, and 47 lie after the end of half days', async () => {
  const { counts } = await found('equities/lean_SPY_1h*', 'SPY.US', '1h');
  assert.deepEqual(counts, { 'outside-session': '23/47', spike: '7/7' });
});

testWithSharedData('SPY by the minute: all 1,950 of the sessions, and 2,178 before and after them', async () => {
  const { counts } = await found('equities/lean_SPY_1m*', 'SPY.US', '1m');
  assert.deepEqual(counts, { 'outside-session': '6/2178' });
});

testWithSharedData('EUR/USD by the hour: weekends are no gaps, Christmas and the like are', async () => {
  const { counts } = await found('forex/*', 'EUR/USD.OANDA', '1h');
  assert.deepEqual(counts, { gap: '28/682' });
});

testWithSharedData('the summary fits 80 columns', async () => {
  const printed = await ballast('data', 'check', '--interval', '1d');
  assert.match(printed, /^GOOG\.US {2}1d trade\n {2}4,183 bars from 2004-08-19/m);
  assert.deepEqual(
    printed.split('\n').filter((line) => line.length > 80),
    [],
  );
});

test('where there is nothing to check, it says what there is', async () => {
  await ballast('data', 'synth', '--instrument', 'BTC/USDT.SYNTH', '--interval', '1m', '--bars', '100', '--seed', '1');
  await assert.rejects(ballast('data', 'check', '--instrument', 'NO/SUCH.ONE'), /DATA_NOT_FOUND/);
});
