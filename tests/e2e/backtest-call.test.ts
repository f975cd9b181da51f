import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { loadStrategy } from '../../src/adapters/strategies/load-strategy.ts';
import { backtest, BallastError, type BacktestOptions } from '../../src/index.ts';
import { backtestResultSchema } from '../../src/report/result.ts';
import { ROOT } from '../tools/run-command.ts';
import { runBallast } from './run-cli.ts';

const run = promisify(execFile);
const ON = { instrument: 'BTC/USDT.SYNTH', interval: '1m' } as const;

suite('backtest() by a call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-call-'));
  const home = join(folder, 'home');
  const here = process.cwd();
  after(() => {
    process.chdir(here);
    rmSync(folder, { recursive: true, force: true });
  });

  before(async () => {
    for (const id of ['BTC/USDT.SYNTH', 'ETH/USDT.SYNTH']) {
      const made = await runBallast(['--home', home, 'data', 'synth', '--instrument', id, '--bars', '3000'], folder);
      assert.equal(made.code, 0, made.stderr);
    }
  });

  const call = (options: Partial<BacktestOptions>) => backtest({ strategy: 'sma-cross', ...ON, home, keep: false, ...options });

  test('returns what the command line writes, option by option', async () => {
    const said = [
      '--cash',
      '50000',
      '--param',
      'fast=5',
      '--fees',
      'maker=0.02%,taker=0.05%',
      '--slippage',
      '2ticks',
      '--account',
      'margin',
    ];
    const { code, stdout, stderr } = await runBallast(
      [
        ...['--home', home, 'backtest', 'sma-cross', '--instrument', ON.instrument, 'ETH/USDT.SYNTH', '--interval', '5m', ...said],
        ...[
          '--from',
          '2024-01-01T06:00:00Z',
          '--to',
          '2024-01-03',
          '--limit-fill',
          'touch',
          '--fill',
          'same-close',
          '--seed',
          '7',
          '--json',
          '-',
        ],
      ],
      folder,
    );
    assert.equal(code, 0, stderr);
    const result = await call({
      instrument: [ON.instrument, 'ETH/USDT.SYNTH'],
      interval: '5m',
      cash: 50_000,
      params: { fast: 5 },
      fees: { maker: '0.02%', taker: 0.0005 },
      slippage: '2ticks',
      account: 'margin',
      from: '2024-01-01T06:00:00Z',
      to: '2024-01-03',
      limitFill: 'touch',
      fill: 'same-close',
      seed: 7,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(result)), JSON.parse(stdout));
    assert.deepEqual(backtestResultSchema.parse(result), result);
    assert.ok(result.fills.length > 10);
  });

  test('tells how far it is, and several run at once', async () => {
    const told: number[] = [];
    const [one, other] = await Promise.all([call({ onProgress: (done) => told.push(done) }), call({ strategy: 'donchian-breakout' })]);
    assert.notEqual(one.hash, other.hash);
    assert.ok(told.every((done) => done >= 0 && done <= 3_000));
  });

  test('keeps the run, unless told otherwise', async () => {
    const list = async (): Promise<number> =>
      (JSON.parse((await runBallast(['--home', home, 'runs', 'list', '--json'], folder)).stdout) as readonly unknown[]).length;
    await call({});
    const before = await list();
    await call({ keep: true });
    assert.equal(await list(), before + 1);
  });

  test('takes what is not said from a ballast.yaml', async () => {
    const config = join(folder, 'ballast.yaml');
    writeFileSync(
      config,
      `version: 1
account: { cash: 123456 }
fees: { taker: 0.3% }
risk: { maxOrderValue: 1000 }
strategies:
  - { id: quick, strategy: sma-cross, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { fast: 3, slow: 9 } }
`,
    );
    const { settings, refusals } = await backtest({ strategy: 'quick', config, home, keep: false });
    assert.deepEqual([settings.cash, settings.fees.taker, settings.strategy.params['fast']], ['123456.00000000', '0.003', 3]);
    assert.ok((refusals.byCode['RISK_ORDER_VALUE'] ?? 0) > 0);
    assert.equal((await call({ config, cash: 5_000 })).settings.cash, '5000.00000000');
  });

  test('finds strategies by paths from the folder of the process, and the home at BALLAST_HOME or ./var/ballast', async () => {
    writeFileSync(join(folder, 'mine.ts'), readFileSync(join(ROOT, 'strategies/sma-cross.ts')));
    const script = `
      import { backtest } from ${JSON.stringify(pathToFileURL(join(ROOT, 'src/index.ts')).href)};
      const { hash } = await backtest({ strategy: './mine.ts', instrument: 'BTC/USDT.SYNTH', interval: '1m', keep: false });
      console.log(hash);`;
    writeFileSync(join(folder, 'call.mjs'), script);
    const { stdout } = await run(process.execPath, ['call.mjs'], { cwd: folder, env: { ...process.env, BALLAST_HOME: home } });
    assert.equal(stdout.trim(), (await call({})).hash);
    await assert.rejects(run(process.execPath, ['call.mjs'], { cwd: folder }), /HOME_MISSING|no Ballast home/);
  });

  for (const [wrong, options, code, message] of [
    ['no options', undefined, 'USAGE_INVALID', /without a strategy/],
    ['no strategy', { ...ON }, 'USAGE_INVALID', /without a strategy/],
    ['no instrument', { strategy: 'sma-cross', interval: '1m' }, 'USAGE_INVALID', /^instrument is missing/],
    ['a misspelled option', { strategy: 'sma-cross', ...ON, parms: {} }, 'USAGE_INVALID', /no option "parms"/],
    ['a misspelled word', { strategy: 'sma-cross', ...ON, fill: 'next-opn' }, 'USAGE_INVALID', /^fill is one of.*did you mean next-open/],
    ['a wrong kind of bars', { strategy: 'sma-cross', ...ON, prices: 'trades' }, 'USAGE_INVALID', /^prices is "trades"/],
    ['a negative fee', { strategy: 'sma-cross', ...ON, fees: { taker: 2 } }, 'USAGE_INVALID', /^fees taker/],
    ['cash that is no number', { strategy: 'sma-cross', ...ON, cash: NaN }, 'USAGE_INVALID', /^cash/],
    ['an unknown strategy', { strategy: 'sma-crss', ...ON }, 'STRATEGY_NOT_FOUND', /sma-crss/],
    ['a parameter out of range', { strategy: 'sma-cross', ...ON, params: { fast: 0 } }, 'STRATEGY_PARAMETER', /fast/],
    ['no data in the period', { strategy: 'sma-cross', ...ON, from: '2030-01-01' }, 'DATA_EMPTY', /period/],
  ] as const) {
    test(`${wrong}: ${code}`, async () => {
      const given = options === undefined ? undefined : { ...options, home, keep: false };
      const error = await backtest(given as unknown as BacktestOptions).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof BallastError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.mend.length > 10);
    });
  }

  test('a strategy cannot call it, in whatever way it imports it', async () => {
    const strategy = (head: string, body: string): string => `${head}
      export default defineStrategy({ id: 'inner', version: '1.0.0', params: z.object({}), onBar() { ${body} } });`;
    const file = join(folder, 'inner.ts');
    writeFileSync(file, strategy("import { backtest, defineStrategy, z } from 'ballast';", 'backtest({});'));
    await assert.rejects(loadStrategy(file), { code: 'STRATEGY_INVALID', message: /backtest/ });
    writeFileSync(file, strategy("import * as all from 'ballast'; import { defineStrategy, z } from 'ballast';", "all['backtest']({});"));
    const error = await call({ strategy: file }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BallastError && error.code === 'STRATEGY_THREW', String(error));
    assert.match(error.message, /not a function/);
  });

  test('importing the package loads what strategies are written with, and nothing that runs one', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { backtest, defineStrategy } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'src/index.ts')).href)});
      if (typeof backtest !== 'function' || typeof defineStrategy !== 'function') throw new Error('not exported');
      console.log(loaded.join('\\n'));`;
    writeFileSync(join(folder, 'light.mjs'), script);
    const { stdout } = await run(process.execPath, ['light.mjs'], { cwd: folder });
    const loaded = stdout.trim().split('\n');
    assert.ok(loaded.some((url) => url.includes('/src/strategy/')));
    const heavy = loaded.filter((url) =>
      /duckdb|acorn|kysely|node:sqlite|worker_threads|\/yaml\/|\/src\/(?!index|strategy|indicators|kernel|domain|modes\/backtest\.ts)/.test(
        url,
      ),
    );
    assert.deepEqual(heavy, []);
  });
});

test('docs/backtest.md names every flag of the command and every option of the call, and no other', async () => {
  const page = readFileSync(join(ROOT, 'docs/backtest.md'), 'utf8');
  const rows = page
    .slice(page.indexOf('| on the command line |'), page.indexOf('What is said goes before'))
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()));
  const { stdout } = await runBallast(['help', 'backtest'], ROOT);
  const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag = '']) => flag);
  const told = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`--([a-z-]+)/g)].map(([, flag = '']) => flag));
  assert.deepEqual(
    [...new Set(flags)].filter((flag) => !told.includes(flag) && flag !== 'help' && flag !== 'version'),
    [],
  );
  assert.deepEqual(
    told.filter((flag) => !flags.includes(flag) && flag !== 'home' && flag !== 'config'),
    [],
  );
  const source = readFileSync(join(ROOT, 'src/modes/backtest-options.ts'), 'utf8');
  const options = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, option = '']) => option);
  assert.deepEqual(
    rows.flatMap(([, , cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, option = '']) => option)).sort(),
    options.sort(),
  );
});
