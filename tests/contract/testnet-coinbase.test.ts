import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { COINBASE_RULES, CoinbaseFace } from '../../src/testnet/coinbase/coinbase-face.ts';
import { orderUuid } from '../../src/testnet/coinbase/uuid.ts';
import { signingKeyOf } from '../../src/testnet/coinbase/web-token.ts';
import { PlainSocket } from '../tools/plain-socket.ts';
import { addKey, storiesOn, type Client, type TestnetClient } from '../tools/testnet-client.ts';

const SYMBOL = 'BTC/USD';
const on = storiesOn({
  ccxtId: 'coinbase',
  instrumentId: 'BTC/USD.COINBASE',
  rules: COINBASE_RULES,
  face: (terms) => new CoinbaseFace(terms),
});

const buy = (client: Client, given: { readonly amount?: string; readonly price?: string; readonly id?: string } = {}) =>
  client.createOrder(SYMBOL, 'limit', 'buy', given.amount ?? '0.5', given.price ?? '99.5', { client_order_id: given.id ?? 'abc-1' });

type Answer = Readonly<Record<string, unknown>>;

const ask = async (client: Client, path: string, params: object = {}): Promise<Answer> =>
  (await client.request(`brokerage/${path}`, ['v3', 'private'], 'GET', { ...params })) as Answer;
const post = async (client: Client, path: string, params: object): Promise<Answer> =>
  (await client.request(`brokerage/${path}`, ['v3', 'private'], 'POST', { ...params })) as Answer;

describe('Coinbase of the test exchange, with the client of ccxt', () => {
  it(
    'lists a market with its steps and limits',
    on(async ({ client }) => {
      const { active, precision, limits } = client.markets[SYMBOL] ?? assert.fail('it is not listed');
      assert.equal(active, true);
      assert.deepEqual({ ...precision }, { amount: '0.00001', price: '0.01' });
      assert.equal((limits as { amount: { min: string } }).amount.min, '0.0001');
      assert.equal((limits as { cost: { min: string } }).cost.min, '5');
    }),
  );

  it(
    'tells an order by its id: open, filled in part, cancelled',
    on(async ({ client, exchange, lastOrder }) => {
      const { id } = await buy(client);
      exchange.fill(lastOrder(), 20_000);
      const open = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([open.status, open.amount, open.filled, open.clientOrderId], ['open', '0.5', '0.2', 'abc-1']);
      assert.deepEqual([open.fee?.cost, open.info['completion_percentage']], ['0.1194', '40']);
      assert.deepEqual(
        (await client.fetchOpenOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
      await client.cancelOrder(id, SYMBOL);
      assert.equal((await client.fetchOrder(id, SYMBOL)).status, 'canceled');
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
      assert.deepEqual(
        (await client.fetchOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
    }),
  );

  it(
    'answers a second order under an id with the first one, also after that has ended',
    on(async ({ client }) => {
      const { id } = await buy(client);
      assert.equal((await buy(client, { price: '90' })).id, id);
      await client.cancelOrder(id, SYMBOL);
      assert.equal((await buy(client)).id, id);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
    }),
  );

  it(
    'knows an id of ours only where the client passes it on by its own name',
    on(async ({ client }) => {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.5', '99.5', { clientOrderId: 'abc-1' });
      assert.match((await client.fetchOrder(id, SYMBOL)).clientOrderId ?? '', /^ccxt-/);
    }),
  );

  it(
    'tells a fill with its fee in the quote currency, and what it did to the accounts',
    on(async ({ client, exchange, instrument }) => {
      exchange.quote(instrument.id, 'sell', 9_900, 20_000);
      const { id } = await buy(client);
      const [fill] = await client.fetchMyTrades(SYMBOL);
      assert.deepEqual([fill?.order, fill?.price, fill?.amount, fill?.takerOrMaker], [id, '99', '0.2', 'taker']);
      assert.deepEqual(fill?.fee, { cost: '0.2376', currency: 'USD' });
      const { accounts } = await ask(client, 'accounts');
      const held = (accounts as readonly { currency: string; available_balance: { value: string }; hold: { value: string } }[]).map(
        ({ currency, available_balance, hold }) => [currency, available_balance.value, hold.value],
      );
      assert.deepEqual(held, [
        ['BTC', '10.2', '0'],
        ['USD', '9949.7542', '30.2082'],
      ]);
    }),
  );

  it(
    'pages through orders and fills by a cursor, which new ones do not move',
    on(async ({ client, exchange, instrument, pass }) => {
      for (let at = 0; at < 7; at++) exchange.quote(instrument.id, 'sell', 9_000 + at, 1_000);
      await buy(client, { amount: '0.07' });
      const pages = async (path: string, rows: string, id: string): Promise<readonly unknown[]> => {
        const ids: unknown[] = [];
        let cursor = '';
        do {
          const page = await ask(client, path, { limit: 3, ...(cursor === '' ? {} : { cursor }) });
          ids.push(...(page[rows] as readonly Answer[]).map((row) => row[id]));
          cursor = String(page['cursor']);
          if (cursor !== '') await buy(client, { id: `more-${ids.length}`, amount: '0.2', price: '50' });
        } while (cursor !== '');
        return ids;
      };
      const fills = await pages('orders/historical/fills', 'fills', 'trade_id');
      assert.deepEqual([fills.length, new Set(fills).size], [7, 7]);
      pass(1);
      const orders = await pages('orders/historical/batch', 'orders', 'client_order_id');
      assert.deepEqual(orders, ['more-6', 'more-3', 'abc-1']);
    }),
  );

  it(
    'holds a stop that rests at a limit once it has triggered',
    on(async ({ client, exchange, instrument }) => {
      const { id } = await client.createOrder(SYMBOL, 'limit', 'sell', '0.5', '94', { stopLossPrice: '95', client_order_id: 'stop-1' });
      assert.equal((await client.fetchOrder(id, SYMBOL)).info['trigger_status'], 'STOP_PENDING');
      exchange.quote(instrument.id, 'buy', 9_450, 20_000);
      exchange.print(instrument.id, { price: 9_500, quantity: 1, takerSide: 'sell' });
      const order = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([order.status, order.filled, order.info['trigger_status']], ['open', '0.2', 'STOP_TRIGGERED']);
    }),
  );

  it(
    'tells what came from outside, currency by currency',
    on(async ({ client }) => {
      const deposits = await client.fetchDeposits('BTC', undefined, undefined, { currencyType: 'crypto' });
      assert.deepEqual(
        deposits.map(({ amount, currency, status }) => [amount, currency, status]),
        [['10', 'BTC', 'ok']],
      );
    }),
  );

  describe('refuses in its own words', () => {
    const order =
      (configuration: object, given: object = {}) =>
      (client: Client) =>
        post(client, 'orders', {
          client_order_id: 'new',
          product_id: 'BTC-USD',
          side: 'BUY',
          order_configuration: configuration,
          ...given,
        });
    const limit = (given: object, kind = 'limit_limit_gtc') => ({ [kind]: { base_size: '0.1', limit_price: '99', ...given } });
    const ROWS: readonly (readonly [string, string, (client: Client) => Promise<unknown>])[] = [
      ['more than the account has', 'PREVIEW_INSUFFICIENT_FUND', order(limit({ base_size: '500' }))],
      ['a quantity below the smallest', 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL', order(limit({ base_size: '0.00001' }))],
      ['a value below the smallest', 'PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL', order(limit({ base_size: '0.01' }))],
      ['a quantity with too many decimals', 'PREVIEW_INVALID_SIZE_PRECISION', order(limit({ base_size: '0.100000001' }))],
      ['a price between two ticks', 'PREVIEW_INVALID_PRICE_PRECISION', order(limit({ limit_price: '99.001' }))],
      ['a configuration that it does not have', 'PREVIEW_INVALID_ORDER_CONFIG', order({ iceberg: {} })],
      ['a configuration that is none, though every object has it', 'PREVIEW_INVALID_ORDER_CONFIG', order({ constructor: {} })],
      ['no configuration', 'PREVIEW_INVALID_ORDER_CONFIG', order({})],
      ['a side that it does not have', 'PREVIEW_INVALID_SIDE', order(limit({}), { side: 'HOLD' })],
      ['a maker that would take', 'PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY', order(limit({ limit_price: '101', post_only: true }))],
      ['a product that it does not list', 'PREVIEW_INVALID_PRODUCT_ID', order(limit({}), { product_id: 'ETH-USD' })],
      ['an order without an id of ours', 'client_order_id is required', order(limit({}), { client_order_id: '' })],
      [
        'a question for an order that is not there',
        'order with this orderID was not found',
        (client) => client.fetchOrder(orderUuid(99), SYMBOL),
      ],
      ['a question for no order', 'order with this orderID was not found', (client) => client.fetchOrder(undefined, SYMBOL)],
    ];
    for (const [name, words, act] of ROWS) {
      it(
        name,
        on(async ({ client, exchange, instrument }) => {
          exchange.quote(instrument.id, 'sell', 10_050, 100_000);
          await assert.rejects(act(client), (error: Error) => error.message.includes(words));
        }),
      );
    }

    it(
      'the cancel of an order that is not there, and of one that has ended',
      on(async ({ client }) => {
        const { id } = await buy(client);
        await client.cancelOrder(id, SYMBOL);
        const { results } = await post(client, 'orders/batch_cancel', { order_ids: [id, orderUuid(99)] });
        assert.deepEqual(
          (results as readonly Answer[]).map(({ success, failure_reason }) => [success, failure_reason]),
          [
            [false, 'UNKNOWN_CANCEL_ORDER'],
            [false, 'UNKNOWN_CANCEL_ORDER'],
          ],
        );
      }),
    );

    it(
      'an order of a halted market',
      on(async ({ client, exchange, instrument }) => {
        exchange.setStatus(instrument.id, 'halted');
        await assert.rejects(buy(client), /ORDER_ENTRY_DISABLED/);
      }),
    );

    const KEYS: readonly (readonly [string, RegExp, (bench: TestnetClient) => { readonly id: string; readonly secret: string }])[] = [
      ['a key that it does not know', /401/, () => ({ id: 'organizations/x/apiKeys/y', secret: signingKeyOf(new Uint8Array(32).fill(9)) })],
      [
        'a key with another secret',
        /401/,
        ({ testnet }) => ({ ...addKey(testnet, { trade: true, withdraw: false }), secret: signingKeyOf(new Uint8Array(32).fill(9)) }),
      ],
      ['an order of a key that may only read', /PERMISSION_DENIED/, ({ testnet }) => addKey(testnet, { trade: false, withdraw: false })],
    ];
    for (const [name, words, keyOf] of KEYS) {
      it(
        name,
        on(async (bench) => {
          const client = await bench.clientWith(keyOf(bench));
          const placed = post(client, 'orders', {
            client_order_id: 'new',
            product_id: 'BTC-USD',
            side: 'BUY',
            order_configuration: limit({}),
          });
          await assert.rejects(placed, words);
        }),
      );
    }

    it(
      'a token that has outlived its two minutes',
      on(async ({ client, clock }) => {
        client.seconds = () => clock.now() / 1_000_000 - 126;
        await assert.rejects(ask(client, 'accounts'), /401/);
      }),
    );
  });

  it(
    'tells what a key may do',
    on(async ({ clientWith, testnet }) => {
      for (const permissions of [
        { trade: true, withdraw: false },
        { trade: false, withdraw: true },
      ]) {
        const rights = await ask(await clientWith(addKey(testnet, permissions)), 'key_permissions');
        assert.deepEqual([rights['can_trade'], rights['can_transfer']], [permissions.trade, permissions.withdraw]);
      }
    }),
  );

  it(
    'limits a key to thirty requests a second',
    on(async ({ client, pass }) => {
      const burst = async () => {
        for (let asked = 0; asked < 31; asked++) await ask(client, 'accounts');
      };
      await assert.rejects(burst(), /rate_limit_exceeded/);
      pass(1);
      await ask(client, 'accounts');
    }),
  );

  describe('streams', () => {
    const subscribed = ({ heard }: TestnetClient, channel: string): Promise<unknown> =>
      heard((message) => {
        const [event] = message['channel'] === 'subscriptions' ? (message['events'] as readonly { subscriptions: object }[]) : [];
        return event !== undefined && channel in event.subscriptions;
      });

    it(
      "a user's orders, first those that are open",
      on(async (bench) => {
        const { client, exchange, lastOrder } = bench;
        const { id } = await buy(client);
        assert.deepEqual(
          (await client.watchOrders()).map((order) => [order.id, order.clientOrderId, order.status, order.filled]),
          [[id, 'abc-1', 'open', '0']],
        );
        const next = client.watchOrders();
        exchange.fill(lastOrder(), 20_000);
        const [told] = await next;
        assert.deepEqual([told?.id, told?.status, told?.filled], [id, 'open', '0.2']);
        assert.deepEqual([told?.info['number_of_fills'], told?.info['total_fees']], ['1', '0.1194']);
      }),
    );

    it(
      'trades of a market',
      on(async (bench) => {
        const { client, exchange, instrument } = bench;
        const first = client.watchTrades(SYMBOL);
        await subscribed(bench, 'market_trades');
        assert.equal((await first).length, 1);
        const next = client.watchTrades(SYMBOL);
        exchange.print(instrument.id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
        assert.deepEqual(
          (await next).map(({ side, price, amount }) => [side, price, amount]),
          [['sell', '101', '0.05']],
        );
        const candles = await client.fetchOHLCV(SYMBOL, '1m', Date.parse('2024-05-01T11:59:00Z'));
        assert.deepEqual(candles.at(-1), [1_714_564_800_000, '100', '101', '100', '101', '0.05001']);
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
      'messages that count up, a heartbeat every second, and nothing private without a token',
      on(async ({ testnet, pass }) => {
        const socket = await PlainSocket.open(testnet.streamUrl);
        const refused = await socket.ask({ type: 'subscribe', channel: 'user', product_ids: [], jwt: 'x' });
        assert.deepEqual(refused, { type: 'error', message: 'authentication failure' });
        const taken = await socket.ask({ type: 'subscribe', channel: 'heartbeats' });
        assert.deepEqual([taken['channel'], taken['sequence_num']], ['subscriptions', 0]);
        for (const beat of [1, 2, 3]) {
          pass(1);
          const heard = JSON.parse(await socket.read()) as { channel: string; sequence_num: number; events: readonly Answer[] };
          assert.deepEqual([heard.channel, heard.sequence_num, heard.events[0]?.['heartbeat_counter']], ['heartbeats', beat, beat]);
        }
        socket.end();
      }),
    );

    it(
      'nothing to whoever subscribes to nothing for five seconds',
      on(async ({ testnet, pass }) => {
        const socket = await PlainSocket.open(testnet.streamUrl);
        pass(5);
        assert.equal(await socket.closed, 1000);
      }),
    );
  });
});
