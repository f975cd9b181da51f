import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createControlServer, type ControlServer } from '../../src/adapters/control/control-server.ts';
import { readKillFile } from '../../src/adapters/control/kill-file.ts';
import { openHome, type HomeFolder } from '../../src/config/home.ts';
import { fail } from '../../src/kernel/errors.ts';
import { runBallast } from './run-cli.ts';
import { busySession } from './status-snapshot.ts';

let folder: string;
let home: HomeFolder;
let engine: ControlServer | undefined;
let heard: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-control-'));
  home = openHome(join(folder, 'var', 'ballast'), { create: true });
  heard = [];
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  rmSync(folder, { recursive: true });
});

const startEngine = async (): Promise<void> => {
  const note = (command: string) => (args: unknown) => void heard.push([command, args]);
  engine = await createControlServer(home.controlSocket, {
    status: () => busySession,
    kill: note('kill'),
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
  assert.match(stdout, /The running engine has halted trading\.\n$/);
  assert.deepEqual(heard, [['kill', { by: 'ada', reason: 'drill' }]]);
  assert.equal(readKillFile(home.killFile), 'killed by ada: drill');
});

test('kill works without an engine', async () => {
  const { code, stdout } = await run('kill', '--reason', 'drill', '--by', 'ada');
  assert.equal(code, 0);
  assert.match(stdout, /No engine runs; the next one starts halted\.\n$/);
  assert.equal(readKillFile(home.killFile), 'killed by ada: drill');
});

test('kill also writes the kill file that the configuration names', async () => {
  writeFileSync(join(folder, 'ballast.yaml'), 'version: 1\nrisk: { killFile: run/KILL }');
  assert.equal((await run('kill', '--reason', 'drill')).code, 0);
  for (const file of [home.killFile, join(folder, 'run', 'KILL')]) assert.match(readKillFile(file) ?? '', /drill$/);
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
  assert.deepEqual(heard, [['resume', { by: 'ada', reason: 'over' }]]);
});

test('nobody resumes without a name', async () => {
  await startEngine();
  const { code, stderr } = await run('resume', '--reason', 'over');
  assert.equal(code, 2);
  assert.match(stderr, /^USAGE_INVALID[\s\S]*--by/);
  assert.deepEqual(heard, []);
});
