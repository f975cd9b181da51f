import { MICROS_PER_SECOND } from '../../../../../kernel/time.ts';
import type { VenueBalance } from '../../../../../ports/venue.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import { VENUE_CAPABILITIES } from '../capabilities.ts';
import type { VenueDialect } from '../dialect.ts';
import { urlsAt } from '../used-urls.ts';
import { badReply, idOf, moneyOf, timeOf } from '../wire-fields.ts';
import { coinbaseCall, readPages } from './coinbase-call.ts';
import { coinbaseFills } from './coinbase-fills.ts';
import { coinbaseOrderCall } from './coinbase-order-call.ts';
import { coinbaseCancelCall, findCoinbaseOrder, findOpenCoinbaseOrders } from './coinbase-orders.ts';
import { readCoinbaseRefusal } from './coinbase-refusals.ts';
import { COINBASE_STREAM } from './coinbase-stream.ts';
import { coinbaseTransfers } from './coinbase-transfers.ts';

/** Reasons of a cancel that failed because there was nothing to cancel. */
const GONE = /UNKNOWN_CANCEL_ORDER|ORDER_IS_FULLY_FILLED|ALREADY_(CANCELL?ED|FILLED)|NOT_FOUND/;

/** Coinbase's Advanced Trade. */
export const COINBASE_DIALECT: VenueDialect = {
  ccxtId: 'coinbase',
  capabilities: VENUE_CAPABILITIES.COINBASE,
  allowances: [{ counts: 'weight', most: 30, per: MICROS_PER_SECOND }],
  listingWeight: 3,
  oneAtATime: false,
  sandboxHosts: [],
  usedUrls: (api) => urlsAt(api, ['rest'], ['ws']),
  time: {
    call: { ...coinbaseCall('time'), api: ['v3', 'public'] },
    read: (reply) => timeOf(fieldsOf(reply, badReply('the time'))['epochMillis'], badReply('the time')),
  },
  stream: COINBASE_STREAM,
  readRefusal: readCoinbaseRefusal,
  readUsage: () => [],

  place: coinbaseOrderCall,
  readPlaced: (reply, intent, desk) => {
    const refuse = badReply('the placed order');
    const placed = fieldsOf(fieldsOf(reply, refuse)['success_response'], refuse);
    if (placed['client_order_id'] !== intent.clientOrderId || placed['product_id'] !== desk.marketId(intent.instrument))
      refuse('is another one');
    return { venueOrderId: idOf(placed['order_id'], 'id', refuse), ts: desk.now() };
  },
  cancel: coinbaseCancelCall,
  readCancelled: (reply) => {
    const refuse = badReply('the cancel');
    const [result] = itemsOf(fieldsOf(reply, refuse)['results'], refuse);
    const { success, failure_reason: reason } = fieldsOf(result, refuse);
    if (success === true) return { kind: 'requested' };
    return typeof reason === 'string' ? { kind: GONE.test(reason) ? 'gone' : 'unknown', reason } : refuse('does not tell what it did');
  },

  async permissions(desk) {
    const refuse = badReply('what the key may do');
    const reply = await desk.askIfAllowed(coinbaseCall('key_permissions'));
    if (reply === undefined) return undefined;
    const { can_trade: trade, can_transfer: withdraw } = fieldsOf(reply, refuse);
    return typeof trade === 'boolean' && typeof withdraw === 'boolean' ? { trade, withdraw } : refuse('lacks the rights');
  },
  order: findCoinbaseOrder,
  openOrders: findOpenCoinbaseOrders,
  fills: coinbaseFills,
  async balances(desk) {
    const refuse = badReply('an account');
    const held = new Map<string, VenueBalance>();
    for (const row of await readPages(desk, coinbaseCall('accounts', { limit: 250 }), 'accounts')) {
      const account = fieldsOf(row, refuse);
      const currency = desk.currency(idOf(account['currency'], 'currency', refuse));
      const locked = moneyOf(fieldsOf(account['hold'], refuse)['value'], currency, 'hold', refuse);
      const total = moneyOf(fieldsOf(account['available_balance'], refuse)['value'], currency, 'balance', refuse) + locked;
      // A currency may lie in several accounts.
      const before = held.get(currency.code);
      held.set(currency.code, { currency, total: total + (before?.total ?? 0), locked: locked + (before?.locked ?? 0) });
    }
    return [...held.values()];
  },
  transfers: coinbaseTransfers,
};
