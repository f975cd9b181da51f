import assert from 'node:assert/strict';

import { COINBASE_RULES, CoinbaseFace } from '../../src/testnet/coinbase/coinbase-face.ts';
import { KRAKEN_RULES, KrakenFace } from '../../src/testnet/kraken/kraken-face.ts';
import { MEXC_RULES, MexcFace } from '../../src/testnet/mexc/mexc-face.ts';
import { testWithSharedData } from '../tools/shared-data.ts';
import { storiesOn, type Client, type TestnetClient } from '../tools/testnet-client.ts';
import { firstOf, readRecorded, readRecordedPush, shapeDifferences } from '../tools/wire-shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A question, the name under which its answer was recorded, and what of it is looked at where names in it are ids. */
interface Row {
  readonly name: string;
  readonly ask: (client: Client) => Promise<unknown>;
  /** For what of a stream was recorded: the message that is compared. */
  readonly hear?: (message: Fields) => boolean;
  readonly pick?: (answer: Fields) => unknown;
  /** Wherein ours differs, and may: what this venue leaves out today, or what the recording made up. */
  readonly may?: readonly string[];
}

const OPEN = 'still-open';

/** One order that filled, one that was cancelled, and one that is open. */
async function trade({ client, exchange, instrument }: TestnetClient): Promise<void> {
  const symbol = instrument.symbol;
  const place = (id: string) =>
    client.createOrder(symbol, 'limit', 'buy', '0.5', '99.5', { [client.id === 'coinbase' ? 'client_order_id' : 'clientOrderId']: id });
  exchange.quote(instrument.id, 'sell', 9_900, 50_000);
  await place('filled');
  await client.cancelOrder((await place('cancelled')).id, symbol);
  await place(OPEN);
}

const get =
  (path: string, params: Fields = {}, api: unknown = ['spot', 'private']) =>
  (client: Client) =>
    client.request(path, api, 'GET', { ...params });
const OF_MARKET = { symbol: 'BTCUSDT' };
const NEW = { ...OF_MARKET, side: 'BUY', type: 'LIMIT', quantity: '0.1', price: '90' };

const MEXC: readonly Row[] = [
  { name: 'SpotApi/ExchangeData/GetServerTime', ask: get('time', {}, ['spot', 'public']) },
  { name: 'SpotApi/ExchangeData/GetExchangeInfo', ask: get('exchangeInfo', {}, ['spot', 'public']) },
  { name: 'SpotApi/ExchangeData/GetApiSymbols', ask: get('defaultSymbols', {}, ['spot', 'public']) },
  { name: 'SpotApi/ExchangeData/GetKlines', ask: get('klines', { ...OF_MARKET, interval: '1m' }, ['spot', 'public']) },
  { name: 'SpotApi/ExchangeData/GetOrderBook', ask: get('depth', OF_MARKET, ['spot', 'public']) },
  { name: 'SpotApi/ExchangeData/GetAggregatedTradeHistory', ask: get('aggTrades', OF_MARKET, ['spot', 'public']) },
  { name: 'SpotApi/Account/GetAccountInfo', ask: get('account') },
  { name: 'SpotApi/Account/GetDepositHistory', ask: get('capital/deposit/hisrec') },
  { name: 'SpotApi/Account/StartUserStream', ask: (client) => client.request('userDataStream', ['spot', 'private'], 'POST') },
  { name: 'SpotApi/Trading/PlaceOrder', ask: (client) => client.request('order', ['spot', 'private'], 'POST', NEW) },
  { name: 'SpotApi/Trading/PlaceTestOrder', ask: (client) => client.request('order/test', ['spot', 'private'], 'POST', NEW) },
  // Its ids have long been texts.
  {
    name: 'SpotApi/Trading/GetOrder',
    ask: get('order', { ...OF_MARKET, origClientOrderId: OPEN }),
    may: ['.orderId is a string, not a number'],
  },
  { name: 'SpotApi/Trading/GetOpenOrders', ask: get('openOrders', OF_MARKET), may: ['[].orderId is a string, not a number'] },
  { name: 'SpotApi/Trading/GetOrders', ask: get('allOrders', OF_MARKET), may: ['[].orderId is a string, not a number'] },
  { name: 'SpotApi/Trading/GetUserTrades', ask: get('myTrades', OF_MARKET) },
  {
    name: 'SpotApi/Trading/CancelOrder',
    ask: (client) => client.request('order', ['spot', 'private'], 'DELETE', { ...OF_MARKET, origClientOrderId: OPEN }),
    may: ['.orderId is a string, not a number'],
  },
];

const ask =
  (path: string, params: Fields = {}) =>
  (client: Client) =>
    client.request(path, 'private', 'POST', { ...params });
const open =
  (path: string, params: Fields = {}) =>
  (client: Client) =>
    client.request(path, 'public', 'GET', { ...params });
const inResult =
  (name?: string) =>
  ({ result }: Fields): unknown =>
    firstOf(name === undefined ? result : (result as Fields)[name]);

const KRAKEN: readonly Row[] = [
  { name: 'Spot/ExchangeData/GetAssets', ask: open('Assets'), pick: inResult(), may: ['.collateral_value is missing'] },
  {
    name: 'Spot/ExchangeData/GetSymbols',
    ask: open('AssetPairs'),
    pick: inResult(),
    may: ['.long_position_limit is missing', '.short_position_limit is missing'],
  },
  { name: 'Spot/ExchangeData/GetKlines', ask: open('OHLC', { pair: 'XBTUSD' }), pick: inResult() },
  { name: 'Spot/ExchangeData/GetTradeHistory', ask: open('Trades', { pair: 'XBTUSD' }), pick: inResult() },
  { name: 'Spot/ExchangeData/GetOrderBook', ask: open('Depth', { pair: 'XBTUSD' }), pick: inResult() },
  { name: 'Spot/ExchangeData/GetSystemStatus', ask: open('SystemStatus') },
  { name: 'Spot/Account/GetBalances', ask: ask('Balance'), pick: inResult() },
  { name: 'Spot/Account/GetDepositStatus', ask: ask('DepositStatus'), may: ['.result[].status-prop is missing'] },
  { name: 'Spot/Trading/GetOpenOrders', ask: ask('OpenOrders', { trades: true }), pick: inResult('open'), may: ['.trades is missing'] },
  {
    name: 'Spot/Trading/GetClosedOrders',
    ask: ask('ClosedOrders', { trades: true }),
    pick: inResult('closed'),
    may: ['.trigger is missing'],
  },
  { name: 'Spot/Trading/GetUserTrades', ask: ask('TradesHistory'), pick: inResult('trades') },
  {
    name: 'Spot/Trading/PlaceOrder',
    ask: ask('AddOrder', { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.1', price: '90' }),
    may: ['.result.descr.close is missing'],
  },
  {
    name: 'Subscriptions/Spot/Trades',
    ask: (client) => client.watchTrades('BTC/USD'),
    hear: ({ channel, type }) => channel === 'trade' && type === 'update',
  },
  {
    name: 'Subscriptions/Spot/Ticker',
    ask: (client) => client.watchTicker('BTC/USD'),
    hear: ({ channel }) => channel === 'ticker',
  },
  { name: 'Subscriptions/Spot/Kline', ask: (client) => client.watchOHLCV('BTC/USD', '1m'), hear: ({ channel }) => channel === 'ohlc' },
  { name: 'Spot/Trading/CancelOrder', ask: ask('CancelOrder', { cl_ord_id: OPEN }) },
  { name: 'Spot/Trading/CancelAllOrders', ask: ask('CancelAll') },
  { name: 'Spot/Trading/CancelAllOrdersAfter', ask: ask('CancelAllOrdersAfter', { timeout: 60 }) },
];

const brokerage =
  (path: string, params: Fields = {}) =>
  (client: Client) =>
    client.request(`brokerage/${path}`, ['v3', 'private'], 'GET', { ...params });
const firstIn =
  (name: string) =>
  (answer: Fields): unknown =>
    (answer[name] as readonly unknown[])[0];

const COINBASE: readonly Row[] = [
  { name: 'AdvancedTrade/Account/GetAccounts', ask: brokerage('accounts') },
  { name: 'AdvancedTrade/Account/GetApiKeyInfo', ask: brokerage('key_permissions') },
  // The recording shows every configuration that there is in one order.
  {
    name: 'AdvancedTrade/Trading/GetOrders',
    ask: brokerage('orders/historical/batch'),
    pick: (answer) => ({ ...(firstIn('orders')(answer) as Fields), order_configuration: null }),
    may: ['.outstanding_hold_amount is missing'],
  },
  { name: 'AdvancedTrade/Trading/GetUserTrades', ask: brokerage('orders/historical/fills') },
  // No statistics of the day, and nothing of futures.
  {
    name: 'AdvancedTrade/ExchangeData/GetSymbols',
    ask: brokerage('products'),
    pick: firstIn('products'),
    may: [
      '.price_percentage_change_24h is missing',
      '.volume_24h is missing',
      '.volume_percentage_change_24h is missing',
      '.fcm_trading_session_details is missing',
      '.approximate_quote_24h_volume is missing',
      '.future_product_details is missing',
    ],
  },
  {
    name: 'Subscriptions/AdvancedTrade/User',
    ask: (client) => client.watchOrders(),
    hear: ({ channel }) => channel === 'user',
    pick: (message) => firstIn('orders')(firstIn('events')(message) as Fields),
    may: ['.outstanding_hold_amount is missing'],
  },
  {
    name: 'Subscriptions/AdvancedTrade/Trades',
    ask: (client) => client.watchTrades('BTC/USD'),
    hear: ({ channel }) => channel === 'market_trades',
  },
  {
    name: 'AdvancedTrade/Trading/CancelOrders',
    ask: async (client) => {
      const [order] = await client.fetchOpenOrders('BTC/USD');
      return client.request('brokerage/orders/batch_cancel', ['v3', 'private'], 'POST', { order_ids: [order?.id] });
    },
  },
];

const VENUES = [
  ['mexc', 'BTC/USDT.MEXC', MEXC_RULES, (terms: ConstructorParameters<typeof MexcFace>[0]) => new MexcFace(terms), MEXC],
  ['kraken', 'BTC/USD.KRAKEN', KRAKEN_RULES, (terms: ConstructorParameters<typeof KrakenFace>[0]) => new KrakenFace(terms), KRAKEN],
  [
    'coinbase',
    'BTC/USD.COINBASE',
    COINBASE_RULES,
    (terms: ConstructorParameters<typeof CoinbaseFace>[0]) => new CoinbaseFace(terms),
    COINBASE,
  ],
] as const;

for (const [ccxtId, instrumentId, rules, face, rows] of VENUES) {
  const on = storiesOn({ ccxtId, instrumentId, rules, face });
  for (const { name, ask: question, hear, pick = (answer: unknown) => answer, may = [] } of rows) {
    testWithSharedData(
      `the test exchange says what ${ccxtId} was recorded to say: ${name}`,
      on(async (bench) => {
        await trade(bench);
        const recorded = hear === undefined ? readRecorded(ccxtId, name) : readRecordedPush(ccxtId, name);
        const answer = question(bench.client);
        if (hear === undefined) return assert.deepEqual(shapeDifferences(pick(recorded as Fields), pick((await answer) as Fields)), may);
        // What the client makes of the stream is tested elsewhere; it ends with the connection.
        answer.catch(() => undefined);
        await bench.heard(({ channel, method }) => channel === 'subscriptions' || method === 'subscribe');
        bench.exchange.quote(bench.instrument.id, 'sell', 10_200, 1_000);
        bench.exchange.print(bench.instrument.id, { price: 10_100, quantity: 5_000, takerSide: 'sell' });
        assert.deepEqual(shapeDifferences(pick(recorded as Fields), pick(await bench.heard(hear))), may);
      }),
    );
  }
}
