import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';

import { binanceSignature } from '../../src/testnet/binance/signature.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { launcher, runBallast } from './run-cli.ts';

interface Told {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly keyFile: string;
  readonly secretFile: string;
  readonly adminTokenFile: string;
}

/** A test exchange in a process of its own, that has told where it is. */
interface Running {
  readonly told: Told;
  /** Its answer to a signed request. */
  account(): Promise<{ readonly balances: readonly { readonly asset: string; readonly free: string }[] }>;
  /** Ends it in order; gives its exit code, and all that it printed. */
  stop(): Promise<{ readonly code: number | null; readonly output: string }>;
}

async function start(context: TestContext, folder: string, ...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [launcher, 'testnet', '--port', '0', '--json', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const told = JSON.parse(line) as Told;
  const read = (file: string): string => readFileSync(file, 'utf8').trim();
  return {
    told,
    account: async () => {
      const query = `timestamp=${Date.now()}`;
      const url = `${told.restUrl}/api/v3/account?${query}&signature=${binanceSignature(query, read(told.secretFile))}`;
      const response = await fetch(url, { headers: { 'x-mbx-apikey': read(told.keyFile) } });
      assert.equal(response.status, 200);
      return (await response.json()) as Awaited<ReturnType<Running['account']>>;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      return { code, output };
    },
  };
}

test('ballast testnet plays bars of the catalog, keeps its key in private files, and ends in order', async (context) => {
  const folder = tempFolder(context);
  assert.equal((await runBallast(['data', 'synth', '--bars', '3000', '--seed', '7'], folder)).code, 0);
  const market = ['--market', 'catalog:BTC/USDT.SYNTH', '--speed', '100', '--balance', 'USDT=5000'];
  const running = await start(context, folder, ...market);
  const { told } = running;
  assert.deepEqual((await running.account()).balances, [{ asset: 'USDT', free: '5000.00000000', locked: '0.00000000' }]);
  const klines = (await (await fetch(`${told.restUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=3`)).json()) as readonly unknown[];
  assert.equal(klines.length, 3);
  const files = [told.keyFile, told.secretFile, told.adminTokenFile];
  assert.deepEqual(
    files.map((file) => statSync(file).mode & 0o777),
    [0o600, 0o600, 0o600],
  );
  const secrets = files.map((file) => readFileSync(file, 'utf8').trim());
  const { code, output } = await running.stop();
  assert.equal(code, 0);
  for (const secret of secrets) assert.ok(!output.includes(secret), 'a secret was printed');

  const again = await start(context, folder, ...market);
  const [key, secret, token] = files.map((file) => readFileSync(file, 'utf8').trim());
  assert.deepEqual([key, secret], secrets.slice(0, 2));
  assert.notEqual(token, secrets[2]);
  const status = await fetch(`${again.told.restUrl}/testnet/status`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(((await status.json()) as { venue: string }).venue, 'binance');
  await again.stop();
});

test('ballast testnet starts beside a configuration that is not right, unless it was named', async (context) => {
  const folder = tempFolder(context);
  writeFileSync(join(folder, 'ballast.yaml'), 'version: 1\nnonsense: 1\n');
  const running = await start(context, folder);
  assert.match((await running.stop()).output, /CONFIG_INVALID/);
  const { stderr } = await runBallast(['--config', 'ballast.yaml', 'testnet', '--port', '0'], folder);
  assert.match(stderr, /CONFIG_INVALID/);
});

test('ballast testnet says what is wrong with its flags', async (context) => {
  const folder = tempFolder(context);
  for (const [flags, code, words] of [
    [['--venue', 'nyse'], 'USAGE_INVALID', /binance, mexc, kraken, coinbase/],
    [['--market', 'real'], 'USAGE_INVALID', /catalog:BTC\/USDT.BINANCE/],
    [['--market', 'synth', 'synth:BTC/USDT'], 'USAGE_INVALID', /BTC\/USDT.BINANCE twice/],
    [['--market', 'synth:BTC/XXX'], 'INSTRUMENT_UNKNOWN', /BTC\/XXX.BINANCE/],
    [['--speed', '0'], 'USAGE_INVALID', /--speed/],
    [['--balance', 'much'], 'USAGE_INVALID', /USDT=100000/],
    [['--host', '192.0.2.1'], 'RUN_ADDRESS_UNUSABLE', /192.0.2.1/],
  ] as const) {
    const { code: exit, stderr } = await runBallast(['testnet', '--port', '0', ...flags], folder);
    assert.notEqual(exit, 0, flags.join(' '));
    assert.match(stderr, new RegExp(code));
    assert.match(stderr, words);
  }
});
