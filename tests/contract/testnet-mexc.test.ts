import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MEXC_RULES, MexcFace } from '../../src/testnet/mexc/mexc-face.ts';
import { PlainSocket } from '../tools/plain-socket.ts';
import { addKey, storiesOn, type Client, type TestnetClient } from '../tools/testnet-client.ts';

const SYMBOL = 'BTC/USDT';

const on = storiesOn({ ccxtId: 'mexc', instrumentId: 'BTC/USDT.MEXC', rules: MEXC_RULES, face: (terms) => new MexcFace(terms) });

const buy = (client: Client, given: { readonly amount?: string; readonly price?: string; readonly id?: string } = {}) =>
  client.createOrder(SYMBOL, 'limit', 'buy', given.amount ?? '0.5', given.price ?? '99.5', { clientOrderId: given.id ?? 'abc-1' });

describe('MEXC of the test exchange, with the client of ccxt', () => {
  it(
    'lists a market with its steps and limits',
    on(async ({ client }) => {
      const { active, precision, limits } = client.markets[SYMBOL] ?? assert.fail('it is not listed');
      assert.equal(active, true);
      assert.deepEqual(precision, { amount: '0.00001', price: '0.01' });
      assert.deepEqual({ ...(limits as { amount: object }).amount }, { min: '0.0001', max: undefined });
      assert.equal((limits as { cost: { min: string } }).cost.min, '5');
    }),
  );

  it(
    'tells an order by its id and by ours: open, filled in part, cancelled',
    on(async ({ client, exchange, lastOrder }) => {
      const { id } = await buy(client);
      exchange.fill(lastOrder(), 20_000);
      const byId = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([byId.status, byId.filled, byId.clientOrderId, byId.info['status']], ['open', '0.2', 'abc-1', 'PARTIALLY_FILLED']);
      assert.equal((await client.fetchOrder(undefined, SYMBOL, { clientOrderId: 'abc-1' })).id, id);
      assert.deepEqual(
        (await client.fetchOpenOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
      await client.cancelOrder(undefined, SYMBOL, { clientOrderId: 'abc-1' });
      const ended = await client.fetchOrder(id, SYMBOL);
      assert.deepEqual([ended.status, ended.info['status']], ['canceled', 'PARTIALLY_CANCELED']);
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
      assert.deepEqual(
        (await client.fetchOrders(SYMBOL)).map((order) => order.id),
        [id],
      );
    }),
  );

  it(
    'tells a fill with its fee in the quote currency, and what it did to the balances',
    on(async ({ client, exchange, instrument }) => {
      exchange.quote(instrument.id, 'sell', 9_900, 20_000);
      const { id } = await buy(client);
      const [fill] = await client.fetchMyTrades(SYMBOL);
      assert.deepEqual([fill?.order, fill?.price, fill?.amount, fill?.takerOrMaker], [id, '99', '0.2', 'taker']);
      assert.deepEqual(fill?.fee, { cost: '0.0099', currency: 'USDT' });
      const { USDT, BTC } = await client.fetchBalance();
      assert.equal(BTC?.total, '10.2');
      assert.equal(USDT?.total, '9980.1901');
      assert.equal(USDT?.used, '29.864925');
    }),
  );

  it(
    'tells what came from outside',
    on(async ({ client }) => {
      const deposits = await client.fetchDeposits();
      assert.deepEqual(
        deposits.map(({ amount, currency, status }) => [amount, currency, status]),
        [
          ['10', 'BTC', 'ok'],
          ['10000', 'USDT', 'ok'],
        ],
      );
    }),
  );

  it(
    'never tells more than a hundred fills, the newest first',
    on(async ({ client, exchange, instrument }) => {
      for (let at = 0; at < 120; at++) exchange.quote(instrument.id, 'sell', 9_000 + at, 1_000);
      await buy(client, { amount: '1.2' });
      const fills = (await client.request('myTrades', ['spot', 'private'], 'GET', { symbol: 'BTCUSDT', limit: 500 })) as readonly {
        readonly price: string;
      }[];
      assert.equal(fills.length, 100);
      assert.deepEqual([fills[0]?.price, fills[99]?.price], ['91.19', '90.2']);
    }),
  );

  describe('refuses in its own codes', () => {
    const order = (given: object) => (client: Client) =>
      client.request('order', ['spot', 'private'], 'POST', {
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'LIMIT',
        quantity: '0.1',
        price: '99',
        ...given,
      });
    const ROWS: readonly (readonly [string, RegExp, (client: Client) => Promise<unknown>])[] = [
      ['more than there is to pay', /"code":30004/, order({ quantity: '500' })],
      ['more than there is to sell', /"code":30005/, order({ quantity: '500', side: 'SELL' })],
      ['a value below the smallest', /"code":30002/, order({ quantity: '0.01' })],
      ['a quantity below the smallest', /"code":30002/, order({ quantity: '0.00001' })],
      ['a quantity with too many decimals', /quantity scale is invalid","code":400/, order({ quantity: '0.1000001' })],
      ['a price between two ticks', /price scale is invalid","code":400/, order({ price: '99.001' })],
      ['no price', /price scale is invalid","code":400/, order({ price: '' })],
      ['a type that it does not have', /"code":30041/, order({ type: 'STOP_LOSS_LIMIT' })],
      ['a type that is none, though every object has it', /"code":30041/, order({ type: 'constructor' })],
      ['a side that it does not have', /"code":30001/, order({ side: 'HOLD' })],
      ['a maker that would take', /"code":30010/, order({ type: 'LIMIT_MAKER', price: '101' })],
      ['a symbol that it does not list', /"code":-1121/, order({ symbol: 'ETHUSDT' })],
      ['a client id with other characters', /"code":700008/, order({ newClientOrderId: 'a b' })],
      ['a client id of more than 32 characters', /"code":700008/, order({ newClientOrderId: 'a'.repeat(33) })],
      ['the id of an open order', /"code":30026/, order({ newClientOrderId: 'open-1' })],
      ['a question for an order that is not there', /"code":-2013/, (client) => client.fetchOrder('C02__99', SYMBOL)],
      ['the cancel of an order that is not there', /"code":-2011/, (client) => client.cancelOrder('C02__99', SYMBOL)],
      ['a question for no order', /"code":700004/, (client) => client.request('order', ['spot', 'private'], 'GET', { symbol: 'BTCUSDT' })],
    ];
    for (const [name, words, ask] of ROWS) {
      it(
        name,
        on(async ({ client, exchange, instrument }) => {
          exchange.quote(instrument.id, 'sell', 10_050, 100_000);
          await buy(client, { id: 'open-1', amount: '0.1', price: '80' });
          await assert.rejects(ask(client), words);
        }),
      );
    }

    it(
      'a halted market',
      on(async ({ client, exchange, instrument }) => {
        exchange.setStatus(instrument.id, 'halted');
        await assert.rejects(buy(client), /"code":30016/);
      }),
    );

    it(
      'a market that is not for this interface, and says so in its list',
      on(async ({ client, exchange, instrument }) => {
        exchange.setStatus(instrument.id, 'api-closed');
        await client.loadMarkets(true);
        assert.equal(client.markets[SYMBOL]?.active, false);
        await assert.rejects(buy(client), /"code":10007/);
      }),
    );
  });

  describe('lets in', () => {
    const KEYS: readonly (readonly [string, RegExp, (bench: TestnetClient) => Promise<Client>])[] = [
      ['no key that it does not know', /"code":10072/, ({ clientWith }) => clientWith({ id: 'mx0vnobody', secret: 'x' })],
      [
        'no key with another secret',
        /"code":700002/,
        ({ clientWith, testnet }) => clientWith({ ...addKey(testnet, { trade: true, withdraw: false }), secret: 'x' }),
      ],
      [
        'no order of a key that may only read',
        /"code":700007/,
        ({ clientWith, testnet }) => clientWith(addKey(testnet, { trade: false, withdraw: false })),
      ],
      [
        'no request that was signed six seconds ago',
        /"code":700003/,
        async ({ client, clock }) => Object.assign(client, { milliseconds: () => clock.now() / 1_000 - 6_000 }),
      ],
      [
        'no request from the future',
        /"code":700003/,
        async ({ client, clock }) => Object.assign(client, { milliseconds: () => clock.now() / 1_000 + 1_500 }),
      ],
    ];
    for (const [name, words, clientOf] of KEYS) {
      it(
        name,
        on(async (bench) => {
          const client = await clientOf(bench);
          const params = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.1', price: '99' };
          await assert.rejects(client.request('order', ['spot', 'private'], 'POST', params), words);
        }),
      );
    }
  });

  it(
    'limits an address by weight, and says when to come back',
    on(async ({ client, testnet, pass }) => {
      for (let asked = 0; asked < 47; asked++) await client.request('account', ['spot', 'private'], 'GET');
      await assert.rejects(client.request('account', ['spot', 'private'], 'GET'), /429/);
      const refused = await fetch(`${testnet.url}/api/v3/exchangeInfo`);
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1']);
      pass(1);
      await client.request('account', ['spot', 'private'], 'GET');
    }),
  );

  it(
    'answers a test of an order with nothing, and places nothing',
    on(async ({ client }) => {
      const params = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.1', price: '99' };
      assert.deepEqual(await client.request('order/test', ['spot', 'private'], 'POST', params), {});
      assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
    }),
  );

  describe('streams', () => {
    const subscribed = ({ heard }: TestnetClient, channel: string): Promise<unknown> => heard(({ msg }) => msg === channel);

    it(
      'orders, fills and balances to whoever has a listen key',
      on(async (bench) => {
        const { client, exchange, lastOrder } = bench;
        const orders = client.watchOrders();
        const fills = client.watchMyTrades();
        const balance = client.watchBalance();
        for (const name of ['orders', 'deals', 'account']) await subscribed(bench, `spot@private.${name}.v3.api.pb`);
        const { id } = await buy(client);
        assert.deepEqual(
          (await orders).map((order) => [order.id, order.clientOrderId, order.status, order.filled]),
          [[id, 'abc-1', 'open', '0']],
        );
        assert.equal((await balance)['USDT']?.total, '10000');
        const filled = client.watchOrders();
        exchange.fill(lastOrder());
        assert.deepEqual(
          (await filled).map((order) => [order.id, order.status, order.filled]),
          [[id, 'closed', '0.5']],
        );
        assert.deepEqual(
          (await fills).map((fill) => [fill.order, fill.price, fill.amount, fill.fee]),
          [[id, '99.5', '0.5', { cost: '0', currency: 'USDT' }]],
        );
      }),
    );

    it(
      'trades and candles of a market',
      on(async (bench) => {
        const { client, exchange, instrument } = bench;
        const trades = client.watchTrades(SYMBOL);
        const candles = client.watchOHLCV(SYMBOL, '1m');
        await subscribed(bench, 'spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT');
        await subscribed(bench, 'spot@public.kline.v3.api.pb@BTCUSDT@Min1');
        exchange.print(instrument.id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
        assert.deepEqual(
          (await trades).map(({ side, price, amount }) => [side, price, amount]),
          [['sell', '101', '0.05']],
        );
        assert.deepEqual((await candles).at(-1), [1_714_564_800_000, '100', '101', '100', '101', '0.05001']);
      }),
    );

    it(
      'the best prices of a market, as soon as its book has both sides',
      on(async (bench) => {
        const { client, exchange, instrument } = bench;
        const ticker = client.watchTicker(SYMBOL);
        await subscribed(bench, 'spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT');
        exchange.quote(instrument.id, 'sell', 10_050, 1_000);
        exchange.quote(instrument.id, 'buy', 9_950, 2_000);
        const { bid, bidVolume, ask } = await ticker;
        assert.deepEqual([bid, bidVolume, ask], ['99.5', '0.02', '100.5']);
      }),
    );

    it(
      'nothing private without a listen key that lives, for an hour after it was last renewed',
      on(async ({ client, testnet, pass }) => {
        const { listenKey } = (await client.request('userDataStream', ['spot', 'private'], 'POST')) as { listenKey: string };
        const renew = () => client.request('userDataStream', ['spot', 'private'], 'PUT', { listenKey });
        const orders = { method: 'SUBSCRIPTION', params: ['spot@private.orders.v3.api.pb'] };
        const stranger = await PlainSocket.open(`${testnet.streamUrl}/ws`);
        assert.match(String((await stranger.ask(orders))['msg']), /^Not Subscribed successfully/);
        pass(59 * 60);
        await renew();
        pass(59 * 60);
        const ours = await PlainSocket.open(`${testnet.streamUrl}/ws?listenKey=${listenKey}`);
        assert.equal((await ours.ask(orders))['msg'], 'spot@private.orders.v3.api.pb');
        pass(59);
        await ours.ask({ method: 'PING' });
        pass(1);
        assert.equal(await ours.closed, 1000);
        await assert.rejects(renew(), /listen key not exist/);
        const late = await PlainSocket.open(`${testnet.streamUrl}/ws?listenKey=${listenKey}`);
        assert.equal(await late.read(), 'Invalid listen key');
      }),
    );

    it(
      'at most thirty channels over one connection',
      on(async ({ testnet }) => {
        const socket = await PlainSocket.open(`${testnet.streamUrl}/ws`);
        const channels = ['Min1', 'Min5', 'Min15', 'Min30', 'Min60', 'Hour4', 'Hour8', 'Day1', 'Week1'].map(
          (interval) => `spot@public.kline.v3.api.pb@BTCUSDT@${interval}`,
        );
        for (let at = channels.length; at < 30; at++) channels.push(`spot@public.aggre.deals.v3.api.pb@${at}ms@BTCUSDT`);
        const { msg } = await socket.ask({ method: 'SUBSCRIPTION', params: channels });
        assert.equal(msg, channels.join(','));
        // News may come before the next answer: it is the last thing that is read.
        const more = 'spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT';
        let answer: Readonly<Record<string, unknown>> = await socket.ask({ method: 'SUBSCRIPTION', params: [more] });
        assert.match(String(answer['msg']), /Too many subscriptions/);
        await socket.ask({ method: 'UNSUBSCRIPTION', params: [channels[29]] });
        answer = await socket.ask({ method: 'SUBSCRIPTION', params: [more] });
        assert.equal(answer['msg'], more);
      }),
    );

    it(
      'nothing to whoever subscribes to nothing for 30 seconds, or is silent for 60',
      on(async ({ testnet, pass }) => {
        const [idle, silent, alive] = await Promise.all([1, 2, 3].map(() => PlainSocket.open(`${testnet.streamUrl}/ws`)));
        const channel = 'spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT';
        for (const socket of [silent, alive]) await socket?.ask({ method: 'SUBSCRIPTION', params: [channel] });
        pass(30);
        assert.equal(await idle?.closed, 1000);
        assert.deepEqual(await alive?.ask({ method: 'ping' }), { id: 0, code: 0, msg: 'PONG' });
        pass(30);
        assert.equal(await silent?.closed, 1000);
        assert.equal((await alive?.ask({ method: 'ping' }))?.['msg'], 'PONG');
      }),
    );
  });
});
