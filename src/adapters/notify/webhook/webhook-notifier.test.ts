import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';

import type { BallastError } from '../../../kernel/errors.ts';
import type { Notice } from '../../../ports/notifier.ts';
import { readWebhookUrl } from './read-webhook-url.ts';
import { WebhookNotifier, type WebhookOptions } from './webhook-notifier.ts';

const notice: Notice = { ts: 1_700_000_000_000_000, severity: 'critical', code: 'RISK_KILLED', text: 'killed by ada' };

let server: Server;
let url: string;
let received: unknown[];
let failures: BallastError[];
/** How the server answers; it says 200 unless a test says otherwise. */
let answer: (response: ServerResponse, count: number) => void;

beforeEach(async () => {
  received = [];
  failures = [];
  answer = (response) => response.end();
  server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(body);
      answer(response, received.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  url = `http://127.0.0.1:${address.port}/hook/s3cret-token`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const open = (options: Partial<WebhookOptions> = {}): WebhookNotifier =>
  new WebhookNotifier({ url, onFailure: (error) => failures.push(error), retryDelaysMs: [0, 0], closeTimeoutMs: 0, ...options });

test('a notice is posted as JSON', async () => {
  await open().notify(notice);
  assert.deepEqual(received, [{ time: '2023-11-14T22:13:20Z', severity: 'critical', code: 'RISK_KILLED', text: 'killed by ada' }]);
  assert.deepEqual(failures, []);
});

test('notices arrive in the order in which they were given', async () => {
  const hook = open();
  await Promise.all(['A', 'B', 'C'].map((code) => hook.notify({ ...notice, code })));
  assert.deepEqual(
    received.map((body) => (body as Notice).code),
    ['A', 'B', 'C'],
  );
});

for (const status of [500, 503, 429, 408]) {
  test(`after ${status} it is tried again`, async () => {
    answer = (response, count) => response.writeHead(count < 3 ? status : 200).end();
    await open().notify(notice);
    assert.equal(received.length, 3);
    assert.deepEqual(failures, []);
  });
}

for (const status of [400, 401, 404]) {
  test(`after ${status} it is not tried again, and reported`, async () => {
    answer = (response) => response.writeHead(status).end();
    await open().notify(notice);
    assert.equal(received.length, 1);
    assert.deepEqual(
      failures.map(({ code, message }) => [code, message]),
      [['NOTIFY_FAILED', `the webhook was not told of RISK_KILLED: it answered ${status}`]],
    );
  });
}

test('tries are bounded', async () => {
  answer = (response) => response.writeHead(500).end();
  await open().notify(notice);
  assert.equal(received.length, 3);
  assert.equal(failures.length, 1);
});

test('a silent server is given up', async () => {
  answer = () => undefined;
  await open({ timeoutMs: 20, retryDelaysMs: [] }).notify(notice);
  assert.match(failures[0]?.message ?? '', /no answer within 20 ms$/);
});

test('a redirect is not followed: the notice goes where it was meant to', async () => {
  answer = (response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
  await open({ retryDelaysMs: [] }).notify(notice);
  assert.equal(received.length, 1);
  assert.equal(failures.length, 1);
});

test('no failure shows the URL', async () => {
  const cases: (() => void)[] = [
    () => (answer = (response) => response.writeHead(500).end()),
    () => (answer = (response) => response.destroy()),
    () => void server.close(),
  ];
  for (const prepare of cases) {
    prepare();
    await open().notify(notice);
  }
  assert.equal(failures.length, cases.length);
  for (const failure of failures) assert.doesNotMatch(JSON.stringify(failure), /s3cret|127\.0\.0\.1/);
});

test('what waits is bounded, and what is dropped is reported', async () => {
  const hook = open({ queueLimit: 2 });
  await Promise.all(['A', 'B', 'C', 'D'].map((code) => hook.notify({ ...notice, code })));
  assert.equal(received.length, 2);
  assert.deepEqual(
    failures.map(({ message }) => message),
    ['the webhook was not told of C: 2 notices are waiting already', 'the webhook was not told of D: 2 notices are waiting already'],
  );
});

test('closing does not wait for a silent server, and says what was lost', async () => {
  answer = () => undefined;
  const hook = open();
  void hook.notify(notice);
  void hook.notify({ ...notice, code: 'SECOND' });
  await hook.close();
  assert.deepEqual(
    failures.map(({ message }) => message),
    ['the webhook was not told of RISK_KILLED: the process ends', 'the webhook was not told of SECOND: the process ends'],
  );
  await hook.notify(notice);
  assert.match(failures[2]?.message ?? '', /the notifier is closed$/);
});

test('closing waits a moment for what is on its way', async () => {
  const hook = open({ closeTimeoutMs: 60_000 });
  void hook.notify(notice);
  await hook.close();
  assert.equal(received.length, 1);
  assert.deepEqual(failures, []);
});

test('the URL is read from a file that holds just it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-hook-'));
  const file = join(folder, 'url');
  writeFileSync(file, ` ${url}\n`);
  assert.equal(readWebhookUrl(file), url);
  for (const text of ['', 'hook', 'ftp://127.0.0.1/x', `${url}\n${url}x y`]) {
    writeFileSync(file, text);
    assert.throws(() => readWebhookUrl(file), { code: 'NOTIFY_URL_INVALID', where: file }, text);
  }
  assert.throws(() => readWebhookUrl(join(folder, 'none')), { code: 'NOTIFY_URL_INVALID', message: 'the file is not there' });
  rmSync(folder, { recursive: true });
});
