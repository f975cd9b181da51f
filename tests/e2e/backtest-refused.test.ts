import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runBallast } from './run-cli.ts';

const ON = ['--instrument', 'BTC/USDT.SYNTH', '--interval', '1m'];
const CONFIG = (rest: string): string => `version: 1\n${rest}`;
const DEPLOYED = `strategies:
  - id: cross
    strategy: sma-cross
    instruments: [BTC/USDT.SYNTH]
    interval: 1m
`;

interface Refusal {
  readonly wrong: string;
  readonly args: readonly string[];
  readonly code: string;
  readonly exit: 1 | 2;
  readonly says: readonly RegExp[];
  /** A ballast.yaml for this case alone. */
  readonly config?: string;
}

const REFUSALS: readonly Refusal[] = [
  { wrong: 'an unknown strategy', args: ['sma-crss', ...ON], code: 'STRATEGY_NOT_FOUND', exit: 1, says: [/sma-cross/] },
  { wrong: 'a strategy file that is not there', args: ['./gone.ts', ...ON], code: 'STRATEGY_NOT_FOUND', exit: 1, says: [/gone\.ts/] },
  {
    wrong: 'a parameter out of range',
    args: ['sma-cross', ...ON, '--param', 'fast=0'],
    code: 'STRATEGY_PARAMETER',
    exit: 1,
    says: [/fast/, /1/],
  },
  {
    wrong: 'parameters that contradict each other',
    args: ['sma-cross', ...ON, '--param', 'fast=40'],
    code: 'STRATEGY_PARAMETER',
    exit: 1,
    says: [/fast/, /less than slow/],
  },
  {
    wrong: 'a misspelled parameter',
    args: ['sma-cross', ...ON, '--param', 'fasst=5'],
    code: 'STRATEGY_PARAMETER',
    exit: 1,
    says: [/fasst/, /fast/],
  },
  {
    wrong: 'a parameter that is no number',
    args: ['sma-cross', ...ON, '--param', 'fast=ten'],
    code: 'STRATEGY_PARAMETER',
    exit: 1,
    says: [/fast/, /ten/],
  },
  {
    wrong: 'no data in the period',
    args: ['sma-cross', ...ON, '--from', '2030-01-01'],
    code: 'DATA_EMPTY',
    exit: 1,
    says: [/BTC\/USDT\.SYNTH has bars from 2024-01-01T00:00:00Z to 2024-/, /data list/],
  },
  {
    wrong: 'a period that ends before it begins',
    args: ['sma-cross', ...ON, '--from', '2024-01-02', '--to', '2024-01-01'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--to .*is not after --from/],
  },
  {
    wrong: 'a report in a folder that is not there',
    args: ['sma-cross', ...ON, '--report', '/nope/x.html'],
    code: 'OUTPUT_UNWRITABLE',
    exit: 1,
    says: [/no folder \/nope/],
  },
  {
    wrong: 'fees without a percent sign',
    args: ['sma-cross', ...ON, '--fees', 'maker=0.1'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--fees maker .*write 10% if you mean it/],
  },
  {
    wrong: 'fees without their names',
    args: ['sma-cross', ...ON, '--fees', '0.1%'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/maker=0\.1%,taker=0\.1%/],
  },
  {
    wrong: 'an instrument without data',
    args: ['sma-cross', '--instrument', 'ETH/USDT.SYNTH', '--interval', '1m'],
    code: 'DATA_NOT_FOUND',
    exit: 1,
    says: [/ETH\/USDT\.SYNTH/],
  },
  {
    wrong: 'bars shorter than those that are there',
    args: ['sma-cross', '--instrument', 'BTC/USDT.SYNTH', '--interval', '1s'],
    code: 'DATA_NOT_FOUND',
    exit: 1,
    says: [/1s/],
  },
  {
    wrong: 'an unknown instrument',
    args: ['sma-cross', '--instrument', 'BTC/USDT.NOWHERE', '--interval', '1m'],
    code: 'INSTRUMENT_UNKNOWN',
    exit: 1,
    says: [/BTC\/USDT\.NOWHERE/],
  },
  {
    wrong: 'a misspelled flag',
    args: ['sma-cross', ...ON, '--slipage', '5bps'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--slipage/, /--slippage/],
  },
  {
    wrong: 'a misspelled word',
    args: ['sma-cross', ...ON, '--fill', 'next-opn'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--fill/, /did you mean next-open/],
  },
  {
    wrong: 'an interval that there is not',
    args: ['sma-cross', '--instrument', 'BTC/USDT.SYNTH', '--interval', '7m'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--interval/, /7m/],
  },
  {
    wrong: 'a date that is none',
    args: ['sma-cross', ...ON, '--from', 'yesterday'],
    code: 'USAGE_INVALID',
    exit: 2,
    says: [/--from/, /yesterday/],
  },
  { wrong: 'money that is none', args: ['sma-cross', ...ON, '--cash', '1e6'], code: 'USAGE_INVALID', exit: 2, says: [/--cash/, /1e6/] },
  { wrong: 'fees of another kind', args: ['sma-cross', ...ON, '--fees', 'makr=0.1%'], code: 'USAGE_INVALID', exit: 2, says: [/makr/] },
  { wrong: 'no instrument', args: ['sma-cross', '--interval', '1m'], code: 'USAGE_INVALID', exit: 2, says: [/--instrument is missing/] },
  { wrong: 'nothing to run', args: [], code: 'USAGE_INVALID', exit: 2, says: [/no strategy is named/] },
  {
    wrong: 'an account in another currency',
    args: ['sma-cross', ...ON, '--currency', 'EUR'],
    code: 'CONFIG_CURRENCY',
    exit: 1,
    says: [/USDT/, /EUR/],
  },
  {
    wrong: 'a misspelled key of ballast.yaml',
    args: ['cross'],
    config: CONFIG(`slippge: 5bps\n${DEPLOYED}`),
    code: 'CONFIG_INVALID',
    exit: 1,
    says: [/ballast\.yaml/, /2/, /slippge/, /slippage/],
  },
  {
    wrong: 'two mistakes in ballast.yaml, both of them told',
    args: ['cross'],
    config: CONFIG(`fil: next-open\n${DEPLOYED}    intervall: 5m\n`),
    code: 'CONFIG_INVALID',
    exit: 1,
    says: [/fil\b/, /intervall/, /interval/],
  },
  {
    wrong: 'a parameter of ballast.yaml out of range',
    args: ['cross'],
    config: CONFIG(`${DEPLOYED}    params: { fast: 0 }\n`),
    code: 'STRATEGY_PARAMETER',
    exit: 1,
    says: [/fast/],
  },
];

suite('a backtest that cannot be run is refused by name, and nothing is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-refused-'));
  const home = join(folder, 'home');
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    const made = await runBallast(['--home', home, 'data', 'synth', '--bars', '300'], folder);
    assert.equal(made.code, 0, made.stderr);
  });

  for (const { wrong, args, code, exit, says, config } of REFUSALS) {
    test(`${wrong}: ${code}, exit ${exit}`, async () => {
      const named = config === undefined ? [] : ['--config', 'ballast.yaml'];
      if (config !== undefined) writeFileSync(join(folder, 'ballast.yaml'), config);
      const run = await runBallast(['--home', home, ...named, 'backtest', ...args, '--json', '-'], folder);
      rmSync(join(folder, 'ballast.yaml'), { force: true });
      assert.equal(run.stdout, '', 'no result');
      const error = readError(run.stderr);
      assert.equal(error.code, code, run.stderr);
      assert.equal(run.code, exit);
      assert.ok(error.mend.length > 10);
      for (const said of says) assert.match(run.stderr, said);
      assert.doesNotMatch(run.stderr, /\n\s+at /, 'a stack is not for a user');
    });
  }

  test('none of them was kept, and the home is as good as before', async () => {
    assert.match((await runBallast(['--home', home, 'runs', 'list'], folder)).stdout, /No backtest is kept yet/);
    const run = await runBallast(['--home', home, 'backtest', 'sma-cross', ...ON], folder);
    assert.equal(run.code, 0, run.stderr);
  });

  test('without a home there is no backtest, and none is made', async () => {
    const run = await runBallast(['--home', join(folder, 'nowhere'), 'backtest', 'sma-cross', ...ON], folder);
    assert.deepEqual([run.code, run.stderr.startsWith('HOME_MISSING')], [1, true]);
  });
});

/** The error that a command printed, as text or as JSON. */
function readError(stderr: string): { readonly code: string; readonly mend: string } {
  const line = stderr.split('\n').find((each) => each.startsWith('{"code"'));
  if (line !== undefined) return JSON.parse(line) as { code: string; mend: string };
  return { code: /^[A-Z]+(?:_[A-Z]+)+$/m.exec(stderr)?.[0] ?? 'none', mend: /^ {2}mend {3}(.+)$/m.exec(stderr)?.[1] ?? '' };
}
