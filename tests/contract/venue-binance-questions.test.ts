import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createCcxtVenue } from '../../src/adapters/venues/ccxt/trading/ccxt-venue.ts';
import { findVenueHost } from '../../src/adapters/venues/ccxt/trading/venue-host.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR } from '../../src/kernel/time.ts';
import type { OrderRef, Venue } from '../../src/ports/venue.ts';
import { openBinanceWire, startBinanceWire, TEST_KEY, type BinanceWire } from '../tools/binance-wire.ts';
import { spotInstrument, START } from '../tools/ccxt-bench.ts';
import { ManualClock } from '../tools/manual-clock.ts';
import type { WireReply } from '../tools/wire-server.ts';

const instrument = spotInstrument('BTC/USDT');
const REF: OrderRef = { instrument, clientOrderId: 'home01-1', venueOrderId: undefined };
const ABSENT: WireReply = { status: 400, body: { code: -2013, msg: 'Order does not exist.' } };

function on(story: (wire: BinanceWire) => Promise<void>): () => Promise<void> {
  return async () => {
    const wire = await openBinanceWire();
    try {
      await story(wire);
    } finally {
      await wire.dispose();
    }
  };
}

/** An order as Binance tells it. */
function told(given: object = {}): object {
  return {
    symbol: 'BTCUSDT',
    orderId: 7,
    clientOrderId: 'home01-1',
    price: '60000.10000000',
    origQty: '0.12345000',
    executedQty: '0.02000000',
    status: 'PARTIALLY_FILLED',
    type: 'LIMIT',
    side: 'SELL',
    time: START / 1000,
    updateTime: START / 1000 + 5,
    ...given,
  };
}

function trade(id: number, time: number): object {
  return {
    symbol: 'BTCUSDT',
    id,
    orderId: 7,
    price: '60000.10000000',
    qty: '0.00100000',
    quoteQty: '60.00010000',
    commission: '0.00000100',
    commissionAsset: 'BTC',
    time: time / 1000,
    isBuyer: true,
    isMaker: true,
  };
}

describe('an order that is asked for', () => {
  it(
    'is told in exact units',
    on(async ({ venue, server }) => {
      server.next('GET /api/v3/order', { body: told() });
      assert.deepEqual(await venue.order(REF), {
        instrumentId: 'BTC/USDT.BINANCE',
        venueOrderId: '7',
        clientOrderId: 'home01-1',
        side: 'sell',
        quantity: 12_345,
        filledQuantity: 2_000,
        limitPrice: 6_000_010,
        status: 'open',
        reason: undefined,
        ts: START + 5000,
      });
    }),
  );

  for (const [name, open, history, found] of [
    ['is absent only when open orders and history lack it too', [], [], undefined],
    ['is found among the open ones where its id is not known yet', [told()], [], '7'],
    ['is found in history, the newest of its id', [], [told({ orderId: 8 }), told({ orderId: 9 })], '9'],
    ['is not another one', [told({ clientOrderId: 'by-hand' })], [], undefined],
  ] as const) {
    it(
      name,
      on(async ({ venue, server }) => {
        server.next('GET /api/v3/order', ABSENT);
        server.next('GET /api/v3/openOrders', { body: open });
        server.next('GET /api/v3/allOrders', { body: history });
        assert.equal((await venue.order(REF))?.venueOrderId, found);
      }),
    );
  }

  it(
    'is not absent when there are fills of it',
    on(async ({ venue, server }) => {
      server.next('GET /api/v3/order', ABSENT);
      server.next('GET /api/v3/openOrders', { body: [] });
      server.next('GET /api/v3/allOrders', { body: [] });
      server.next('GET /api/v3/myTrades', { body: [trade(1, START)] });
      await assert.rejects(venue.order({ ...REF, venueOrderId: '7' }), (error) => isBallastError(error, 'VENUE_BAD_REPLY'));
    }),
  );
});

describe('fills', () => {
  it(
    'are read day by day to the first, and from its id on to the newest',
    on(async ({ venue, server }) => {
      const trades = [...Array(2500).keys()].map((id) => trade(id, START - MICROS_PER_DAY + id * 1000));
      server.on('GET /api/v3/myTrades', ({ query }) => {
        const {
          startTime = '0',
          endTime = '',
          fromId,
          limit,
        } = query as { startTime?: string; endTime?: string; fromId?: string; limit: string };
        assert.ok(fromId !== undefined || Number(endTime) - Number(startTime) < MICROS_PER_DAY / 1000);
        const wanted = trades.filter((each) => {
          const { id, time } = each as { id: number; time: number };
          return fromId === undefined ? time >= Number(startTime) && time <= Number(endTime) : id >= Number(fromId);
        });
        return wanted.slice(0, Number(limit));
      });
      const fills = await venue.fills(instrument, START - 3 * MICROS_PER_DAY - MICROS_PER_HOUR);
      assert.deepEqual(
        fills.map(({ tradeId }) => Number(tradeId)),
        [...Array(2500).keys()],
      );
      assert.deepEqual(fills[0], {
        instrumentId: 'BTC/USDT.BINANCE',
        tradeId: '0',
        venueOrderId: '7',
        clientOrderId: undefined,
        side: 'buy',
        price: 6_000_010,
        quantity: 100,
        notional: 6_000_010_000,
        fee: 100,
        feeCurrency: { code: 'BTC', scale: 8 },
        liquidity: 'maker',
        ts: START - MICROS_PER_DAY,
      });
      assert.equal((await venue.fills(instrument, 0)).length, 2500, 'also since ever');
    }),
  );
});

describe('an answer that is none', () => {
  const questions: readonly (readonly [string, string, (venue: Venue) => Promise<unknown>])[] = [
    ['open orders', 'GET /api/v3/openOrders', (venue) => venue.openOrders([instrument])],
    ['fills', 'GET /api/v3/myTrades', (venue) => venue.fills(instrument, START - 1)],
    ['balances', 'GET /api/v3/account', (venue) => venue.balances()],
    ['an order', 'GET /api/v3/order', (venue) => venue.order(REF)],
  ];
  const replies: readonly (readonly [string, WireReply, string])[] = [
    ['an empty object', { body: {} }, 'VENUE_BAD_REPLY'],
    ['an empty body', { body: '' }, 'VENUE_BAD_REPLY'],
    ['markup', { body: '<html></html>' }, 'VENUE_BAD_REPLY'],
    ['null', { body: 'null' }, 'VENUE_BAD_REPLY'],
    ['a cut page', { body: '[{"symbol":"BTCUSDT","ord' }, 'VENUE_BAD_REPLY'],
    ['a list of something else', { body: [{}] }, 'VENUE_BAD_REPLY'],
    ['a server error', { status: 502, body: '' }, 'VENUE_UNAVAILABLE'],
    ['maintenance', { status: 503, body: { code: 1, msg: 'system maintenance' } }, 'VENUE_UNAVAILABLE'],
    ['a limit', { status: 429, body: {} }, 'VENUE_LIMITED'],
    ['a wrong key', { status: 401, body: { code: -2015, msg: 'Invalid API-key' } }, 'VENUE_KEY_INVALID'],
  ];
  for (const [what, route, ask] of questions) {
    for (const [name, reply, code] of replies) {
      it(
        `to the question for ${what}, ${name}: ${code}`,
        on(async ({ venue, server }) => {
          server.next(route, reply);
          await assert.rejects(ask(venue), (error) => isBallastError(error, code as 'VENUE_LIMITED'));
        }),
      );
    }
  }
});

describe('balances and transfers', () => {
  it(
    'are told in units of their currencies',
    on(async ({ venue }) => {
      assert.deepEqual(await venue.balances(), [{ currency: { code: 'USDT', scale: 8 }, total: 100_000_000_000, locked: 9_950_000_000 }]);
    }),
  );

  it(
    'are undefined where the key may not ask for them',
    on(async ({ venue, server }) => {
      server.next('GET /sapi/v1/capital/deposit/hisrec', { status: 401, body: { code: -2015, msg: 'no permission' } });
      assert.equal(await venue.transfers(START - 1), undefined);
    }),
  );

  it(
    'count what a withdrawal cost',
    on(async ({ venue, server }) => {
      server.next('GET /sapi/v1/capital/deposit/hisrec', {
        body: [{ id: 'd1', coin: 'BTC', amount: '0.5', status: 1, insertTime: START / 1000 }],
      });
      server.next('GET /sapi/v1/capital/withdraw/history', {
        body: [{ id: 'w1', coin: 'USDT', amount: '10', transactionFee: '1', status: 6, applyTime: '2024-05-01 12:00:31' }],
      });
      assert.deepEqual(
        (await venue.transfers(START - 1))?.map(({ id, currency, amount }) => [id, currency.code, amount]),
        [
          ['deposit-d1', 'BTC', 50_000_000],
          ['withdrawal-w1', 'USDT', -1_100_000_000],
        ],
      );
    }),
  );
});

describe('connecting', () => {
  for (const [name, route, reply, code] of [
    [
      'a key that may withdraw',
      'GET /sapi/v1/account/apiRestrictions',
      { body: { enableWithdrawals: true, enableSpotAndMarginTrading: true } },
      'VENUE_KEY_CAN_WITHDRAW',
    ],
    [
      'a key that the venue does not know',
      'GET /api/v3/account',
      { status: 401, body: { code: -2015, msg: 'Invalid API-key' } },
      'VENUE_KEY_INVALID',
    ],
    ['a listing that is markup', 'GET /api/v3/exchangeInfo', { body: '<html></html>' }, 'VENUE_BAD_REPLY'],
    ['a listing without markets', 'GET /api/v3/exchangeInfo', { body: { symbols: [] } }, 'VENUE_BAD_REPLY'],
    ['maintenance', 'GET /api/v3/time', { status: 503, body: '' }, 'VENUE_UNAVAILABLE'],
  ] as const satisfies readonly (readonly [string, string, WireReply, string])[]) {
    it(`refuses ${name}`, async () => {
      const clock = new ManualClock(START);
      const server = await startBinanceWire(clock);
      const venue = createCcxtVenue({ venue: 'BINANCE', key: TEST_KEY, clock, random: () => 0, urls: server.urls });
      server.next(route, reply);
      await assert.rejects(venue.connect(new AbortController().signal), (error) => isBallastError(error, code));
      await venue.close();
      await server.close();
    });
  }

  it('knows real money by where requests go, and sends nothing to find out', async () => {
    const loopback = { rest: 'http://127.0.0.1:9', stream: 'ws://127.0.0.1:9' };
    assert.deepEqual(await findVenueHost({ venue: 'BINANCE', urls: loopback }), { host: '127.0.0.1:9', isReal: false });
    assert.deepEqual(await findVenueHost({ venue: 'BINANCE', sandbox: true }), { host: 'testnet.binance.vision', isReal: false });
    assert.deepEqual(await findVenueHost({ venue: 'BINANCE' }), { host: 'api.binance.com', isReal: true });
    // One real address among loopback ones is enough.
    assert.equal((await findVenueHost({ venue: 'BINANCE', urls: { rest: loopback.rest } })).isReal, true);
    await assert.rejects(findVenueHost({ venue: 'NOWHERE' }), (error) => isBallastError(error, 'VENUE_UNKNOWN'));
  });
});
