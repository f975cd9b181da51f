import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { binanceSignature, isSignedRequest } from '../../src/testnet/binance/signature.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { storiesOn, type TestnetClient } from '../tools/testnet-client.ts';
import { readRecorded, readRecordedPush, shapeDifferences } from '../tools/wire-shape.ts';

const on = storiesOn({ ccxtId: 'binance', instrumentId: 'BTC/USDT.BINANCE', rules: BINANCE_RULES, face: binanceFace() });

const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '99' };
const OCO = {
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '110',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '95',
  belowPrice: '94',
  belowTimeInForce: 'GTC',
};

const signed =
  (method: string, path: string, params: object = {}) =>
  ({ client }: TestnetClient) =>
    client.request(path, 'private', method, { ...params });
const sapi =
  (path: string) =>
  ({ client }: TestnetClient) =>
    client.request(path, 'sapi', 'GET');
const open =
  (path: string, params: object = {}) =>
  ({ client }: TestnetClient) =>
    client.request(path, 'public', 'GET', { symbol: 'BTCUSDT', ...params });
const symbol = { symbol: 'BTCUSDT' };

const replace = signed('POST', 'order/cancelReplace', {
  ...ORDER,
  cancelReplaceMode: 'STOP_ON_FAILURE',
  cancelOrigClientOrderId: 'resting',
});

/** What was recorded, how to ask for it, and wherein ours may differ. */
const ROWS: readonly (readonly [string, (bench: TestnetClient) => Promise<unknown>, ...string[]])[] = [
  ['Spot/Trading/PlaceOrder', signed('POST', 'order', { ...ORDER, price: '100' })],
  ['Spot/Trading/GetOrder', signed('GET', 'order', { ...symbol, origClientOrderId: 'resting' })],
  ['Spot/Trading/GetOpenOrders', signed('GET', 'openOrders', symbol)],
  ['Spot/Trading/GetOrders', signed('GET', 'allOrders', symbol)],
  ['Spot/Trading/CancelOrder', signed('DELETE', 'order', { ...symbol, origClientOrderId: 'resting' })],
  ['Spot/Trading/CancelAllOrders', signed('DELETE', 'openOrders', symbol)],
  ['Spot/Trading/GetUserTrades', signed('GET', 'myTrades', symbol)],
  ['Spot/Trading/PlaceOcoOrderList', signed('POST', 'orderList/oco', OCO), '.orderReports[].icebergQty is missing'],
  // Binance wraps only a refusal in `data`; over its WebSocket API the same answer was recorded without.
  ['Spot/Trading/ReplaceOrder', async (bench) => ({ data: await replace(bench) })],
  ['Spot/Account/GetAccountInfo', signed('GET', 'account')],
  ['Spot/Account/GetOrderRateLimitStatus', signed('GET', 'rateLimit/order')],
  ['Spot/Account/GetAPIKeyPermissions', sapi('account/apiRestrictions')],
  ['Spot/Account/GetDepositHistory', sapi('capital/deposit/hisrec')],
  ['Spot/Account/GetWithdrawalHistory', sapi('capital/withdraw/history'), '[].withdrawOrderId is missing'],
  ['Spot/Account/GetUserAssets', sapi('capital/config/getall')],
  ['Spot/ExchangeData/GetServerTime', open('time')],
  ['Spot/ExchangeData/GetExchangeInfo', open('exchangeInfo')],
  ['Spot/ExchangeData/GetKlines', open('klines', { interval: '1m' })],
  ['Spot/ExchangeData/GetRecentTrades', open('trades')],
  ['Spot/ExchangeData/GetAggregatedTradeHistory', open('aggTrades')],
  ['Spot/ExchangeData/GetPrice', open('ticker/price')],
  ['Spot/ExchangeData/GetBookPrice', open('ticker/bookTicker')],
];

function differences(recorded: unknown, ours: unknown, may: readonly string[]): readonly string[] {
  return shapeDifferences(recorded, ours).filter((each) => !may.includes(each));
}

for (const [name, ask, ...may] of ROWS) {
  testWithSharedData(
    `Binance of the test exchange answers as Binance was recorded: ${name}`,
    on(async (bench) => {
      const { client, exchange, instrument } = bench;
      exchange.quote(instrument.id, 'sell', 10_000, 5_000);
      await client.request('order', 'private', 'POST', { ...ORDER, price: '100' });
      await client.request('order', 'private', 'POST', { ...ORDER, newClientOrderId: 'resting' });
      exchange.quote(instrument.id, 'sell', 10_000, 5_000);
      exchange.transfer('ann', instrument.quote, -1e8);
      assert.deepEqual(differences(readRecorded('binance', name), await ask(bench), may), []);
    }),
  );
}

const STREAMS: readonly (readonly [string, string, ...string[]])[] = [
  ['Trades', 'btcusdt@trade', '.data.b is missing', '.data.a is missing'],
  ['AggregatedTrades', 'btcusdt@aggTrade'],
  ['Klines', 'btcusdt@kline_1m'],
  ['BookTicker', 'btcusdt@bookTicker'],
  ['PartialBook', 'btcusdt@depth5@100ms'],
];

for (const [name, stream, ...may] of STREAMS) {
  testWithSharedData(
    `Binance of the test exchange pushes what Binance was recorded to push: ${stream}`,
    on(async ({ testnet, exchange, instrument }) => {
      const socket = new WebSocket(`${testnet.streamUrl}/stream?streams=${stream}`);
      await once(socket, 'open');
      const message = once(socket, 'message');
      for (const side of ['buy', 'sell'] as const) exchange.quote(instrument.id, side, side === 'buy' ? 9_900 : 10_100, 1_000);
      exchange.print(instrument.id, { price: 10_000, quantity: 1_000, takerSide: 'sell' });
      testnet.step();
      const [{ data }] = (await message) as [{ readonly data: string }];
      socket.close();
      assert.deepEqual(differences(readRecordedPush('binance', `Subscriptions/Spot/ExchangeData/${name}`), JSON.parse(data), may), []);
    }),
  );
}

for (const [name, event] of [
  ['Order', 'executionReport'],
  ['OcoOrder', 'listStatus'],
  ['AccountPosition', 'outboundAccountPosition'],
  ['Balance', 'balanceUpdate'],
] as const) {
  testWithSharedData(
    `Binance of the test exchange pushes what Binance was recorded to push: ${event}`,
    on(async ({ client, exchange, instrument, heard }) => {
      void client.watchOrders();
      await heard(({ result }) => result !== undefined);
      await client.request('order', 'private', 'POST', ORDER);
      await client.request('orderList/oco', 'private', 'POST', OCO);
      exchange.transfer('ann', instrument.quote, 1e8);
      const message = await heard(({ event: told }) => (told as Readonly<Record<string, unknown>> | undefined)?.['e'] === event);
      assert.deepEqual(differences(readRecordedPush('binance', `Subscriptions/Spot/Account/${name}`), message, []), []);
    }),
  );
}

testWithSharedData('Binance of the test exchange signs as Binance published it', () => {
  const { vectors } = JSON.parse(readFileSync(join(SHARED_DATA, 'wire', 'signing_vectors.json'), 'utf8')) as {
    vectors: readonly { exchange: string; secret: string; payload: string; signature: string }[];
  };
  const { secret, payload, signature } = vectors.find(({ exchange }) => exchange === 'binance') ?? assert.fail('there is no vector');
  assert.equal(binanceSignature(payload, secret), signature);
  const cut = payload.indexOf('&quantity');
  const [query, form] = [payload.slice(0, cut), payload.slice(cut)];
  for (const [name, sentQuery, sentForm] of [
    ['a query', `${payload}&signature=${signature}`, ''],
    ['a form', '', `${payload}&signature=${signature}`],
    ['both', query, `${form}&signature=${signature}`],
  ] as const) {
    assert.equal(isSignedRequest(sentQuery, sentForm, secret), true, name);
    assert.equal(isSignedRequest(sentQuery, sentForm, `${secret}x`), false, name);
  }
  assert.equal(isSignedRequest(`${payload.replace('quantity=1', 'quantity=2')}&signature=${signature}`, '', secret), false);
  assert.equal(isSignedRequest(payload, '', secret), false);
});
