import { MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../../../../kernel/time.ts';
import type { UrlTree } from '../../feed-urls.ts';
import { fieldsOf } from '../../reply-fields.ts';
import { decodeAccount } from '../binance-like/decode-account.ts';
import { decodeOrder } from '../binance-like/decode-order.ts';
import { findOpenOrders, findOrder, type OrderQuestions } from '../binance-like/find-order.ts';
import { cancelParams } from '../binance-like/order-params.ts';
import { readTransfers, type TransferRules } from '../binance-like/read-transfers.ts';
import { VENUE_CAPABILITIES } from '../capabilities.ts';
import type { Call, VenueDialect } from '../dialect.ts';
import { urlsAt } from '../used-urls.ts';
import { badReply, idOf, timeOf } from '../wire-fields.ts';
import { binanceFills, binanceFillsCall } from './binance-fills.ts';
import { BINANCE_LINKED } from './binance-linked-orders.ts';
import { binanceOrderCall, RECV_WINDOW } from './binance-order-call.ts';
import { readBinanceRefusal } from './binance-refusals.ts';
import { BINANCE_STREAM } from './binance-stream.ts';

/** Windows that Binance counts in, by how its headers name them. */
const USAGE_HEADERS = [
  ['X-Mbx-Used-Weight-1m', 'weight', MICROS_PER_MINUTE],
  ['X-Mbx-Order-Count-10s', 'orders', 10 * MICROS_PER_SECOND],
  ['X-Mbx-Order-Count-1d', 'orders', MICROS_PER_DAY],
] as const;

const question = (path: string, weight: number, params: Call['params'] = {}, api = 'private'): Call => ({
  path,
  api,
  verb: 'GET',
  cost: { weight, orders: 0 },
  params,
});

const ORDER_QUESTIONS: OrderQuestions = {
  one: (params) => question('order', 4, params),
  open: (symbol) => question('openOrders', 6, { symbol }),
  history: (symbol) => question('allOrders', 20, { symbol, limit: 1000 }),
  fillsOf: (symbol, orderId) => binanceFillsCall(symbol, { orderId }),
};

const TRANSFERS: TransferRules = { api: 'sapi', weight: 18, credited: '1', withdrawn: '6', days: 89, spans: 10 };

/** Binance's spot market. */
export const BINANCE_DIALECT: VenueDialect = {
  ccxtId: 'binance',
  capabilities: VENUE_CAPABILITIES.BINANCE,
  allowances: [
    { counts: 'weight', most: 6000, per: MICROS_PER_MINUTE },
    { counts: 'orders', most: 100, per: 10 * MICROS_PER_SECOND },
    { counts: 'orders', most: 200_000, per: MICROS_PER_DAY },
  ],
  listingWeight: 20,
  oneAtATime: false,
  sandboxHosts: ['testnet.binance.vision', 'ws-api.testnet.binance.vision'],
  usedUrls: (api: UrlTree) => urlsAt(api, ['public'], ['private'], ['sapi'], ['ws', 'ws-api', 'spot']),
  time: {
    call: question('time', 1, {}, 'public'),
    read: (reply) => timeOf(fieldsOf(reply, badReply('the time'))['serverTime'], badReply('the time')),
  },
  stream: BINANCE_STREAM,
  readRefusal: readBinanceRefusal,
  readUsage: (headers) =>
    USAGE_HEADERS.flatMap(([name, counts, per]) => {
      const total = Number(headers[name]);
      return Number.isSafeInteger(total) ? [{ counts, per, total }] : [];
    }),

  place: binanceOrderCall,
  readPlaced: (reply, intent, desk) => {
    const refuse = badReply('the placed order');
    const placed = fieldsOf(reply, refuse);
    if (placed['symbol'] !== desk.marketId(intent.instrument) || placed['clientOrderId'] !== intent.clientOrderId) refuse('is another one');
    return { venueOrderId: idOf(placed['orderId'], 'id', refuse), ts: timeOf(placed['transactTime'], refuse) };
  },
  linked: BINANCE_LINKED,
  cancel: (ref, desk) => ({ ...question('order', 1), verb: 'DELETE', params: { ...cancelParams(ref, desk), recvWindow: RECV_WINDOW } }),
  readCancelled: (reply, { instrument }, desk) => {
    const refuse = badReply('the cancelled order');
    const told = fieldsOf(reply, refuse);
    const { orderId, orderListId, origClientOrderId: clientOrderId, transactTime: updateTime } = told;
    // The cancel of an order of a list may be answered as that of the list.
    idOf(orderId ?? orderListId, 'id', refuse);
    if (orderId === undefined || told['status'] === undefined) return { kind: 'requested' };
    return { kind: 'requested', order: decodeOrder({ ...told, clientOrderId, updateTime }, instrument, desk.marketId(instrument)) };
  },

  async permissions(desk) {
    const reply = await desk.askIfAllowed(question('account/apiRestrictions', 1, {}, 'sapi'));
    if (reply === undefined) return undefined;
    const refuse = badReply('what the key may do');
    const { enableWithdrawals: withdraw, enableSpotAndMarginTrading: trade } = fieldsOf(reply, refuse);
    if (typeof withdraw !== 'boolean' || typeof trade !== 'boolean') return refuse('lacks the rights');
    return { trade, withdraw };
  },
  order: (ref, desk) => findOrder(ref, desk, ORDER_QUESTIONS),
  openOrders: (instruments, desk) => findOpenOrders(instruments, desk, ORDER_QUESTIONS),
  fills: binanceFills,
  balances: async (desk) => decodeAccount(await desk.ask(question('account', 20)), (code) => desk.currency(code)),
  transfers: (since, desk) => readTransfers(since, desk, TRANSFERS),
};
