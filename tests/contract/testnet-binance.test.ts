import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';

import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import type { BinanceLimits } from '../../src/testnet/binance/request-limits.ts';
import { addKey, storiesOn, type Client, type TestnetClient } from '../tools/testnet-client.ts';

const SYMBOL = 'BTC/USDT';
const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '99' };

type Answer = Readonly<Record<string, unknown>>;

/** Plays stories on a new Binance, with ccxt's client of it. */
const binance = (limits?: BinanceLimits) =>
  storiesOn({ ccxtId: 'binance', instrumentId: 'BTC/USDT.BINANCE', rules: BINANCE_RULES, face: binanceFace(limits) });
const on = binance();

const post =
  (given: object = {}, path = 'order') =>
  (client: Client) =>
    client.request(path, 'private', 'POST', { ...ORDER, ...given });
const ask =
  (path: string, params: object = {}) =>
  (client: Client) =>
    client.request(path, 'private', 'GET', { symbol: 'BTCUSDT', ...params });

/** Resolves once the client's subscriptions to the market, so many of them, have been confirmed. */
function confirmed(heard: TestnetClient['heard'], count: number): Promise<unknown> {
  const seen = new Set<unknown>();
  return heard((message) => {
    if (message['result'] === null) seen.add(message);
    return seen.size === count;
  });
}

describe('Binance of the test exchange, with the client of ccxt', () => {
  it(
    'lists a market with its steps and limits',
    on(async ({ client }) => {
      const { active, precision, limits } = client.markets[SYMBOL] ?? assert.fail('it is not listed');
      assert.equal(active, true);
      assert.deepEqual({ ...precision }, { amount: '0.00001000', price: '0.01000000', base: '0.00000001', quote: '0.00000001' });
      assert.equal((limits as { cost: { min: string } }).cost.min, '5.00000000');
      assert.equal((limits as { amount: { min: string } }).amount.min, '0.00010000');
    }),
  );

  it(
    'tells an order by its id and by ours: open, filled in part, cancelled',
    on(async ({ client, exchange, lastOrder }) => {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5', { clientOrderId: 'abc-1' });
      exchange.fill(lastOrder(), 20_000);
      const byId = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual(
        [byId.status, byId.filled, byId.clientOrderId, byId.info['status']],
        ['open', '0.20000000', 'abc-1', 'PARTIALLY_FILLED'],
      );
      assert.equal((await client.fetchOrder(undefined, SYMBOL, { clientOrderId: 'abc-1' })).id, id);
      assert.deepEqual(
        (await client.fetchOpenOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
      await client.cancelOrder(undefined, SYMBOL, { clientOrderId: 'abc-1' });
      assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'canceled');
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
      assert.deepEqual(
        (await client.fetchOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
    }),
  );

  it(
    'takes the fee from what was bought, in BNB from who holds some',
    on(async ({ client, exchange, instrument }) => {
      exchange.quote(instrument.id, 'sell', 9_900, 20_000);
      await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5');
      const [fill] = await client.fetchMyTrades(SYMBOL);
      assert.deepEqual([fill?.price, fill?.amount, fill?.takerOrMaker], ['99.00000000', '0.20000000', 'taker']);
      assert.deepEqual({ ...fill?.fee }, { cost: '0.00020000', currency: 'BTC' });
      const { USDT, BTC } = await client.fetchBalance();
      assert.deepEqual([BTC?.total, USDT?.total, USDT?.used], ['10.1998', '9980.2', '29.85000000']);
    }),
  );

  it(
    'frees a client order id once its order has ended',
    on(async ({ client }) => {
      const first = (await post({ newClientOrderId: 'mine' })(client)) as Answer;
      await assert.rejects(post({ newClientOrderId: 'mine' })(client), /-2010.*Duplicate order sent/);
      await client.request('order', 'private', 'DELETE', { symbol: 'BTCUSDT', orderId: first['orderId'] });
      const second = (await post({ newClientOrderId: 'mine' })(client)) as Answer;
      assert.notEqual(second['orderId'], first['orderId']);
    }),
  );

  it(
    'holds a stop and a target of which one cancels the other',
    on(async ({ client, exchange, instrument }) => {
      const list = (await client.request('orderList/oco', 'private', 'POST', {
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '1',
        aboveType: 'LIMIT_MAKER',
        abovePrice: '110',
        belowType: 'STOP_LOSS_LIMIT',
        belowStopPrice: '95',
        belowPrice: '94',
        belowTimeInForce: 'GTC',
      })) as { orders: readonly { orderId: number }[]; listOrderStatus: string };
      assert.equal(list.listOrderStatus, 'EXECUTING');
      exchange.print(instrument.id, { price: 9_500, quantity: 1, takerSide: 'sell' });
      const statuses = await Promise.all(list.orders.map(({ orderId }) => client.fetchOrder(String(orderId), SYMBOL)));
      assert.deepEqual(
        statuses.map(({ info }) => [info['type'], info['status'], info['isWorking']]),
        [
          ['STOP_LOSS_LIMIT', 'NEW', true],
          ['LIMIT_MAKER', 'EXPIRED', true],
        ],
      );
    }),
  );

  describe('settles cancel and replacement each by itself', () => {
    const ROWS: readonly (readonly [string, object, readonly [string, string] | RegExp])[] = [
      ['both done', {}, ['SUCCESS', 'SUCCESS']],
      ['the cancel refused, so nothing else was tried', { cancelOrderId: 999 }, /-2022.*"FAILURE","newOrderResult":"NOT_ATTEMPTED"/],
      [
        'the cancel refused, the order placed',
        { cancelOrderId: 999, cancelReplaceMode: 'ALLOW_FAILURE' },
        /-2021.*"FAILURE","newOrderResult":"SUCCESS"/,
      ],
      ['the order refused, the cancel done', { quantity: '500' }, /-2021.*"SUCCESS","newOrderResult":"FAILURE"/],
      [
        'both refused',
        { cancelOrderId: 999, cancelReplaceMode: 'ALLOW_FAILURE', quantity: '500' },
        /-2022.*"FAILURE","newOrderResult":"FAILURE"/,
      ],
    ];
    for (const [name, given, expected] of ROWS) {
      it(
        name,
        on(async ({ client }) => {
          const { orderId } = (await post()(client)) as Answer;
          const replace = post({ cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId, ...given }, 'order/cancelReplace')(client);
          if (expected instanceof RegExp) return assert.rejects(replace, expected);
          const { cancelResult, newOrderResult } = (await replace) as Answer;
          assert.deepEqual([cancelResult, newOrderResult], expected);
        }),
      );
    }
  });

  describe('refuses in its own codes', () => {
    const ROWS: readonly (readonly [string, RegExp, (client: Client) => Promise<unknown>])[] = [
      ['more than there is to pay', /InsufficientFunds.*insufficient balance/, post({ quantity: '500' })],
      ['more than there is to sell', /InsufficientFunds.*insufficient balance/, post({ quantity: '500', side: 'SELL', price: '101' })],
      ['a value below the smallest', /-1013.*NOTIONAL/, post({ quantity: '0.01' })],
      ['a quantity below the smallest', /-1013.*LOT_SIZE/, post({ quantity: '0.00001' })],
      ['a quantity between two lots', /-1013.*LOT_SIZE/, post({ quantity: '0.1000001' })],
      ['a price between two ticks', /-1013.*PRICE_FILTER/, post({ price: '99.001' })],
      ['a price far from the market', /InvalidOrder.*PERCENT_PRICE_BY_SIDE/, post({ price: '501' })],
      ['a number with nine decimals', /-1111.*'quantity' has too much precision/, post({ quantity: '0.123456789' })],
      ['a number that is none', /-1100.*'quantity'/, post({ quantity: '1e3' })],
      ['a price that is missing', /-1102.*'price'/, post({ price: undefined })],
      ['a price of a market order', /-1106.*'price'/, post({ type: 'MARKET', timeInForce: undefined })],
      ['a type that it does not have', /-1116/, post({ type: 'TRAILING' })],
      ['a side that it does not have', /-1117/, post({ side: 'HOLD' })],
      ['a time in force that it does not have', /-1115/, post({ timeInForce: 'GTD' })],
      [
        'a maker that would take',
        /OrderImmediatelyFillable.*match and take/,
        post({ type: 'LIMIT_MAKER', timeInForce: undefined, price: '101' }),
      ],
      ['a stop that would trigger', /OrderImmediatelyFillable.*trigger immediately/, post({ type: 'STOP_LOSS_LIMIT', stopPrice: '99' })],
      ['a symbol that it does not list', /-1121/, post({ symbol: 'ETHUSDT' })],
      ['a client id with other characters', /-1100.*'newClientOrderId'/, post({ newClientOrderId: 'a b' })],
      ['a client id of more than 36 characters', /-1100.*'newClientOrderId'/, post({ newClientOrderId: 'a'.repeat(37) })],
      ['a test of an order that it would refuse', /InsufficientFunds/, post({ quantity: '500' }, 'order/test')],
      ['a question for an order that is not there', /-2013/, ask('order', { orderId: 99 })],
      ['a question for no order', /-1102.*'orderId'/, ask('order')],
      ['the cancel of an order that is not there', /-2011/, (client) => client.cancelOrder('99', SYMBOL)],
      [
        'the cancel of all where there are none',
        /-2011/,
        (client) => client.request('openOrders', 'private', 'DELETE', { symbol: 'BTCUSDT' }),
      ],
      ['fills of more than a day', /-1127/, ask('myTrades', { startTime: 1, endTime: 86_400_002 })],
      ['what it does not have', /-1099/, ask('myAllocations')],
    ];
    for (const [name, words, asked] of ROWS) {
      it(
        name,
        on(async ({ client, exchange, instrument }) => {
          exchange.quote(instrument.id, 'sell', 10_050, 100_000);
          await assert.rejects(asked(client), words);
        }),
      );
    }

    it(
      'a halted market',
      on(async ({ client, exchange, instrument }) => {
        exchange.setStatus(instrument.id, 'halted');
        await assert.rejects(post()(client), /Market is closed/);
      }),
    );
  });

  describe('lets in', () => {
    const at =
      (milliseconds: number) =>
      async ({ client, clock }: TestnetClient): Promise<Client> =>
        Object.assign(client, { nonce: () => clock.now() / 1_000 + milliseconds });
    const KEYS: readonly (readonly [string, RegExp, (bench: TestnetClient) => Promise<Client>])[] = [
      ['no key of another form', /-2014/, ({ clientWith }) => clientWith({ id: 'short', secret: 'x' })],
      ['no key that it does not know', /-2015/, ({ clientWith }) => clientWith({ id: 'k'.repeat(64), secret: 'x' })],
      [
        'no key with another secret',
        /-1022/,
        ({ clientWith, testnet }) => clientWith({ ...addKey(testnet, { trade: true, withdraw: false }), secret: 'x' }),
      ],
      [
        'no order of a key that may only read',
        /-2015/,
        ({ clientWith, testnet }) => clientWith(addKey(testnet, { trade: false, withdraw: false })),
      ],
      ['no request that was signed longer ago than its window', /-1021.*outside of the recvWindow/, at(-11_000)],
      ['no request from the future', /-1021.*ahead of the server's time/, at(1_500)],
    ];
    for (const [name, words, clientOf] of KEYS) {
      it(
        name,
        on(async (bench) => assert.rejects(post()(await clientOf(bench)), words)),
      );
    }

    it(
      'nobody while its own clock is wrong',
      on(async ({ client, testnet, clock }) => {
        testnet.faults.add({ kind: 'skew', milliseconds: 60_000 }, clock.now());
        await assert.rejects(post()(client), /-1021/);
      }),
    );
  });

  it(
    'limits an address by weight, bans who goes on, and says when to come back',
    binance({ weight: 100, ordersShort: 100, ordersDay: 1_000 })(async ({ testnet, pass }) => {
      const time = (): Promise<Response> => fetch(`${testnet.url}/api/v3/time`);
      const first = await time();
      const used = Number(first.headers.get('x-mbx-used-weight-1m'));
      for (let weight = used; weight < 100; weight++) await time();
      const limited = await time();
      assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '30']);
      for (let ignored = 1; ignored < 10; ignored++) await time();
      const banned = await time();
      assert.deepEqual([banned.status, banned.headers.get('retry-after')], [418, '120']);
      pass(121);
      assert.equal((await time()).status, 200);
    }),
  );

  it(
    'limits the orders of an account',
    binance({ weight: 6_000, ordersShort: 2, ordersDay: 1_000 })(async ({ client, pass }) => {
      await post()(client);
      await post()(client);
      await assert.rejects(post()(client), /429.*-1015/);
      pass(10);
      await post()(client);
    }),
  );

  describe('streams', () => {
    it(
      'orders, fills and balances to whoever subscribes with a signature',
      on(async ({ client, exchange, lastOrder, heard }) => {
        const orders = client.watchOrders();
        const fills = client.watchMyTrades();
        const balance = client.watchBalance();
        await heard(({ result }) => result !== undefined);
        const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5', { clientOrderId: 'abc-1' });
        assert.deepEqual(
          (await orders).map((order) => [order.id, order.clientOrderId, order.status, order.filled]),
          [[id, 'abc-1', 'open', '0.00000000']],
        );
        assert.equal((await balance)['USDT']?.total, '10000');
        const filled = client.watchOrders();
        exchange.fill(lastOrder());
        assert.deepEqual(
          (await filled).map((order) => [order.id, order.status, order.filled]),
          [[id, 'closed', '0.50000000']],
        );
        assert.deepEqual(
          (await fills).map((fill) => [fill.order, fill.price, fill.amount, { ...fill.fee }]),
          [[id, '99.50000000', '0.50000000', { cost: '0.00050000', currency: 'BTC' }]],
        );
      }),
    );

    it(
      'nothing to a wrong signature',
      on(async ({ client, clock, testnet }) => {
        const socket = new WebSocket(`${testnet.streamUrl}/ws-api/v3`);
        const params = { apiKey: client.apiKey, timestamp: clock.now() / 1_000, signature: '0'.repeat(64) };
        const subscribe = JSON.stringify({ id: 1, method: 'userDataStream.subscribe.signature', params });
        socket.addEventListener('open', () => socket.send(subscribe));
        const [answer] = (await once(socket, 'message')) as [{ readonly data: string }];
        const { status, error } = JSON.parse(answer.data) as Answer;
        assert.deepEqual([status, (error as Answer)['code']], [400, -1022]);
        socket.close();
      }),
    );

    it(
      'trades and candles of a market',
      on(async ({ client, exchange, instrument, heard, testnet }) => {
        const trades = client.watchTrades(SYMBOL);
        const candles = client.watchOHLCV(SYMBOL, '1m');
        await confirmed(heard, 2);
        exchange.print(instrument.id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
        testnet.step();
        assert.deepEqual(
          (await trades).map(({ side, price, amount }) => [side, price, amount]),
          [['sell', '101.00000000', '0.05000000']],
        );
        assert.deepEqual((await candles).at(-1), [1_714_564_800_000, 100, 101, 100, 101, 0.05001]);
      }),
    );

    it(
      'a candle once more when it has closed',
      on(async ({ client, pass, heard }) => {
        void client.watchOHLCV(SYMBOL, '1m').catch(() => undefined);
        await confirmed(heard, 1);
        pass(1);
        await heard(({ k }) => (k as Answer | undefined)?.['x'] === false);
        pass(60);
        const closed = await heard(({ k }) => (k as Answer | undefined)?.['x'] === true);
        assert.equal((closed['k'] as Answer)['t'], 1_714_564_800_000);
      }),
    );
  });
});
