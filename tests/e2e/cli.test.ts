import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { runCli } from '../../src/cli/cli.ts';
import { homeFolder, openHome } from '../../src/config/home.ts';
import { launcher, runBallast } from './run-cli.ts';

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-cli-'))));
after(() => rmSync(folder, { recursive: true }));

test('help lists the commands', async () => {
  const { code, stdout } = await runBallast(['--help'], folder);
  assert.equal(code, 0);
  for (const command of ['init', 'config', 'data', 'backtest', 'runs', 'status', 'stop', 'kill'])
    assert.match(stdout, new RegExp(`^ {2}${command}\\b`, 'm'));
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('help loads no venue library, database, web server or parser', () => {
  const hooks = `import { registerHooks } from 'node:module';
    import { writeSync } from 'node:fs';
    registerHooks({ load(url, context, next) { writeSync(3, url + '\\n'); return next(url, context); } });`;
  const loader = join(folder, 'loaded.mjs');
  writeFileSync(loader, hooks);
  const report = join(folder, 'loaded.txt');
  execFileSync(
    '/bin/sh',
    ['-c', 'exec "$0" --import "$1" "$2" --help 3>"$3" >/dev/null', process.execPath, pathToFileURL(loader).href, launcher, report],
    { cwd: folder },
  );
  const loaded = readFileSync(report, 'utf8').trim().split('\n');
  assert.ok(
    loaded.some((url) => url.includes('/commander/')),
    'the hook sees what is loaded',
  );
  for (const heavy of ['ccxt', 'duckdb', 'pg', 'kysely', 'fastify', 'prom-client', 'pino', 'zod', 'yaml', 'acorn', 'node:sqlite']) {
    assert.deepEqual(
      loaded.filter((url) => url.includes(`/node_modules/${heavy}/`) || url.includes(`/@${heavy}/`) || url === heavy),
      [],
      heavy,
    );
  }
});

test('without a command the help is an answer, and exit code 2 says that nothing was done', async () => {
  const { code, stderr } = await runBallast([], folder);
  assert.equal(code, 2);
  assert.match(stderr, /^Usage: ballast/);
});

const usage: readonly [args: readonly string[], message: RegExp][] = [
  [['confg'], /unknown command 'confg'\n +\(Did you mean config\?\)/],
  [['config', 'chek'], /unknown command 'chek'\n +\(Did you mean check\?\)/],
  [['--hme', 'x', 'status'], /unknown option '--hme'\n +\(Did you mean --home\?\)/],
  [['kill'], /required option '--reason <text>' not specified/],
  [['runs', 'show'], /missing required argument 'run'/],
];

for (const [args, message] of usage) {
  test(`ballast ${args.join(' ')}: exit 2, with what was meant`, async () => {
    const { code, stdout, stderr } = await runBallast(args, folder);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^USAGE_INVALID\n {2}what {3}/);
    assert.match(stderr, message);
    assert.match(stderr, /\n {2}mend {3}.+\n$/);
  });
}

for (const args of [
  ['status'],
  ['stop'],
  ['kill', '--reason', 'drill'],
  ['resume', '--reason', 'drill', '--by', 'ada'],
  ['runs', 'list'],
  ['data', 'list'],
]) {
  test(`ballast ${args.join(' ')} refuses a home that is not there, and makes none`, async () => {
    const { code, stderr } = await runBallast(args, folder);
    assert.equal(code, 1);
    assert.match(stderr, /^HOME_MISSING\n {2}what {3}there is no Ballast home here\n {2}where {2}.*\/var\/ballast\n {2}mend {3}/);
    assert.ok(!existsSync(join(folder, 'var')));
  });
}

test('the home is --home, else BALLAST_HOME, else ./var/ballast', async () => {
  const where = async (args: readonly string[], env = {}) =>
    /where {2}(.*)/.exec((await runBallast([...args, 'status'], folder, env)).stderr)?.[1];
  assert.equal(await where([]), join(folder, 'var', 'ballast'));
  assert.equal(await where([], { BALLAST_HOME: '/nowhere/env' }), '/nowhere/env');
  assert.equal(await where(['--home', 'given'], { BALLAST_HOME: '/nowhere/env' }), join(folder, 'given'));
});

test('--home works after the command as well as before it', async () => {
  const { stderr } = await runBallast(['status', '--home', 'after'], folder);
  assert.match(stderr, new RegExp(`where {2}${join(folder, 'after')}`));
});

test('with --json an error is one line of JSON', async () => {
  const { code, stdout, stderr } = await runBallast(['status', '--json'], folder);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal((JSON.parse(stderr) as { code: string }).code, 'HOME_MISSING');
});

test('an error that nobody expected is one line, its details are in a file, and BALLAST_DEBUG=1 shows them', async () => {
  const run = async (env: Record<string, string>): Promise<string> => {
    const written: string[] = [];
    const stdout = Object.assign(new PassThrough(), {
      write: () => {
        throw new TypeError('the terminal is broken');
      },
    });
    const stderr = Object.assign(new PassThrough(), { write: (text: string) => written.push(text) > 0 });
    assert.equal(await runCli(['--help'], { stdout, stderr, env: { BALLAST_HOME: home, ...env }, cwd: folder }), 1);
    return written.join('');
  };
  const { root: home, logs } = openHome(join(folder, 'broken'), { create: true });
  const quiet = await run({});
  assert.match(quiet, /^INTERNAL_ERROR\n {2}what {3}the terminal is broken\n {2}where {2}details in .*\n {2}mend {3}.*\n$/);
  const details = /details in (.*)/.exec(quiet)?.[1] ?? '';
  assert.equal(dirname(details), logs);
  assert.match(readFileSync(details, 'utf8'), /TypeError: the terminal is broken\n +at /);
  assert.match(await run({ BALLAST_DEBUG: '1' }), /\n +at .*cli\.ts/);
});

test('init writes a project that config check explains; a second init refuses', async () => {
  const project = join(folder, 'project');
  const made = await runBallast(['init', 'project'], folder);
  assert.equal(made.code, 0, made.stderr);
  assert.ok(existsSync(join(project, 'var', 'ballast', 'home.json')));
  const check = await runBallast(['config', 'check'], project);
  assert.equal(check.code, 0, check.stderr);
  assert.match(check.stdout, /my-strategy: \.\/strategies\/my-strategy\.ts on BTC\/USDT\.SYNTH, 1m bars/);
  assert.match(check.stdout, /The configuration is right\.\n$/);
  assert.match(made.stdout, /^ {2}npx ballast data synth .*\n {2}npx ballast backtest /m);
  assert.equal((await runBallast(['data', 'synth', '--bars', '2000'], project)).code, 0);
  const backtest = await runBallast(['backtest'], project);
  assert.equal(backtest.code, 0, backtest.stderr);
  const again = await runBallast(['init'], project);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^INIT_EXISTS/);
  assert.match((await runBallast(['runs', 'list'], project)).stdout, /my-strategy/);
});

test('the strategy that init writes type-checks in the editor', async () => {
  const project = join(folder, 'typed');
  await runBallast(['init', 'typed'], folder);
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const settings = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8')) as { compilerOptions: Record<string, unknown> };
  // The package is not installed here: its sources stand in for its types, and they want Node's.
  const options = {
    ...settings.compilerOptions,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    lib: ['es2024', 'esnext.iterator', 'esnext.disposable'],
    paths: { ballast: [join(root, 'src', 'index.ts')], zod: [join(root, 'node_modules', 'zod')] },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ ...settings, compilerOptions: options }));
  execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], { cwd: project, stdio: 'pipe' });
});

test('a reader that goes away is no error', async () => {
  const child = spawn('/bin/sh', ['-c', '"$0" "$1" --help | true', process.execPath, launcher], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  assert.equal(stderr, '');
});

/** Starts the launcher as an old Node would, on a command that waits until it is ended; gives the engine's side of its connection. */
async function startOnOldNode(
  name: string,
): Promise<{ readonly child: ChildProcess; readonly socket: Socket; readonly close: () => void }> {
  const home = openHome(join(folder, name), { create: true });
  const silentEngine = createServer().listen(homeFolder(home.root).controlSocket);
  await once(silentEngine, 'listening');
  const child = spawn(process.execPath, ['--import', oldNode(), launcher, '--home', home.root, 'status'], { stdio: 'ignore' });
  const [socket] = (await once(silentEngine, 'connection')) as [Socket];
  socket.resume();
  return { child, socket, close: () => silentEngine.close() };
}

/** A module that makes a Node say that it is version 20. The launcher then starts the pinned one, without the module. */
function oldNode(): string {
  const source = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });";
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

test('on an old Node the launcher starts the pinned one, and passes on output and exit code', () => {
  const run = (args: readonly string[]): string =>
    execFileSync(process.execPath, ['--import', oldNode(), launcher, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  assert.match(run(['--version']), /^\d+\.\d+\.\d+\n$/);
  assert.throws(() => run(['status']), { status: 1, stderr: /^HOME_MISSING/ });
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
  test(`${signal} to the launcher ends both it and the program`, async () => {
    const { child, socket, close } = await startOnOldNode(signal.toLowerCase());
    const ended = once(socket, 'close');
    child.kill(signal);
    await once(child, 'exit');
    assert.equal(child.signalCode, signal);
    await ended;
    close();
  });
}
