import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { KRAKEN_RULES, KrakenFace } from '../../src/testnet/kraken/kraken-face.ts';
import { orderTxid } from '../../src/testnet/kraken/kraken-ids.ts';
import { PlainSocket } from '../tools/plain-socket.ts';
import { addKey, storiesOn, type Client, type TestnetClient } from '../tools/testnet-client.ts';

const SYMBOL = 'BTC/USD';
const on = storiesOn({ ccxtId: 'kraken', instrumentId: 'BTC/USD.KRAKEN', rules: KRAKEN_RULES, face: (terms) => new KrakenFace(terms) });

const buy = (client: Client, given: { readonly amount?: string; readonly price?: string; readonly id?: string } = {}) =>
  client.createOrder(SYMBOL, 'limit', 'buy', given.amount ?? '0.5', given.price ?? '99.5', { clientOrderId: given.id ?? 'abc-1' });

/** Asks a private question as ccxt asks it, and gives its `result`. */
async function ask(
  client: Client,
  path: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const reply = (await client.request(path, 'private', 'POST', params)) as { readonly result: Readonly<Record<string, unknown>> };
  return reply.result;
}

/** What the first row of a message of executions is called. */
function execTypeOf(data: unknown): unknown {
  return Array.isArray(data) ? (data[0] as { readonly exec_type?: unknown } | undefined)?.exec_type : undefined;
}

describe('Kraken of the test exchange, with the client of ccxt', () => {
  it(
    'lists a market under its own names',
    on(async ({ client }) => {
      const market = client.markets[SYMBOL] as unknown as { id: string; altname: string; wsId: string } | undefined;
      assert.deepEqual([market?.id, market?.altname, market?.wsId], ['XXBTZUSD', 'XBTUSD', 'XBT/USD']);
      assert.deepEqual(client.markets[SYMBOL]?.precision, { amount: '0.00001', price: '0.01' });
    }),
  );

  it(
    'tells an order by its id, and among open and ended ones by ours',
    on(async ({ client, exchange, lastOrder }) => {
      const { id } = await buy(client);
      exchange.fill(lastOrder(), 20_000);
      const byId = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([byId.status, byId.filled, byId.clientOrderId], ['open', '0.20000', 'abc-1']);
      assert.deepEqual(byId.fee?.cost, '0.049750');
      const open = await client.fetchOpenOrders(SYMBOL, undefined, undefined, { clientOrderId: 'abc-1' });
      assert.deepEqual(
        open.map((order) => order.id),
        [id],
      );
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, { clientOrderId: 'abc-2' }), []);
      await client.cancelOrder(undefined, SYMBOL, { clientOrderId: 'abc-1' });
      const [ended] = await client.fetchClosedOrders(SYMBOL);
      assert.deepEqual([ended?.id, ended?.status, ended?.info['reason']], [id, 'canceled', 'User requested']);
    }),
  );

  it(
    "does not find an order by ours with the client's own lookup, which asks by another number",
    on(async ({ client }) => {
      await buy(client);
      await assert.rejects(client.fetchOrder('', SYMBOL, { clientOrderId: 'abc-1' }), /EGeneral:Invalid arguments:userref/);
    }),
  );

  it(
    'tells a fill with its fee in the quote currency, and balances under its own names',
    on(async ({ client, exchange, instrument }) => {
      exchange.quote(instrument.id, 'sell', 9_900, 20_000);
      const { id } = await buy(client);
      const [fill] = await client.fetchMyTrades(SYMBOL);
      assert.deepEqual([fill?.order, fill?.price, fill?.amount, fill?.takerOrMaker], [id, '99.00', '0.20000', 'taker']);
      assert.deepEqual(fill?.fee, { cost: '0.079200', currency: 'USD' });
      const balances = await ask(client, 'Balance');
      assert.deepEqual(balances, { ZUSD: '9980.120800', XXBT: '10.20000000' });
      const { USD } = await client.fetchBalance();
      assert.deepEqual([USD?.total, USD?.used], ['9980.120800', '29.969400']);
    }),
  );

  it(
    'pages through trades and ended orders fifty at a time, the newest first',
    on(async ({ client, exchange, instrument, pass }) => {
      for (let at = 0; at < 60; at++) exchange.quote(instrument.id, 'sell', 9_000 + at, 1_000);
      await buy(client, { amount: '0.6' });
      const first = await ask(client, 'TradesHistory');
      pass(60);
      const rest = await ask(client, 'TradesHistory', { ofs: 50 });
      const ids = [...Object.keys(first['trades'] as object), ...Object.keys(rest['trades'] as object)];
      assert.deepEqual([first['count'], ids.length, new Set(ids).size], [60, 60, 60]);
      for (let at = 0; at < 55; at++)
        await client.cancelOrder((await buy(client, { id: `p-${at}`, price: '50', amount: '0.2' })).id, SYMBOL);
      const { closed, count } = await ask(client, 'ClosedOrders', { ofs: 50 });
      assert.deepEqual([count, Object.keys(closed as object).length], [56, 6]);
    }),
  );

  it(
    'tells how many trades there are, so that a page that came cut is seen as one',
    on(async ({ client, clock, exchange, instrument, testnet }) => {
      for (let at = 0; at < 4; at++) exchange.quote(instrument.id, 'sell', 9_000 + at, 10_000);
      await buy(client, { amount: '0.4' });
      testnet.faults.add({ kind: 'cut-page', on: 'fills' }, clock.now());
      const { trades, count } = await ask(client, 'TradesHistory');
      assert.deepEqual([Object.keys(trades as object).length, count], [2, 4]);
    }),
  );

  it(
    'looks at an order without placing it where it is asked to validate',
    on(async ({ client }) => {
      const looked = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5', { validate: true });
      assert.equal(looked.id, undefined);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
    }),
  );

  it(
    'places an order that a client wants to test only: it knows no such word',
    on(async ({ client }) => {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5', { test: true });
      assert.deepEqual(
        (await client.fetchOpenOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
    }),
  );

  it(
    'holds a stop until the price reaches it',
    on(async ({ client, exchange, instrument }) => {
      const { id } = await client.createOrder(SYMBOL, 'market', 'sell', '0.5', undefined, { stopLossPrice: '95' });
      assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'open');
      exchange.quote(instrument.id, 'buy', 9_400, 100_000);
      exchange.print(instrument.id, { price: 9_500, quantity: 1, takerSide: 'sell' });
      const ended = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([ended.status, ended.filled], ['closed', '0.50000']);
    }),
  );

  it(
    'cancels everything of whoever lets the countdown run out',
    on(async ({ client, pass }) => {
      await buy(client);
      await ask(client, 'CancelAllOrdersAfter', { timeout: 60 });
      pass(59);
      assert.equal((await client.fetchOpenOrders(SYMBOL)).length, 1);
      pass(1);
      assert.equal((await client.fetchOpenOrders(SYMBOL)).length, 0);
    }),
  );

  describe('refuses in its own words', () => {
    const order = (given: object) => (client: Client) =>
      ask(client, 'AddOrder', { pair: 'XXBTZUSD', type: 'buy', ordertype: 'limit', volume: '0.1', price: '99', ...given });
    const ROWS: readonly (readonly [string, string, (client: Client) => Promise<unknown>])[] = [
      ['more than the account has', 'EOrder:Insufficient funds', order({ volume: '500' })],
      ['a quantity below the smallest', 'EOrder:Order minimum not met', order({ volume: '0.00001' })],
      ['a value below the smallest', 'EOrder:Cost minimum not met', order({ volume: '0.01' })],
      ['a quantity with too many decimals', 'EGeneral:Invalid arguments:volume', order({ volume: '0.100000001' })],
      ['a price between two ticks', 'EGeneral:Invalid arguments:price', order({ price: '99.001' })],
      ['a limit order without a price', 'EGeneral:Invalid arguments:price', order({ price: '' })],
      ['a type that it does not have', 'EGeneral:Invalid arguments:ordertype', order({ ordertype: 'iceberg' })],
      ['a type that is none, though every object has it', 'EGeneral:Invalid arguments:ordertype', order({ ordertype: 'constructor' })],
      ['a side that it does not have', 'EGeneral:Invalid arguments:type', order({ type: 'hold' })],
      ['a life that it does not have', 'EGeneral:Invalid arguments:timeinforce', order({ timeinforce: 'DAY' })],
      ['a maker that would take', 'EOrder:Post only order', order({ oflags: 'post', price: '101' })],
      ['a pair that it does not list', 'EQuery:Unknown asset pair', order({ pair: 'XETHZUSD' })],
      ['a client id of 19 characters', 'EGeneral:Invalid arguments:cl_ord_id', order({ cl_ord_id: 'a'.repeat(19) })],
      ['the id of an open order', 'EOrder:Duplicate cl_ord_id', order({ cl_ord_id: 'open-1' })],
      ['an order that comes after its deadline', 'EService:Deadline elapsed', order({ deadline: '2024-05-01T12:00:29.000Z' })],
      ['the cancel of an order that is not there', 'EOrder:Unknown order', (client) => ask(client, 'CancelOrder', { txid: orderTxid(99) })],
      ['the cancel of no order', 'EOrder:Invalid order', (client) => ask(client, 'CancelOrder', { txid: 'undefined' })],
    ];
    for (const [name, words, act] of ROWS) {
      it(
        name,
        on(async ({ client, exchange, instrument }) => {
          exchange.quote(instrument.id, 'sell', 10_050, 100_000);
          await buy(client, { id: 'open-1', amount: '0.1', price: '80' });
          await assert.rejects(act(client), (error: Error) => error.message.includes(`"${words}"`));
        }),
      );
    }

    it(
      'an order of a halted market, but not its cancel',
      on(async ({ client, exchange, instrument }) => {
        const { id } = await buy(client);
        exchange.setStatus(instrument.id, 'halted');
        await assert.rejects(buy(client, { id: 'abc-2' }), /EService:Market in cancel_only mode/);
        await client.cancelOrder(id, SYMBOL);
      }),
    );

    it(
      'a nonce that is not higher than the last one',
      on(async ({ client }) => {
        await client.fetchBalance();
        client.nonce = () => client.milliseconds();
        await assert.rejects(client.fetchBalance(), /EAPI:Invalid nonce/);
      }),
    );

    const KEYS: readonly (readonly [string, RegExp, (bench: TestnetClient) => { readonly id: string; readonly secret: string }])[] = [
      ['a key that it does not know', /EAPI:Invalid key/, () => ({ id: 'nobody', secret: 'AAAA' })],
      [
        'a key with another secret',
        /EAPI:Invalid signature/,
        ({ testnet }) => ({ ...addKey(testnet, { trade: true, withdraw: false }), secret: 'AAAA' }),
      ],
      [
        'an order of a key that may only read',
        /EGeneral:Permission denied/,
        ({ testnet }) => addKey(testnet, { trade: false, withdraw: false }),
      ],
    ];
    for (const [name, words, keyOf] of KEYS) {
      it(
        name,
        on(async (bench) => {
          const client = await bench.clientWith(keyOf(bench));
          await assert.rejects(
            ask(client, 'AddOrder', { pair: 'XXBTZUSD', type: 'buy', ordertype: 'limit', volume: '0.1', price: '99' }),
            words,
          );
        }),
      );
    }
  });

  it(
    'tells what a key may do',
    on(async ({ clientWith, testnet }) => {
      const rights = async (permissions: Parameters<typeof addKey>[1]) => {
        const info = await ask(await clientWith(addKey(testnet, permissions)), 'GetApiKeyInfo');
        return info['permissions'] as readonly string[];
      };
      assert.equal((await rights({ trade: true, withdraw: false })).includes('withdraw-funds'), false);
      assert.equal((await rights({ trade: true, withdraw: true })).includes('withdraw-funds'), true);
      assert.equal((await rights({ trade: false, withdraw: false })).includes('modify-trades'), false);
    }),
  );

  it(
    'counts questions against a limit that comes back second by second',
    on(async ({ client, pass }) => {
      const burst = async () => {
        for (let asked = 0; asked < 25; asked++) await ask(client, 'OpenOrders');
      };
      await assert.rejects(burst(), /EAPI:Rate limit exceeded/);
      await assert.rejects(ask(client, 'OpenOrders'), /EAPI:Rate limit exceeded/);
      await buy(client);
      pass(1);
      await ask(client, 'OpenOrders');
    }),
  );

  describe('streams', () => {
    const subscribed = ({ heard }: TestnetClient, channel: string): Promise<unknown> =>
      heard(({ method, result }) => method === 'subscribe' && (result as { channel?: unknown }).channel === channel);

    it(
      'orders and fills as executions, and balances, to whoever has a token',
      on(async (bench) => {
        const { client, exchange, lastOrder, heard } = bench;
        const orders = client.watchOrders();
        await subscribed(bench, 'executions');
        const fills = client.watchMyTrades();
        const { id } = await buy(client);
        assert.deepEqual(
          (await orders).map((order) => [order.id, order.info['cl_ord_id'], order.status]),
          [[id, 'abc-1', 'open']],
        );
        exchange.fill(lastOrder());
        assert.deepEqual(
          (await fills).map((fill) => [fill.order, fill.price, fill.amount, fill.takerOrMaker, fill.fee]),
          [[id, '99.5', '0.5', 'maker', { cost: '0.124375', currency: 'USD' }]],
        );
        const ended = await heard(({ data }) => execTypeOf(data) === 'filled');
        assert.deepEqual((ended['data'] as readonly { readonly order_id: string }[])[0]?.order_id, id);
        const balance = await client.watchBalance();
        assert.deepEqual([balance['USD']?.total, balance['BTC']?.total], ['9950.125625', '10.5']);
      }),
    );

    it(
      'trades and candles of a market',
      on(async (bench) => {
        const { client, exchange, instrument } = bench;
        const trades = client.watchTrades(SYMBOL);
        await subscribed(bench, 'trade');
        exchange.print(instrument.id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
        assert.deepEqual(
          (await trades).map(({ side, price, amount }) => [side, price, amount]),
          [['sell', '101', '0.05']],
        );
        assert.deepEqual((await client.watchOHLCV(SYMBOL, '1m')).at(-1), [1_714_564_800_000, '100', '101', '100', '101', '0.05001']);
        assert.deepEqual((await client.fetchOHLCV(SYMBOL, '1m')).at(-1), [
          1_714_564_800_000,
          '100.00',
          '101.00',
          '100.00',
          '101.00',
          '0.05001',
        ]);
      }),
    );

    it(
      'the best prices of a market, as soon as its book has both sides',
      on(async (bench) => {
        const { client, exchange, instrument } = bench;
        const ticker = client.watchTicker(SYMBOL);
        await subscribed(bench, 'ticker');
        exchange.quote(instrument.id, 'sell', 10_050, 1_000);
        exchange.quote(instrument.id, 'buy', 9_950, 2_000);
        const { bid, bidVolume, ask } = await ticker;
        assert.deepEqual([bid, bidVolume, ask], ['99.5', '0.02', '100.5']);
      }),
    );

    it(
      'nothing private without a token, and a sign of life every second',
      on(async ({ testnet, pass }) => {
        const socket = await PlainSocket.open(`${testnet.streamUrl}/v2`);
        assert.equal((JSON.parse(await socket.read()) as { channel: unknown }).channel, 'status');
        const refused = await socket.ask({ method: 'subscribe', params: { channel: 'executions', token: 'x' }, req_id: 7 });
        assert.deepEqual([refused['error'], refused['success'], refused['req_id']], ['ESession:Invalid session', false, 7]);
        const taken = await socket.ask({ method: 'subscribe', params: { channel: 'trade', symbol: ['BTC/USD'] }, req_id: 8 });
        assert.deepEqual(taken['result'], { channel: 'trade', symbol: 'BTC/USD', snapshot: true });
        pass(1);
        assert.equal(await socket.read(), '{"channel":"heartbeat"}');
        assert.equal((await socket.ask({ method: 'ping' }))['method'], 'pong');
        socket.end();
      }),
    );
  });
});
