import { MICROS_PER_MILLISECOND, MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../../../../kernel/time.ts';
import { fieldsOf, itemsOf } from '../../reply-fields.ts';
import { VENUE_CAPABILITIES } from '../capabilities.ts';
import type { VenueDialect } from '../dialect.ts';
import { urlsAt } from '../used-urls.ts';
import { badReply, idOf, moneyOf, secondsOf } from '../wire-fields.ts';
import { krakenCall, resultOf } from './kraken-call.ts';
import { krakenFills } from './kraken-fills.ts';
import { krakenOrderCall } from './kraken-order-call.ts';
import { findKrakenOrder, findOpenKrakenOrders } from './kraken-orders.ts';
import { readKrakenRefusal } from './kraken-refusals.ts';
import { KRAKEN_STREAM } from './kraken-stream.ts';
import { krakenTransfers } from './kraken-transfers.ts';

/** Kraken's spot market. */
export const KRAKEN_DIALECT: VenueDialect = {
  ccxtId: 'kraken',
  capabilities: VENUE_CAPABILITIES.KRAKEN,
  // Those of the lowest tier: 15 points, of which one comes back in three seconds; and 60 orders of a market, one a second.
  allowances: [
    { counts: 'weight', most: 15, per: 45 * MICROS_PER_SECOND },
    { counts: 'orders', most: 60, per: MICROS_PER_MINUTE },
  ],
  listingWeight: 0,
  // Each request carries a number that has to be greater than all that arrived before it.
  oneAtATime: true,
  sandboxHosts: [],
  usedUrls: (api) => urlsAt(api, ['public'], ['private'], ['ws', 'privateV2']),
  time: {
    call: { ...krakenCall('Time', {}, { weight: 0, orders: 0 }), api: 'public', verb: 'GET' },
    // Whole seconds: the middle of one is off by half of it at most.
    read: (reply) => {
      const refuse = badReply('the time');
      return secondsOf(resultOf(reply, refuse)['unixtime'], refuse) + 500 * MICROS_PER_MILLISECOND;
    },
  },
  stream: KRAKEN_STREAM,
  readRefusal: readKrakenRefusal,
  readUsage: () => [],

  place: krakenOrderCall,
  readPlaced: (reply, _intent, desk) => {
    const refuse = badReply('the placed order');
    const [txid, ...others] = itemsOf(resultOf(reply, refuse)['txid'], refuse);
    return others.length > 0 ? refuse('is more than one') : { venueOrderId: idOf(txid, 'id', refuse), ts: desk.now() };
  },
  cancel: ({ clientOrderId, venueOrderId }) =>
    krakenCall('CancelOrder', venueOrderId === undefined ? { cl_ord_id: clientOrderId } : { txid: venueOrderId }, { weight: 0, orders: 1 }),
  readCancelled: (reply) => {
    const refuse = badReply('the cancel');
    const { count, pending } = resultOf(reply, refuse);
    if (typeof count !== 'number') return refuse('does not tell what it did');
    return count > 0 || pending === true ? { kind: 'requested' } : { kind: 'gone', reason: 'there was nothing to cancel' };
  },

  cancelAllAfter: (seconds) => krakenCall('CancelAllOrdersAfter', { timeout: String(seconds) }, { weight: 0, orders: 1 }),

  async permissions(desk) {
    const reply = await desk.askIfAllowed(krakenCall('GetApiKeyInfo'));
    if (reply === undefined) return undefined;
    const refuse = badReply('what the key may do');
    const rights = itemsOf(resultOf(reply, refuse)['permissions'], refuse);
    return { trade: rights.includes('modify-trades'), withdraw: rights.includes('withdraw-funds') };
  },
  order: findKrakenOrder,
  openOrders: findOpenKrakenOrders,
  fills: krakenFills,
  async balances(desk) {
    const refuse = badReply('the balances');
    return Object.entries(resultOf(await desk.ask(krakenCall('BalanceEx')), refuse)).map(([asset, value]) => {
      const currency = desk.currency(asset);
      const { balance, hold_trade: locked } = fieldsOf(value, refuse);
      return { currency, total: moneyOf(balance, currency, 'balance', refuse), locked: moneyOf(locked ?? '0', currency, 'lock', refuse) };
    });
  },
  transfers: krakenTransfers,
};
