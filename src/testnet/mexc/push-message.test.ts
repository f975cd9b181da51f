import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { encodePush, type PushMessage } from './push-message.ts';

interface Decoder {
  readonly PushDataV3ApiWrapper: { decode(bytes: Uint8Array): { toJSON(): unknown } };
}

/** The decoder that the real client carries. */
const decoder = createRequire(import.meta.url)(
  fileURLToPath(new URL('./src/protobuf/mexc/compiled.cjs', import.meta.resolve('ccxt'))),
) as Decoder;

/** Fields of 64 bits, which the client reads as text. */
const LONG = new Set(['createTime', 'sendTime', 'time', 'windowStart', 'windowEnd']);

const OF_SYMBOL = { symbol: 'BTCUSDT', createTime: 1_754_737_941_062, sendTime: 1_754_737_941_070 };

const ROWS: Readonly<Record<string, PushMessage>> = {
  'an order': {
    ...OF_SYMBOL,
    channel: 'spot@private.orders.v3.api.pb',
    privateOrders: {
      id: 'C02__1',
      clientId: 'abc-1',
      price: '60000.1',
      quantity: '0.5',
      amount: '30000.05',
      avgPrice: '60000.1',
      orderType: 1,
      tradeType: 2,
      isMaker: true,
      remainAmount: '18000.03',
      remainQuantity: '0.3',
      lastDealQuantity: '0.2',
      cumulativeQuantity: '0.2',
      cumulativeAmount: '12000.02',
      status: 3,
      createTime: 1_754_737_941_000,
    },
  },
  'a fill': {
    ...OF_SYMBOL,
    channel: 'spot@private.deals.v3.api.pb',
    privateDeals: {
      price: '1',
      quantity: '2',
      amount: '2',
      tradeType: 1,
      isMaker: true,
      isSelfTrade: true,
      tradeId: '9',
      clientOrderId: 'abc-1',
      orderId: 'C02__1',
      feeAmount: '0.1',
      feeCurrency: 'USDT',
      time: 7,
    },
  },
  'a holding': {
    sendTime: 1,
    channel: 'spot@private.account.v3.api.pb',
    privateAccount: {
      vcoinName: 'USDT',
      coinId: 'usdt',
      balanceAmount: '10',
      balanceAmountChange: '-1.5',
      frozenAmount: '1.5',
      frozenAmountChange: '1.5',
      type: 'ENTRUST_PLACE',
      time: 8,
    },
  },
  'a candle': {
    ...OF_SYMBOL,
    channel: 'spot@public.kline.v3.api.pb@BTCUSDT@Min1',
    publicSpotKline: {
      interval: 'Min1',
      windowStart: 1_754_737_920,
      openingPrice: '1',
      closingPrice: '2',
      highestPrice: '3',
      lowestPrice: '0.5',
      volume: '4',
      amount: '8',
      windowEnd: 1_754_737_980,
    },
  },
  'trades of the market': {
    ...OF_SYMBOL,
    channel: 'spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT',
    publicAggreDeals: {
      deals: [{ price: '3', quantity: '4', tradeType: 2, time: 6 }],
      eventType: 'spot@public.aggre.deals.v3.api.pb@100ms',
    },
  },
  'the best prices': {
    ...OF_SYMBOL,
    channel: 'spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT',
    publicAggreBookTicker: { bidPrice: '1', bidQuantity: '2', askPrice: '3', askQuantity: '4' },
  },
};

for (const [name, message] of Object.entries(ROWS)) {
  test(`the client of MEXC reads ${name} as it was sent`, () => {
    const read = decoder.PushDataV3ApiWrapper.decode(encodePush(message)).toJSON();
    const sent: unknown = JSON.parse(JSON.stringify(message, (key, value: unknown) => (LONG.has(key) ? String(value) : value)));
    assert.deepEqual(read, sent);
  });
}
