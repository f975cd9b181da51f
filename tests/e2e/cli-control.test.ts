import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createControlServer, type ControlServer } from '../../src/adapters/control/control-server.ts';
import { readKillFile, type Kill } from '../../src/adapters/control/kill-file.ts';
import { openHome, type HomeFolder } from '../../src/config/home.ts';
import { fail } from '../../src/kernel/errors.ts';
import type { LeftOver } from '../../src/modes/kill/left-over.ts';
import type { StatusSnapshot, VenueStatus } from '../../src/ports/status-source.ts';
import { runBallast } from './run-cli.ts';
import { busySession } from './status-snapshot.ts';

const KILL: Kill = { scope: { kind: 'all' }, state: 'HALTED', flatten: false, by: 'ada', reason: 'drill' };
/** A venue with whom everything is the matter. */
const LIVE: VenueStatus = {
  name: 'BINANCE',
  host: '127.0.0.1:9001',
  permissions: { trade: true, withdraw: false },
  connected: true,
  streamUp: false,
  clockOffset: -12_345,
  queued: 3,
  pursued: 2,
  weightUsed: 0.42,
  ordersUsed: 0.07,
  brokenFor: 12_000_000,
  lastProblem: 'a page of HTML\n',
  comparison: { at: 1_700_000_000_000_000, outcome: 'different', found: ['BTC: 1 by the ledger, 2 at BINANCE'], others: 4 },
  calls: { asked: 100, failed: 7, time: 3_000_000, last: 25_000 },
  gate: { state: 'reduce-only', reason: 'the stream of BINANCE is down' },
  unknown: { orders: 2, age: 61_000_000 },
  breaks: 1,
};

let folder: string;
let home: HomeFolder;
let engine: ControlServer | undefined;
let heard: unknown[];
let running: StatusSnapshot;
let left: LeftOver;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-control-'));
  home = openHome(join(folder, 'var', 'ballast'), { create: true });
  heard = [];
  running = busySession;
  left = { venue: 'BINANCE', orders: [], positions: [] };
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  rmSync(folder, { recursive: true });
});

const startEngine = async (): Promise<void> => {
  const note = (command: string) => (args: unknown) => void heard.push([command, args]);
  engine = await createControlServer(home.controlSocket, {
    status: () => running,
    kill: (args) => (args['name'] === 'moon' ? fail('HALT_SCOPE_UNKNOWN', 'this session has no venue moon') : note('kill')(args)),
    operate: () => ({ orders: [], refusals: [], left }),
    resume: (args) => (args['by'] === 'mallory' ? fail('CONTROL_REFUSED', 'mallory may not resume') : note('resume')(args)),
    stop: () => {
      note('stop')({});
      const open = engine;
      engine = undefined;
      setImmediate(() => void open?.close());
      return { stopping: true };
    },
  });
};
const run = (...args: readonly string[]) => runBallast(args, folder);

test('status shows the running session', async () => {
  await startEngine();
  const { code, stdout, stderr } = await run('status');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Ballast 0\.1\.0 {2}paper main/);
  assert.match(stdout, /^Orders {3}12 \(1 open\) {3}fills 9/m);
});

test('status --json is what /status tells', async () => {
  await startEngine();
  const status = JSON.parse((await run('status', '--json')).stdout) as Record<string, unknown>;
  assert.equal(status['fills'], 9);
  assert.equal(status['now'], '2023-11-14T23:13:20Z');
});

test('venues shows what each can, without a session, a home folder or a network', async () => {
  const { code, stdout, stderr } = await run('venues', '--home', 'nowhere');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^ +BINANCE +MEXC +KRAKEN +COINBASE$/m);
  assert.match(stdout, /^stop orders +at venue +by Ballast +at venue +by Ballast$/m);
  assert.ok(stdout.split('\n').every((line) => line.length <= 80));
});

test('venues shows how a running session stands with its venue', async () => {
  await startEngine();
  assert.match((await run('venues')).stdout, /^Session main trades on the simulated venue\.$/m);
  running = { ...busySession, venue: LIVE, halted: [{ instrumentId: 'BTC/USDT.BINANCE', reason: 'nobody knows' }] };
  const { stdout } = await run('venues');
  for (const line of [
    /^Session main trades on BINANCE at 127\.0\.0\.1:9001$/m,
    /^ {2}key +may trade, may not withdraw$/m,
    /^ {2}gate +reduce-only: the stream of BINANCE is down$/m,
    /^ {2}stream +DOWN$/m,
    /^ {2}budget used +requests 42%, orders 7%; 3 wait$/m,
    /^ {2}not known +2 orders$/m,
    /^ {2}compared +2023-11-14 22:13:20 different: BTC: 1 by the ledger, 2 at BINANCE; 4 open orders there are not of this session$/m,
    /^ {2}kept back +new orders, for 12 s: the venue keeps failing$/m,
    /^ {2}last problem +a page of HTML\?$/m,
    /^ {2}halted +BTC\/USDT\.BINANCE: nobody knows$/m,
  ])
    assert.match(stdout, line);
  assert.match((await run('status')).stdout, /^Venue {4}BINANCE at 127\.0\.0\.1:9001, STREAM DOWN, GATE REDUCE-ONLY/m);
  const { venues, session, venue } = JSON.parse((await run('venues', '--json')).stdout) as Record<string, Record<string, unknown>>;
  assert.deepEqual([venues?.['length'], session, venue?.['host']], [4, 'main', '127.0.0.1:9001']);
});

for (const args of [['status'], ['stop'], ['resume', '--reason', 'done', '--by', 'ada']]) {
  test(`${args[0] ?? ''} says when nothing runs`, async () => {
    const { code, stderr } = await run(...args);
    assert.equal(code, 1);
    assert.match(stderr, /^RUN_NOT_RUNNING/);
  });
}

test('stop returns when the engine has ended', async () => {
  await startEngine();
  const { code, stdout } = await run('stop');
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Stopped.\n' });
  assert.deepEqual(heard, [['stop', {}]]);
  assert.ok(!existsSync(home.controlSocket));
});

test('kill writes the kill file and tells the running engine who and why', async () => {
  await startEngine();
  const { code, stdout } = await run('kill', '--reason', 'drill', '--by', 'ada');
  assert.equal(code, 0);
  assert.match(
    stdout,
    /The running engine has halted trading\.\nNo open orders are left at BINANCE\.\nNo position is left\.\nNothing is left that should not be\.\n$/,
  );
  assert.deepEqual(heard, [['kill', { scope: 'all', state: 'HALTED', flatten: false, by: 'ada', reason: 'drill' }]]);
  for (const file of [home.killFile, home.killFileBeside]) assert.deepEqual(readKillFile(file), [KILL]);
});

test('kill tells the scope, and shows what is left there', async () => {
  await startEngine();
  const order = { id: 'x-1', strategy: 'a', instrument: 'BTC/USDT.BINANCE', side: 'sell', quantity: '0.50', what: 'reduces' } as const;
  left = {
    ...left,
    orders: [order],
    positions: [{ strategy: 'a', instrument: 'BTC/USDT.BINANCE', quantity: '0.50', isFlattening: false }],
  };
  const { code, stdout } = await run('kill', 'a', '--scope', 'strategy', '--reducing', '--reason', 'drill', '--by', 'ada', '--json');
  assert.equal(code, 0);
  assert.deepEqual(heard, [['kill', { scope: 'strategy', name: 'a', state: 'REDUCING', flatten: false, by: 'ada', reason: 'drill' }]]);
  const kill = { ...KILL, scope: { kind: 'strategy', name: 'a' }, state: 'REDUCING' };
  const files = [home.killFile, home.killFileBeside];
  assert.deepEqual(JSON.parse(stdout), { kill, files, engine: 'halted', left, isDone: true, problems: [] });
});

test('a kill of what nobody trades is refused, and stays in no file', async () => {
  await startEngine();
  const { code, stderr } = await run('kill', 'moon', '--scope', 'venue', '--reason', 'drill');
  assert.deepEqual([code, stderr.split('\n')[0]], [1, 'HALT_SCOPE_UNKNOWN']);
  assert.deepEqual(readKillFile(home.killFile), []);
});

for (const args of [
  ['x', '--scope', 'all'],
  ['--scope', 'strategy'],
  ['x', '--scope', 'moon'],
]) {
  test(`kill ${args.join(' ')} is no command`, async () => {
    assert.equal((await run('kill', ...args, '--reason', 'drill')).code, 2);
    assert.deepEqual(readKillFile(home.killFile), []);
  });
}

test('kill works without an engine', async () => {
  const { code, stdout } = await run('kill', '--reason', 'drill', '--by', 'ada');
  assert.equal(code, 0);
  assert.match(stdout, /No engine runs; the next one starts halted\.\n$/);
  assert.deepEqual(readKillFile(home.killFile), [KILL]);
});

test('kill also writes the kill file that the configuration names', async () => {
  writeFileSync(join(folder, 'ballast.yaml'), 'version: 1\nrisk: { killFile: run/KILL }');
  assert.equal((await run('kill', '--reason', 'drill')).code, 0);
  for (const file of [home.killFile, join(folder, 'run', 'KILL')]) assert.equal(readKillFile(file)[0]?.reason, 'drill');
});

test('a broken configuration does not keep anyone from killing', async () => {
  writeFileSync(join(folder, 'ballast.yaml'), 'version: [');
  const { code, stderr } = await run('kill', '--reason', 'drill');
  assert.equal(code, 0);
  assert.match(stderr, /CONFIG_SYNTAX/);
  assert.match(readFileSync(home.killFile, 'utf8'), /drill/);
});

test('what the engine refuses is shown as its own error', async () => {
  await startEngine();
  const { code, stderr } = await run('resume', '--reason', 'drill', '--by', 'mallory');
  assert.equal(code, 1);
  assert.match(stderr, /^CONTROL_REFUSED\n {2}what {3}mallory may not resume/);
  assert.equal((await run('resume', '--reason', 'over', '--by', 'ada')).code, 0);
  assert.deepEqual(heard, [['resume', { by: 'ada', reason: 'over', scope: 'all' }]]);
});

test('nobody resumes without a name', async () => {
  await startEngine();
  const { code, stderr } = await run('resume', '--reason', 'over');
  assert.equal(code, 2);
  assert.match(stderr, /^USAGE_INVALID[\s\S]*--by/);
  assert.deepEqual(heard, []);
});
