import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { spotInstrument } from '../../../../../../tests/tools/ccxt-bench.ts';
import { currency } from '../../../../../domain/money.ts';
import type { Desk } from '../dialect.ts';
import { KRAKEN_STREAM } from './kraken-stream.ts';

const instrument = { ...spotInstrument('BTC/USD'), id: 'BTC/USD.KRAKEN', venue: 'KRAKEN' };
const desk = { currency, now: () => 0 } as unknown as Desk;

/** What the messages of one connection say, in short. */
function read(...rows: readonly object[]): readonly unknown[] {
  const reader = KRAKEN_STREAM.reader([instrument], desk);
  return rows.flatMap((row) =>
    reader({ channel: 'executions', type: 'update', data: [{ timestamp: '2023-09-22T10:33:05.709950123Z', ...row }] }).map((news) => {
      if (news.kind === 'fill') return ['fill', news.fill.tradeId, news.fill.quantity, news.fill.fee, news.fill.liquidity];
      return news.kind === 'order'
        ? ['order', news.order.status, news.order.filledQuantity, news.order.quantity, news.order.ts]
        : news.kind;
    }),
  );
}

const NEW = {
  order_id: 'O1',
  symbol: 'BTC/USD',
  side: 'sell',
  order_qty: 0.005,
  exec_type: 'new',
  order_status: 'new',
  limit_price: 26_500,
};
const TRADE = { order_id: 'O1', symbol: 'BTC/USD', side: 'sell', exec_type: 'trade', exec_id: 'T1', last_qty: 0.002, last_price: 26_500 };
const PAID = { cost: 53, liquidity_ind: 't', fees: [{ asset: 'USD', qty: 0.1378 }], order_status: 'partially_filled' };
const TS = 1_695_378_785_709_950;

describe('the executions of Kraken', () => {
  it('leave out what has not changed', () => {
    assert.deepEqual(read(NEW, { order_id: 'O1', exec_type: 'canceled', order_status: 'canceled', cum_qty: 0.002 }), [
      ['order', 'open', 0, 500, TS],
      ['order', 'canceled', 200, 500, TS],
    ]);
  });

  it('tell a trade, and what its order has come to where they say it', () => {
    assert.deepEqual(read(NEW, { ...TRADE, ...PAID, cum_qty: 0.002 }), [
      ['order', 'open', 0, 500, TS],
      ['fill', 'T1', 200, 137_800, 'taker'],
      ['order', 'open', 200, 500, TS],
    ]);
    assert.deepEqual(read(NEW, { ...TRADE, ...PAID }).slice(1), [['fill', 'T1', 200, 137_800, 'taker']]);
  });

  it('may tell a trade of an order that was never told', () => {
    assert.deepEqual(read({ ...TRADE, ...PAID }), [['fill', 'T1', 200, 137_800, 'taker']]);
  });

  it('of other markets, and other messages, say nothing', () => {
    assert.deepEqual(read({ ...NEW, symbol: 'ETH/USD' }), []);
    const reader = KRAKEN_STREAM.reader([instrument], desk);
    assert.deepEqual([reader({ channel: 'heartbeat' }), reader('garbage'), reader(null)], [[], [], []]);
  });
});
