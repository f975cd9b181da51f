import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';

import { healthChecks } from '../../src/api/health-checks.ts';
import { createStatusServer, type StatusServer } from '../../src/api/status-server.ts';
import { fail } from '../../src/kernel/errors.ts';
import type { StatusSnapshot } from '../../src/ports/status-source.ts';
import { busySession } from './status-snapshot.ts';

const LIMITS = { maxFeedAge: 60_000_000, maxUncommittedAge: 5_000_000, storeTimeoutMs: 50 };

let snapshot: StatusSnapshot;
let ping: () => Promise<void>;
let server: StatusServer;

const source = {
  snapshot: () => snapshot,
  checks: () => healthChecks(snapshot, { engine: 'sqlite', ping: () => ping() }, LIMITS),
};

before(async () => {
  server = await createStatusServer({ source, host: '127.0.0.1', port: 0, allowedHosts: ['ballast.lan'] });
});
after(() => server.close());
beforeEach(() => {
  snapshot = busySession;
  ping = () => Promise.resolve();
});

const read = async (path: string) => {
  const response = await fetch(new URL(path, server.url));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('the process is live whatever its dependencies do', async () => {
  ping = () => Promise.reject(new Error('gone'));
  assert.deepEqual(await read('/health/live'), { status: 200, body: { status: 'live' } });
});

test('it is ready when store, feed and commits are well', async () => {
  const { status, body } = await read('/health/ready');
  assert.equal(status, 200);
  assert.deepEqual(body['causes'], []);
});

const unready: readonly [name: string, change: () => void, cause: string][] = [
  ['the store refuses', () => (ping = () => Promise.reject(new Error('disk full'))), 'store: disk full'],
  ['the store is silent', () => (ping = () => new Promise(() => {})), 'store: sqlite did not answer within 50 ms'],
  [
    'the feed is cut',
    () => (snapshot = { ...busySession, feed: { ...busySession.feed, connected: false } }),
    'feed: synthetic is not connected',
  ],
  [
    'no data came yet',
    () => (snapshot = { ...busySession, feed: { ...busySession.feed, age: undefined } }),
    'feed: synthetic has sent no data yet',
  ],
  [
    'the data is old',
    () => (snapshot = { ...busySession, feed: { ...busySession.feed, age: 61_000_000 } }),
    'feed: synthetic: its newest data is 61.0 s old, at most 60.0 s are allowed',
  ],
  [
    'decisions wait to be stored',
    () => (snapshot = { ...busySession, uncommittedAge: 9_000_000 }),
    'commits: the oldest input has waited 9.0 s to be stored',
  ],
];

for (const [name, change, cause] of unready) {
  test(`it is not ready when ${name}, and says so`, async () => {
    change();
    const { status, body } = await read('/health/ready');
    assert.equal(status, 503);
    assert.deepEqual(body['causes'], [cause]);
  });
}

test('the status tells numbers, positions, fills and why a strategy was stopped', async () => {
  const { status, body } = await read('/status');
  assert.equal(status, 200);
  assert.equal(body['orders'], 12);
  assert.equal(body['fills'], 9);
  assert.deepEqual(body['account'], busySession.account);
  assert.equal(body['now'], '2023-11-14T23:13:20Z');
  assert.deepEqual((body['feed'] as Record<string, unknown>)['ageSeconds'], 1.5);
  assert.equal((body['positions'] as Record<string, unknown>[])[1]?.['lastPrice'], null);
  assert.match(String((body['strategies'] as Record<string, unknown>[])[1]?.['reason']), /^STRATEGY_THREW/);
});

test('the metrics follow the session', async () => {
  server.observeCommit(0.003);
  const scrape = async () => (await fetch(new URL('/metrics', server.url))).text();
  const lines = (await scrape()).split('\n');
  for (const line of [
    'ballast_orders_total 12',
    'ballast_fills_total{strategy="trend"} 6',
    'ballast_equity{currency="USDT"} 10123.45678901',
    'ballast_position{strategy="revert",instrument="ETH/USDT.BINANCE"} -2',
    'ballast_feed_age_seconds 1.5',
    'ballast_trading_state{state="ACTIVE"} 1',
    'ballast_strategy_running{strategy="revert"} 0',
    'ballast_commit_seconds_count 1',
    'ballast_commit_seconds_bucket{le="0.005"} 1',
    'ballast_steps_total 4321',
    'ballast_build_info{version="0.1.0",stage="paper"} 1',
  ]) {
    assert.ok(lines.includes(line), `${line} is not among\n${lines.filter((each) => each.startsWith('ballast_')).join('\n')}`);
  }
  assert.ok(lines.some((line) => line.startsWith('nodejs_eventloop_lag_seconds ')));
  snapshot = { ...busySession, positions: [], orders: 13 };
  const later = await scrape();
  assert.match(later, /^ballast_orders_total 13$/m);
  assert.doesNotMatch(later, /^ballast_position\{/m, 'a closed position does not linger');
});

test('two servers do not share their metrics', async () => {
  const other = await createStatusServer({ source, host: '127.0.0.1', port: 0, allowedHosts: [] });
  const body = await (await fetch(new URL('/metrics', other.url))).text();
  await other.close();
  assert.match(body, /^ballast_commit_seconds_count 0$/m);
});

const hosts: readonly [host: string, status: number][] = [
  ['127.0.0.1:8080', 200],
  ['localhost', 200],
  ['[::1]:8080', 200],
  ['192.168.1.7', 200],
  ['ballast.lan:8080', 200],
  ['BALLAST.lan', 200],
  ['evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['localhost.evil.example:8080', 421],
  ['', 421],
  ['a b', 421],
];

for (const [host, status] of hosts) {
  test(`asked as "${host}" it answers ${status}`, async () => {
    const request = httpGet({ host: '127.0.0.1', port: server.port, path: '/status', headers: { host }, setHost: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const body = await text(response);
    assert.equal(response.statusCode, status);
    assert.equal(body.includes('equity'), status === 200);
  });
}

test('it can only be read', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    assert.equal((await fetch(new URL('/status', server.url), { method })).status, 405, method);
  }
});

test('answers carry headers that keep browsers from using them', async () => {
  for (const path of ['/status', '/health/ready', '/metrics', '/nothing']) {
    const { headers } = await fetch(new URL(path, server.url));
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, path);
    assert.equal(headers.get('access-control-allow-origin'), null, path);
  }
});

test('an error inside does not show its stack', async () => {
  const broken = {
    ...source,
    snapshot: () => {
      throw new Error('secret detail');
    },
  };
  const other = await createStatusServer({ source: broken, host: '127.0.0.1', port: 0, allowedHosts: [] });
  const response = await fetch(new URL('/status', other.url));
  const body = await response.text();
  await other.close();
  assert.equal(response.status, 500);
  assert.doesNotMatch(body, /secret|at /);
});

test('a session that is coming back says so, and why', async () => {
  const coming = {
    snapshot: () => fail('RUN_RECOVERING', 'the session waits for its store'),
    checks: () => Promise.resolve([{ name: 'session', ok: false, detail: 'the session waits for its store' }]),
  };
  const other = await createStatusServer({ source: coming, host: '127.0.0.1', port: 0, allowedHosts: [] });
  for (const path of ['/status', '/metrics', '/health/ready']) {
    const response = await fetch(new URL(path, other.url));
    assert.equal(response.status, 503, path);
    assert.match(await response.text(), /the session waits for its store/, path);
  }
  assert.equal((await fetch(new URL('/health/live', other.url))).status, 200);
  await other.close();
});

test('a port that is taken is named', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const port = address.port;
  await assert.rejects(createStatusServer({ source, host: '127.0.0.1', port, allowedHosts: [] }), {
    code: 'RUN_PORT_IN_USE',
    where: `127.0.0.1:${port}`,
  });
  taken.close();
});

test('an address of another machine is refused', async () => {
  await assert.rejects(createStatusServer({ source, host: '192.0.2.1', port: 0, allowedHosts: [] }), { code: 'RUN_ADDRESS_UNUSABLE' });
});
