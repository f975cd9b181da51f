import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import type { Notice } from '../../../ports/notifier.ts';
import { createLogNotifier } from './log-notifier.ts';

const notice: Notice = { ts: 1_700_000_000_000_000, severity: 'warning', code: 'STRATEGY_STOPPED', text: 'trend was "stopped"\nin onBar' };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ballast-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a notice is one line of JSON in the log and in its echo', async () => {
  const echoed: string[] = [];
  const log = createLogNotifier({ folder: join(folder, 'logs'), echo: { write: (line) => echoed.push(line) } });
  await log.notify(notice);
  const text = readFileSync(join(folder, 'logs', 'ballast.log'), 'utf8');
  assert.deepEqual(JSON.parse(text), { level: 'warning', time: '2023-11-14T22:13:20Z', code: 'STRATEGY_STOPPED', msg: notice.text });
  assert.equal(text.trimEnd().split('\n').length, 1);
  assert.deepEqual(echoed, [text]);
});

test('the log goes on where the last process ended', async () => {
  await createLogNotifier({ folder }).notify(notice);
  await createLogNotifier({ folder }).notify({ ...notice, code: 'SECOND' });
  assert.equal(readFileSync(join(folder, 'ballast.log'), 'utf8').trimEnd().split('\n').length, 2);
});

test('ten thousand notices stay within the limits, and the newest are kept', async () => {
  const limits = { maxBytes: 10_000, maxFiles: 3 };
  const log = createLogNotifier({ folder, limits });
  for (let number = 1; number <= 10_000; number++) await log.notify({ ...notice, text: `notice ${number}` });
  assert.deepEqual(readdirSync(folder).sort(), ['ballast.log', 'ballast.log.1', 'ballast.log.2']);
  for (const name of readdirSync(folder)) assert.ok(statSync(join(folder, name)).size <= limits.maxBytes, name);
  const newest = ['ballast.log.2', 'ballast.log.1', 'ballast.log'].flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
  );
  const numbers = newest.map((line) => Number((JSON.parse(line) as { msg: string }).msg.slice('notice '.length)));
  assert.deepEqual(
    numbers,
    Array.from(numbers, (_, index) => 10_000 - numbers.length + 1 + index),
  );
});

test('a log that cannot be written does not stop anyone', async () => {
  writeFileSync(join(folder, 'file'), '');
  const echoed: string[] = [];
  const log = createLogNotifier({ folder: join(folder, 'file', 'logs'), echo: { write: (line) => echoed.push(line) } });
  await log.notify(notice);
  assert.equal(echoed.length, 1);
  assert.ok(!existsSync(join(folder, 'file', 'logs')));
});
