import { MICROS_PER_DAY, MICROS_PER_MILLISECOND, MICROS_PER_SECOND } from '../../../../../kernel/time.ts';
import { fieldsOf } from '../../reply-fields.ts';
import { decodeAccount } from '../binance-like/decode-account.ts';
import { findOpenOrders, findOrder, type OrderQuestions } from '../binance-like/find-order.ts';
import { cancelParams } from '../binance-like/order-params.ts';
import { readTransfers, type TransferRules } from '../binance-like/read-transfers.ts';
import { VENUE_CAPABILITIES } from '../capabilities.ts';
import type { Call, VenueDialect } from '../dialect.ts';
import { urlsAt } from '../used-urls.ts';
import { badReply, idOf, timeOf } from '../wire-fields.ts';
import { mexcFills, mexcFillsCall } from './mexc-fills.ts';
import { mexcOrderCall } from './mexc-order-call.ts';
import { readMexcRefusal } from './mexc-refusals.ts';
import { MEXC_STREAM } from './mexc-stream.ts';

const PRIVATE = ['spot', 'private'] as const;

const question = (path: string, weight: number, params: Call['params'] = {}, api: Call['api'] = PRIVATE): Call => ({
  path,
  api,
  verb: 'GET',
  cost: { weight, orders: 0 },
  params,
});

/** The history of orders reaches back a week. */
const HISTORY = 7 * MICROS_PER_DAY;

const ORDER_QUESTIONS: OrderQuestions = {
  one: (params) => question('order', 2, params),
  open: (symbol) => question('openOrders', 3, { symbol }),
  history: (symbol, now) =>
    question('allOrders', 10, { symbol, limit: 1000, startTime: Math.ceil((now - HISTORY) / MICROS_PER_MILLISECOND) }),
  fillsOf: (symbol, orderId) => mexcFillsCall(symbol, { orderId }),
};

const TRANSFERS: TransferRules = { api: PRIVATE, weight: 1, credited: '5', withdrawn: '7', days: 7, spans: 12 };

/** MEXC's spot market, whose interface is made after Binance's. */
export const MEXC_DIALECT: VenueDialect = {
  ccxtId: 'mexc',
  capabilities: VENUE_CAPABILITIES.MEXC,
  allowances: [
    { counts: 'weight', most: 500, per: 10 * MICROS_PER_SECOND },
    { counts: 'orders', most: 50, per: 10 * MICROS_PER_SECOND },
  ],
  listingWeight: 10,
  oneAtATime: false,
  sandboxHosts: [],
  usedUrls: (api) => urlsAt(api, ['spot', 'public'], ['spot', 'private'], ['ws', 'spot']),
  time: {
    call: question('time', 1, {}, ['spot', 'public']),
    read: (reply) => timeOf(fieldsOf(reply, badReply('the time'))['serverTime'], badReply('the time')),
  },
  stream: MEXC_STREAM,
  readRefusal: readMexcRefusal,
  readUsage: () => [],

  place: mexcOrderCall,
  readPlaced: (reply, intent, desk) => {
    const refuse = badReply('the placed order');
    const placed = fieldsOf(reply, refuse);
    if (placed['symbol'] !== desk.marketId(intent.instrument)) refuse('is of another market');
    return { venueOrderId: idOf(placed['orderId'], 'id', refuse), ts: timeOf(placed['transactTime'], refuse) };
  },
  cancel: (ref, desk) => ({ ...question('order', 1), verb: 'DELETE', params: cancelParams(ref, desk) }),
  readCancelled: (reply) => {
    const refuse = badReply('the cancelled order');
    idOf(fieldsOf(reply, refuse)['orderId'], 'id', refuse);
    return { kind: 'requested' };
  },

  // What the account may do MEXC tells; what the key may do it does not.
  permissions: () => Promise.resolve(undefined),
  order: (ref, desk) => findOrder(ref, desk, ORDER_QUESTIONS),
  openOrders: (instruments, desk) => findOpenOrders(instruments, desk, ORDER_QUESTIONS),
  fills: mexcFills,
  balances: async (desk) => decodeAccount(await desk.ask(question('account', 10)), (code) => desk.currency(code)),
  transfers: (since, desk) => readTransfers(since, desk, TRANSFERS),
};
