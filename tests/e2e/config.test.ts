import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { runBallast } from './run-cli.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string, name = 'ballast.yaml'): void => writeFileSync(join(folder, name), text);
const check = (...args: readonly string[]) => runBallast(['config', 'check', ...args], folder);

test('every violation is named at once, with line, column and the nearest right key', async () => {
  write('version: 1\nacount: {}\nfees:\n  maker: 0.1%\n  takr: 0.1%\nserver: { port: 80800 }\n');
  const { code, stdout, stderr } = await check();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.deepEqual(stderr.trimEnd().split('\n').slice(0, -1), [
    'CONFIG_INVALID',
    '  what   3 problems',
    '         line 2, column 1: acount is no key of Ballast; did you mean account?',
    '         line 5, column 3: fees.takr is no key of Ballast; did you mean taker?',
    '         line 6, column 17: server.port is a whole number from 0 to 65535, not 80800',
    `  where  ${join(folder, 'ballast.yaml')}:2:1`,
  ]);
});

test('files that it names and that are not there are found before anything starts', async () => {
  write(
    'version: 1\nstrategies:\n  - { id: a, strategy: ./a.ts, instruments: [BTC/USDT.BINANCE], interval: 5m }\nnotify: { webhook: { urlFile: hook } }\n',
  );
  const { code, stderr } = await check();
  assert.equal(code, 1);
  assert.match(stderr, /line 3, column 24: strategies\[0\]\.strategy is .*\/a\.ts, which is not there/);
  assert.match(stderr, /line 4, column 31: notify\.webhook\.urlFile is .*\/hook, which is not there/);
});

test('strategies and instruments are looked up, and every parameter and id that is wrong is named with its line', async () => {
  write(`version: 1
account: { currency: USDT }
strategies:
  - id: a
    strategy: sma-cross
    instruments: [BTC/USDT.BINANC, BTC/USD.KRAKEN]
    interval: 5m
    params:
      fasst: 10
      slow: many
  - { id: b, strategy: sma-crss, instruments: [BTC/USDT.BINANCE], interval: 5m }
  - { id: c, strategy: sma-cross, instruments: [BTC/USDT.BINANCE], interval: 5m, params: { fast: 40, slow: 10 } }
`);
  const { code, stderr } = await check();
  assert.equal(code, 1);
  for (const problem of [
    /line 6, column 19: strategies\[0\]\.instruments\[0\] is BTC\/USDT\.BINANC: .*did you mean BTC\/USDT\.BINANCE/,
    /line 6, column 36: strategies\[0\]\.instruments\[1\] is BTC\/USD\.KRAKEN: .*is paid in USD/,
    /line 9, column 7: strategies\[0\]\.params\.fasst .*Did you mean fast\?/,
    /line 10, column 7: strategies\[0\]\.params\.slow .*"many"/,
    /line 11, column 24: strategies\[1\]\.strategy is sma-crss, which cannot run: STRATEGY_NOT_FOUND/,
    /line 12, column \d+: strategies\[2\]\.params/,
  ])
    assert.match(stderr.replaceAll(/\n {9}(?!line )/g, ' '), problem);
});

test('a password file that is empty or holds a placeholder is found before a database is made with it', async () => {
  write('version: 1\nstore: { kind: postgres, url: postgres://ballast@db:5432/ballast, passwordFile: password }\n');
  for (const [password, problem] of [
    ['\n', 'is empty'],
    ['changeme\n', 'holds a placeholder'],
  ] as const) {
    write(password, 'password');
    const { code, stderr } = await check();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`line 2, column \\d+: store\\.passwordFile is .*/password, which ${problem}`));
  }
  write('d41e8c07\n', 'password');
  assert.equal((await check()).code, 0);
});

test('the configuration is the argument, else --config, else BALLAST_CONFIG, else ./ballast.yaml', async () => {
  for (const name of ['ballast', 'env', 'flag', 'argument']) write(`version: 1\naccount: { id: ${name} }`, `${name}.yaml`);
  const told = async (args: readonly string[], env = {}) =>
    /^Account +(\w+):/m.exec((await runBallast(['config', 'check', ...args], folder, env)).stdout)?.[1];
  const env = { BALLAST_CONFIG: 'env.yaml' };
  assert.equal(await told([]), 'ballast');
  assert.equal(await told([], env), 'env');
  assert.equal(await told(['--config', 'flag.yaml'], env), 'flag');
  assert.equal(await told(['--config', 'flag.yaml', 'argument.yaml'], env), 'argument');
});

test('--json prints it whole, with its defaults and exact decimals', async () => {
  write(
    'version: 1\naccount: { cash: 0.10 }\nstrategies: [{ id: a, strategy: sma-cross, instruments: [X.Y], interval: 1h, enabled: false, params: { apiToken: abc } }]\n',
  );
  const config = JSON.parse((await check('--json')).stdout) as Record<string, Record<string, unknown>>;
  assert.equal(config['account']?.['cash'], '0.1');
  assert.equal(config['fees']?.['taker'], '0.001');
  assert.deepEqual((config['strategies'] as unknown as { params: unknown }[])[0]?.params, { apiToken: '***' });
});

test('without a file it says how to write one', async () => {
  const { code, stderr } = await check();
  assert.equal(code, 1);
  assert.match(stderr, /^CONFIG_MISSING[^]*Write one with `ballast init`/);
});
