import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, it } from 'node:test';

import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { Exchange } from '../../src/testnet/exchange/exchange.ts';
import { startTestnet, type Testnet } from '../../src/testnet/server/testnet-server.ts';
import { ACCOUNT, storiesOn } from '../tools/testnet-client.ts';

const SYMBOL = 'BTC/USDT';
const INSTRUMENT = 'BTC/USDT.BINANCE';

type Json = Readonly<Record<string, unknown>>;

const on = storiesOn({ ccxtId: 'binance', instrumentId: INSTRUMENT, rules: BINANCE_RULES, face: binanceFace() });

/** Asks at the admin door; `token` is that of the bench unless told otherwise. */
async function admin(
  testnet: Testnet,
  method: string,
  path: string,
  body?: unknown,
  token = 'admin',
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${testnet.url}/testnet/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

/** The status of an answer to a request with these headers. */
async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

describe('the server of a test exchange', () => {
  it(
    'answers nobody who asks under another name, or from a page',
    on(async ({ testnet }) => {
      const url = `${testnet.url}/api/v3/time`;
      assert.equal(await statusOf(url, {}), 200);
      assert.equal(await statusOf(url, { host: 'rebound.example' }), 421);
      assert.equal(await statusOf(url, { origin: 'https://page.example' }), 421);
      const streams = `${testnet.url}/ws`;
      const upgrade = {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'a2V5a2V5a2V5a2V5a2V5aw==',
      };
      assert.equal(await statusOf(streams, { ...upgrade, origin: 'https://page.example' }), 421);
    }),
  );

  it('says who has its port', async () => {
    const options = {
      host: '127.0.0.1',
      allowedHosts: [],
      adminToken: 'admin',
      seed: 1,
      makers: [],
      clock: systemClock,
      face: binanceFace(),
    };
    const open = (port: number) =>
      startTestnet({ ...options, port, exchange: new Exchange({ rules: BINANCE_RULES, now: systemClock.now() }) });
    const first = await open(0);
    await assert.rejects(open(Number(new URL(first.url).port)), { code: 'RUN_PORT_IN_USE' });
    await first.close();
  });

  describe('at its admin door', () => {
    it(
      'lets nobody in without the token',
      on(async ({ testnet }) => {
        for (const token of ['', 'admin2', 'Admin']) assert.equal((await admin(testnet, 'GET', 'status', undefined, token)).status, 401);
        assert.equal((await admin(testnet, 'POST', 'faults', { kind: 'mute' }, 'x')).status, 401);
        assert.deepEqual(testnet.faults.list(0), []);
      }),
    );

    it(
      'says what is wrong with an order to it',
      on(async ({ testnet }) => {
        for (const [path, body, words] of [
          ['faults', { kind: 'explode' }, /kind/],
          ['faults', { kind: 'mute', forever: true }, /forever/],
          ['faults', '{', /JSON/],
          ['transfers', { account: 'ann', currency: 'USDT', amount: 'much' }, /amount/],
          ['transfers', { account: 'eve', currency: 'USDT', amount: '1' }, /no account eve/],
          ['markets', { instrument: 'ETH/USDT.BINANCE', status: 'halted' }, /not listed/],
        ] as const) {
          const answer = await admin(testnet, 'POST', path, body);
          assert.equal(answer.status, 400, path);
          assert.match(JSON.stringify(answer.body), words);
        }
      }),
    );

    it(
      'does what is asked: deposits, fills, trades, halts',
      on(async ({ testnet, client }) => {
        assert.deepEqual((await admin(testnet, 'POST', 'transfers', { account: ACCOUNT, currency: 'USDT', amount: '-1000.5' })).body, {
          ok: true,
        });
        assert.equal((await client.fetchBalance())['USDT']?.total, '8999.5');
        const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99');
        const order = Number(id);
        assert.deepEqual((await admin(testnet, 'POST', 'fills', { order, quantity: '0.2' })).body, { ok: true, filled: '0.20000' });
        await admin(testnet, 'POST', 'trades', { instrument: INSTRUMENT, price: '98.5', quantity: '1', side: 'sell' });
        assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'closed');
        assert.deepEqual((await admin(testnet, 'POST', 'fills', { order })).body, { ok: false });
        await admin(testnet, 'POST', 'markets', { instrument: INSTRUMENT, status: 'halted' });
        const { markets } = (await admin(testnet, 'GET', 'status')).body;
        assert.deepEqual(markets, [{ instrument: INSTRUMENT, status: 'halted', lastPrice: '98.50' }]);
      }),
    );

    it(
      'orders faults, and ends them',
      on(async ({ testnet, client }) => {
        await admin(testnet, 'POST', 'faults', { kind: 'maintenance', on: 'open-orders', times: 1 });
        await assert.rejects(client.fetchOpenOrders(SYMBOL), /-1016/);
        assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
        await admin(testnet, 'POST', 'faults', { kind: 'unavailable', seconds: 60 });
        assert.equal((await admin(testnet, 'DELETE', 'faults')).status, 200);
        assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
        await admin(testnet, 'POST', 'schedule', { seed: 1, everySeconds: 10, kinds: ['mute'] });
      }),
    );

    for (const action of ['cut', 'shutdown'] as const) {
      it(
        `ends streams: ${action}`,
        on(async ({ testnet, client, heard }) => {
          const orders = client.watchOrders();
          await heard(({ result }) => result !== undefined);
          assert.equal(testnet.connections, 1);
          await Promise.all([assert.rejects(orders), admin(testnet, 'POST', 'streams', { action })]);
          if (action === 'shutdown') await heard(({ event }) => (event as Json | undefined)?.['e'] === 'serverShutdown');
        }),
      );
    }
  });

  describe('under a fault', () => {
    it(
      'cuts streams at the next step of time',
      on(async ({ testnet, client, clock, heard, pass }) => {
        const orders = client.watchOrders();
        await heard(({ result }) => result !== undefined);
        testnet.faults.add({ kind: 'cut-streams' }, clock.now());
        const cut = assert.rejects(orders);
        pass(1);
        await cut;
      }),
    );

    it(
      'takes the order and drops the reply',
      on(async ({ testnet, client, clock }) => {
        testnet.faults.add({ kind: 'drop-reply', on: 'place' }, clock.now());
        await assert.rejects(client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99', { clientOrderId: 'lost' }));
        assert.equal((await client.fetchOrder(undefined, SYMBOL, { clientOrderId: 'lost' })).status, 'open');
      }),
    );

    it(
      'has the order fill before its cancel',
      on(async ({ testnet, client, clock }) => {
        const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99');
        testnet.faults.add({ kind: 'cancel-crosses-fill' }, clock.now());
        await assert.rejects(client.cancelOrder(id, SYMBOL), /-2011/);
        assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'closed');
      }),
    );

    it(
      'shows orders and fills late, and still acts on them at once',
      on(async ({ testnet, client, clock, exchange, pass }) => {
        testnet.faults.add({ kind: 'lag', milliseconds: 2_000 }, clock.now());
        testnet.step();
        const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99');
        await assert.rejects(client.fetchOrder(id, SYMBOL), /-2013/);
        pass(1);
        exchange.fill(Number(id), 10_000);
        pass(1);
        assert.deepEqual([(await client.fetchOrder(id, SYMBOL)).filled, (await client.fetchMyTrades(SYMBOL)).length], ['0.00000000', 0]);
        await client.cancelOrder(id, SYMBOL);
        pass(2);
        const { status, filled } = await client.fetchOrder(id, SYMBOL);
        assert.deepEqual([status, filled, (await client.fetchMyTrades(SYMBOL)).length], ['canceled', '0.10000000', 1]);
      }),
    );

    it(
      'lets a request wait on its way, so that it lands after its window',
      on(async ({ testnet, client, clock }) => {
        testnet.faults.add({ kind: 'late-request', on: 'place', milliseconds: 11_000 }, clock.now());
        const order = client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99');
        await clock.sleeping(11_000_000, 11_000_000);
        clock.advance(11_000_000);
        await assert.rejects(order, /-1021/);
      }),
    );
  });
});
