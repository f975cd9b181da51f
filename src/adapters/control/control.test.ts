import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';

import { fail } from '../../kernel/errors.ts';
import { createControlServer, type ControlServer } from './control-server.ts';
import { LONGEST_REQUEST } from './messages.ts';
import { readKillFile, removeKills, writeKillFile, type Kill } from './kill-file.ts';
import { sendCommand } from './send-command.ts';

let folder: string;
let path: string;
let server: ControlServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-control-'));
  path = join(folder, 'control.sock');
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const handlers = {
  echo: (args: unknown) => args,
  nothing: () => undefined,
  late: () => Promise.resolve('later'),
  refuse: () => fail('RISK_KILLED', 'trading is killed', { where: 'here', mend: 'resume' }),
  break: () => {
    throw new TypeError('x is not a function');
  },
  silent: () => new Promise(() => {}),
};
const listen = async (): Promise<ControlServer> => (server = await createControlServer(path, handlers));

test('a command is answered with its result', async () => {
  await listen();
  assert.deepEqual(await sendCommand(path, 'echo', { a: [1, 'x'] }), { a: [1, 'x'] });
  assert.equal(await sendCommand(path, 'nothing'), null);
  assert.equal(await sendCommand(path, 'late'), 'later');
});

test('what the engine refuses arrives as the same error', async () => {
  await listen();
  await assert.rejects(sendCommand(path, 'refuse'), { code: 'RISK_KILLED', message: 'trading is killed', where: 'here', mend: 'resume' });
});

test('what breaks inside is told without its stack, and the next command is answered', async () => {
  await listen();
  await assert.rejects(sendCommand(path, 'break'), { code: 'INTERNAL_ERROR', message: 'x is not a function' });
  assert.equal(await sendCommand(path, 'late'), 'later');
});

test('an unknown command is refused, also one that every object has', async () => {
  await listen();
  for (const command of ['format', 'toString', '__proto__', ''])
    await assert.rejects(sendCommand(path, command), { code: 'CONTROL_REFUSED' }, command);
});

const lines = ['', 'x', '{', '[]', 'null', '{"command":1}', '{"command":"echo","args":[]}', '{"args":{}}', '\u0000'];
test('lines that are no commands are refused one by one', async () => {
  await listen();
  const socket = connect(path);
  socket.end(`${lines.join('\n')}\n`);
  const answers = (await text(socket))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { ok: boolean });
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    lines.map(() => false),
  );
});

test('a line that does not end is cut off', async () => {
  await listen();
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.write('x'.repeat(LONGEST_REQUEST + 1));
  await once(socket, 'close');
  assert.equal(await sendCommand(path, 'late'), 'later');
});

test('only this user may use the socket', async () => {
  await listen();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('nobody listens: that is said', async () => {
  await assert.rejects(sendCommand(path, 'echo'), { code: 'RUN_NOT_RUNNING', where: path });
  await assert.rejects(sendCommand(join(folder, 'none', 'control.sock'), 'echo'), { code: 'RUN_NOT_RUNNING' });
});

test('a closed server leaves no socket behind', async () => {
  await (await listen()).close();
  server = undefined;
  assert.ok(!existsSync(path));
  await assert.rejects(sendCommand(path, 'echo'), { code: 'RUN_NOT_RUNNING' });
});

test('the socket of a dead process is taken over, that of a living one is not', async () => {
  // A socket file on which nobody listens: what a killed process leaves behind.
  const dead = createServer().listen(join(folder, 'dead'));
  await once(dead, 'listening');
  renameSync(join(folder, 'dead'), path);
  dead.close();
  await once(dead, 'close');
  assert.ok(existsSync(path));
  await assert.rejects(sendCommand(path, 'echo'), { code: 'RUN_NOT_RUNNING' });
  await listen();
  await assert.rejects(createControlServer(path, handlers), { code: 'CONTROL_IN_USE' });
  assert.equal(await sendCommand(path, 'late'), 'later');
});

test('a path longer than a Unix socket may have works all the same', async () => {
  path = join(folder, 'd'.repeat(100), 'e'.repeat(100), 'control.sock');
  mkdirSync(join(path, '..'), { recursive: true });
  await assert.rejects(sendCommand(path, 'echo'), { code: 'RUN_NOT_RUNNING' });
  const open = await listen();
  assert.equal(await sendCommand(path, 'late'), 'later');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await open.close();
  server = undefined;
  assert.ok(!existsSync(path));
});

test('a folder that is not there cannot hold a socket', async () => {
  await assert.rejects(createControlServer(join(folder, 'none', 'control.sock'), handlers), { code: 'CONTROL_UNUSABLE' });
});

test('an engine that is silent is not waited for', async () => {
  await listen();
  await assert.rejects(sendCommand(path, 'silent', {}, { timeoutMs: 20 }), { code: 'CONTROL_UNANSWERED' });
});

test('what is no answer of Ballast is said to be none', async () => {
  for (const reply of ['hello\n', '{"ok":false}\n', '{"ok":1}\n', 'no line', '']) {
    const stranger = createServer((socket) => socket.resume().end(reply)).listen(path);
    await once(stranger, 'listening');
    await assert.rejects(sendCommand(path, 'echo'), { code: 'CONTROL_UNANSWERED' }, reply);
    stranger.close();
    await once(stranger, 'close');
  }
});

test('who waits for the end is told when the server closes', async () => {
  const open = await listen();
  const order: string[] = [];
  const waiting = sendCommand(path, 'late', {}, { untilEnd: true, timeoutMs: 60_000 }).then((result) =>
    order.push(`end ${String(result)}`),
  );
  await sendCommand(path, 'echo');
  order.push('close');
  server = undefined;
  await open.close();
  await waiting;
  assert.deepEqual(order, ['close', 'end later']);
});

const KILL: Kill = { scope: { kind: 'all' }, state: 'HALTED', flatten: false, by: 'ada', reason: 'drill' };
const byHand = (why: string): Kill => ({ ...KILL, by: 'kill-file', reason: why });

test('a kill file kills, whoever made it and whatever it holds', () => {
  const kill = join(folder, 'deep', 'KILL');
  assert.deepEqual(readKillFile(kill), []);
  writeKillFile(kill, KILL, 0);
  assert.deepEqual(readKillFile(kill), [KILL]);
  for (const content of [
    '',
    ' \n',
    'stop!',
    '[]',
    'null',
    '{"by":"a"}',
    '{"by":"a","reason":"b","scope":"moon"}',
    '{"by":"a","reason":"b","scope":"venue"}',
  ]) {
    writeFileSync(kill, content);
    assert.deepEqual(readKillFile(kill), [byHand(`${kill} exists`)], content);
  }
  writeFileSync(kill, '{"time":"2026-01-01T00:00:00Z","by":"ada","reason":"drill"}\n');
  assert.deepEqual(readKillFile(kill), [KILL], 'as a version wrote it that knew all trading only');
  removeKills(kill, { kind: 'all' });
  removeKills(kill, { kind: 'all' });
  assert.deepEqual(readKillFile(kill), []);
  mkdirSync(kill);
  assert.deepEqual(readKillFile(kill), [byHand(`${kill} cannot be read`)]);
});

test('a kill file holds kills of several scopes, and each is lifted by itself', () => {
  const kill = join(folder, 'KILL');
  const strategy: Kill = { ...KILL, scope: { kind: 'strategy', name: 's' }, state: 'REDUCING', flatten: true };
  const account: Kill = { ...KILL, scope: { kind: 'account', name: 'main' } };
  for (const each of [strategy, KILL, account]) writeKillFile(kill, each, 0);
  assert.deepEqual(readKillFile(kill), [strategy, KILL, account]);
  removeKills(kill, { kind: 'strategy', name: 'other' });
  removeKills(kill, { kind: 'instrument', name: 's' });
  assert.equal(readKillFile(kill).length, 3);
  removeKills(kill, { kind: 'all' });
  assert.deepEqual(readKillFile(kill), [strategy], 'a session has one account');
  removeKills(kill, strategy.scope);
  assert.ok(!existsSync(kill));
});

test('a kill that is added to what nobody understands lifts nothing of that', () => {
  const kill = join(folder, 'KILL');
  const strategy: Kill = { ...KILL, scope: { kind: 'strategy', name: 's' } };
  for (const content of ['', 'stop!']) {
    writeFileSync(kill, content);
    writeKillFile(kill, strategy, 0);
    removeKills(kill, strategy.scope);
    assert.deepEqual(readKillFile(kill), [byHand(`${kill} exists`)], content);
  }
});

test('a kill file that cannot be written is an error, not silence', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => writeKillFile(join(folder, 'file', 'KILL'), KILL, 0), { code: 'KILL_FILE_UNWRITABLE' });
});
