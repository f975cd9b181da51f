import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { binanceSignature, isSignedRequest } from '../../src/testnet/binance/signature.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';
import { storiesOn, type TestnetClient } from '../tools/testnet-client.ts';

type Json = Readonly<Record<string, unknown>>;

interface Recorded {
  readonly rest: readonly { readonly name: string; readonly response: unknown }[];
  readonly websocket: readonly { readonly name: string; readonly steps: readonly { readonly dir: string; readonly msg: unknown }[] }[];
}

const on = storiesOn({ ccxtId: 'binance', instrumentId: 'BTC/USDT.BINANCE', rules: BINANCE_RULES, face: binanceFace() });

function recorded(): Recorded {
  return JSON.parse(readFileSync(join(SHARED_DATA, 'wire', 'binance_fixtures.json'), 'utf8')) as Recorded;
}

/** What Binance answered, by REST and over its WebSocket API where both were recorded: each of them leaves out what the other has. */
function answersTo(name: string): readonly unknown[] {
  const { rest, websocket } = recorded();
  const byStream = websocket
    .find((each) => each.name === `Socket/${name.replace(/List$/, '')}`)
    ?.steps.map(({ msg }) => (msg as Json)['result']);
  return [rest.find((each) => each.name === name)?.response, ...(byStream ?? [])].filter((answer) => answer !== undefined);
}

/** What of an answer is of another type than in the recorded one, or is not in it; by path. What is recorded and not there is told too, unless it may be missing. */
function differences(ours: unknown, theirs: unknown, missing: ReadonlySet<string>, path = ''): readonly string[] {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const [rows, recordedRows]: readonly (readonly unknown[])[] = [ours, theirs];
    // Rows are alike, and the first stands for all; what has fixed columns is compared column by column.
    const isRow = recordedRows?.some((each) => typeof each !== 'object') ?? false;
    const columns = isRow ? (recordedRows ?? []) : (recordedRows?.slice(0, rows?.length === 0 ? 0 : 1) ?? []);
    return columns.flatMap((each, at) => differences(rows?.[at], each, missing, isRow ? `${path}[${at}]` : `${path}[]`));
  }
  if (isObject(ours) && isObject(theirs)) {
    const extra = Object.keys(ours).filter((name) => !(name in theirs));
    const absent = Object.keys(theirs).filter((name) => !(name in ours) && !missing.has(name));
    const inner = Object.keys(ours).filter((name) => name in theirs);
    return [
      ...extra.map((name) => `${path}.${name} is not Binance's`),
      ...absent.map((name) => `${path}.${name} is missing`),
      ...inner.flatMap((name) => differences(ours[name], theirs[name], missing, `${path}.${name}`)),
    ];
  }
  const [our, their] = [typeof ours, typeof theirs];
  return our === their || theirs === null || ours === null ? [] : [`${path} is a ${our}, and Binance's a ${their}`];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

const ROWS: readonly (readonly [string, (bench: TestnetClient) => Promise<unknown>, ...string[]])[] = [
  ['Spot/Trading/PlaceOrder', signed('POST', 'order', { ...ORDER, price: '100' })],
  ['Spot/Trading/GetOrder', signed('GET', 'order', { ...symbol, origClientOrderId: 'resting' })],
  ['Spot/Trading/GetOpenOrders', signed('GET', 'openOrders', symbol)],
  ['Spot/Trading/GetOrders', signed('GET', 'allOrders', symbol)],
  ['Spot/Trading/CancelOrder', signed('DELETE', 'order', { ...symbol, origClientOrderId: 'resting' })],
  ['Spot/Trading/CancelAllOrders', signed('DELETE', 'openOrders', symbol)],
  ['Spot/Trading/GetUserTrades', signed('GET', 'myTrades', symbol)],
  ['Spot/Trading/PlaceOcoOrderList', signed('POST', 'orderList/oco', OCO), 'icebergQty'],
  [
    'Spot/Trading/ReplaceOrder',
    signed('POST', 'order/cancelReplace', { ...ORDER, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'resting' }),
  ],
  ['Spot/Account/GetAccountInfo', signed('GET', 'account')],
  ['Spot/Account/GetOrderRateLimitStatus', signed('GET', 'rateLimit/order')],
  ['Spot/Account/GetAPIKeyPermissions', sapi('account/apiRestrictions')],
  ['Spot/Account/GetDepositHistory', sapi('capital/deposit/hisrec')],
  ['Spot/Account/GetWithdrawalHistory', sapi('capital/withdraw/history'), 'withdrawOrderId'],
  ['Spot/Account/GetUserAssets', sapi('capital/config/getall')],
  ['Spot/ExchangeData/GetServerTime', open('time')],
  ['Spot/ExchangeData/GetExchangeInfo', open('exchangeInfo')],
  ['Spot/ExchangeData/GetKlines', open('klines', { interval: '1m' })],
  ['Spot/ExchangeData/GetRecentTrades', open('trades')],
  ['Spot/ExchangeData/GetAggregatedTradeHistory', open('aggTrades')],
  ['Spot/ExchangeData/GetPrice', open('ticker/price')],
  ['Spot/ExchangeData/GetBookPrice', open('ticker/bookTicker')],
];

for (const [name, ask, ...missing] of ROWS) {
  testWithSharedData(
    `Binance of the test exchange answers as Binance was recorded: ${name}`,
    on(async (bench) => {
      const { client, exchange, instrument } = bench;
      exchange.quote(instrument.id, 'sell', 10_000, 5_000);
      await client.request('order', 'private', 'POST', { ...ORDER, price: '100' });
      await client.request('order', 'private', 'POST', { ...ORDER, newClientOrderId: 'resting' });
      exchange.quote(instrument.id, 'sell', 10_000, 5_000);
      exchange.transfer('ann', instrument.quote, -1e8);
      const ours = JSON.parse(JSON.stringify(await ask(bench))) as unknown;
      const told = answersTo(name).map((theirs) => differences(ours, theirs, new Set(missing)));
      assert.deepEqual(
        told[0]?.filter((difference) => told.every((others) => others.includes(difference))),
        [],
      );
    }),
  );
}

const STREAMS: readonly (readonly [string, string, ...string[]])[] = [
  ['Trades', 'btcusdt@trade', 'b', 'a'],
  ['AggregatedTrades', 'btcusdt@aggTrade'],
  ['Klines', 'btcusdt@kline_1m'],
  ['BookTicker', 'btcusdt@bookTicker'],
  ['PartialBook', 'btcusdt@depth5@100ms'],
];

for (const [name, stream, ...missing] of STREAMS) {
  testWithSharedData(
    `Binance of the test exchange pushes what Binance was recorded to push: ${stream}`,
    on(async ({ testnet, exchange, instrument }) => {
      const socket = new WebSocket(`${testnet.streamUrl}/stream?streams=${stream}`);
      await once(socket, 'open');
      const message = once(socket, 'message');
      for (const side of ['buy', 'sell'] as const) exchange.quote(instrument.id, side, side === 'buy' ? 9_900 : 10_100, 1_000);
      exchange.print(instrument.id, { price: 10_000, quantity: 1_000, takerSide: 'sell' });
      exchange.flush();
      testnet.step();
      const [{ data }] = (await message) as [{ readonly data: string }];
      socket.close();
      assert.deepEqual(differences(JSON.parse(data), pushed(`Subscriptions/Spot/ExchangeData/${name}`), new Set(missing)), []);
    }),
  );
}

for (const [name, event] of [
  ['Order', 'executionReport'],
  ['AccountPosition', 'outboundAccountPosition'],
  ['Balance', 'balanceUpdate'],
] as const) {
  testWithSharedData(
    `Binance of the test exchange pushes what Binance was recorded to push: ${event}`,
    on(async ({ client, exchange, instrument, heard }) => {
      void client.watchOrders();
      await heard(({ result }) => result !== undefined);
      await client.request('order', 'private', 'POST', ORDER);
      exchange.transfer('ann', instrument.quote, 1e8);
      const message = await heard(({ event: told }) => (told as Json | undefined)?.['e'] === event);
      assert.deepEqual(differences(message, pushed(`Subscriptions/Spot/Account/${name}`), new Set()), []);
    }),
  );
}

function pushed(name: string): unknown {
  return recorded()
    .websocket.find((each) => each.name === name)
    ?.steps.find(({ dir }) => dir === 'server push')?.msg;
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
