import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { StoredFill, StoredOrder, StoredOrderEvent } from '../../ports/store.ts';
import { accountFor, catchesCanary, type OrderRecords } from './account-for.ts';

const ORDER = {
  intentId: 1,
  instrumentId: 'BTC/USDT.BINANCE',
  side: 'buy',
  quantity: 10,
  filledQuantity: 10,
  status: 'Filled',
} as StoredOrder;
const FILL = { tradeId: 't1', intentId: 1, instrumentId: 'BTC/USDT.BINANCE', side: 'buy', quantity: 10 } as StoredFill;
const EVENT = { intentId: 1, event: 'fill', status: 'Filled', filledQuantity: 10 } as StoredOrderEvent;
const RIGHT: OrderRecords = { orders: [ORDER], events: [EVENT], fills: [FILL] };

test('what agrees is accounted for, in parts too', () => {
  assert.deepEqual(accountFor(RIGHT), []);
  const parts = [4, 6].map((quantity, at) => ({ ...FILL, tradeId: `t${at}`, quantity }));
  assert.deepEqual(accountFor({ ...RIGHT, fills: parts }), []);
});

suite('found is', () => {
  for (const { what, records, says } of [
    { what: 'a fill that is missing', records: { ...RIGHT, fills: [] }, says: /its fills are 0/ },
    { what: 'a fill that is booked twice', records: { ...RIGHT, fills: [FILL, FILL] }, says: /booked twice/ },
    {
      what: 'a fill of nobody',
      records: { ...RIGHT, fills: [FILL, { ...FILL, tradeId: 't2', intentId: 9 }] },
      says: /belongs to no order/,
    },
    { what: 'a fill on the wrong side', records: { ...RIGHT, fills: [{ ...FILL, side: 'sell' }] }, says: /not what order 1 wanted/ },
    { what: 'a fill beyond its order', records: { ...RIGHT, fills: [{ ...FILL, quantity: 11 }] }, says: /was for 10, and 11/ },
    { what: 'an order told as filled too soon', records: { ...RIGHT, fills: [{ ...FILL, quantity: 9 }] }, says: /with 9 of 10/ },
    { what: 'an order of which nothing is told', records: { ...RIGHT, events: [] }, says: /nothing is told of order 1/ },
    {
      what: 'an order that ended otherwise than was told last',
      records: { ...RIGHT, events: [{ ...EVENT, status: 'Canceled' }] },
      says: /says Canceled/,
    },
    {
      what: 'news of an order that is not there',
      records: { ...RIGHT, events: [EVENT, { ...EVENT, intentId: 7 }] },
      says: /order 7, which is not there/,
    },
  ] satisfies readonly { what: string; records: OrderRecords; says: RegExp }[]) {
    test(what, () => assert.match(accountFor(records).join('\n'), says));
  }
});

test('what is put in on purpose is caught; where there is nothing to put it beside, nothing is proven', () => {
  assert.equal(catchesCanary(RIGHT), true);
  assert.equal(catchesCanary({ orders: [], events: [], fills: [] }), false);
});
