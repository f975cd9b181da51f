import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { OrderIntent } from '../../src/domain/order.ts';
import { parseDecimal } from '../../src/kernel/exact.ts';
import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { openBinanceWire, TEST_KEY, type BinanceWire } from '../tools/binance-wire.ts';
import { spotInstrument, START } from '../tools/ccxt-bench.ts';
import { intentOf } from '../tools/risk-cases.ts';
import type { WireReply } from '../tools/wire-server.ts';

const ORDER = 'POST /api/v3/order';
const instrument = spotInstrument('BTC/USDT');

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

function orderOf(given: Partial<OrderIntent> = {}): OrderIntent {
  return intentOf({ instrument, clientOrderId: 'home01-1', type: 'limit', quantity: 12_345, limitPrice: 6_000_010, ...given });
}

/** Takes every order. */
function taking({ server }: BinanceWire): void {
  server.on(ORDER, ({ body }) => {
    const order = new URLSearchParams(body);
    return { symbol: order.get('symbol'), orderId: 28, clientOrderId: order.get('newClientOrderId'), transactTime: START / 1000 };
  });
}

function no(code: number, msg: string, status = 400): WireReply {
  return { status, body: { code, msg } };
}

describe('what is sent to Binance', () => {
  for (const [name, given, params] of [
    ['a market order', { type: 'market', limitPrice: undefined }, { type: 'MARKET' }],
    ['a limit order', {}, { type: 'LIMIT', price: '60000.1', timeInForce: 'GTC' }],
    ['a limit order for at once or never', { timeInForce: 'IOC' }, { type: 'LIMIT', price: '60000.1', timeInForce: 'IOC' }],
    ['a limit order for all or nothing', { timeInForce: 'FOK' }, { type: 'LIMIT', price: '60000.1', timeInForce: 'FOK' }],
    ['an order that only makes', { postOnly: true }, { type: 'LIMIT_MAKER', price: '60000.1' }],
    ['a stop', { type: 'stop', limitPrice: undefined, stopPrice: 5_900_000 }, { type: 'STOP_LOSS', stopPrice: '59000' }],
    [
      'a stop with a limit',
      { type: 'stop-limit', stopPrice: 5_900_000 },
      { type: 'STOP_LOSS_LIMIT', price: '60000.1', stopPrice: '59000', timeInForce: 'GTC' },
    ],
  ] as const satisfies readonly (readonly [string, Partial<OrderIntent>, object])[]) {
    it(
      `${name}, with our id and a signature that expires`,
      on(async (wire) => {
        taking(wire);
        assert.deepEqual(await wire.venue.submit(orderOf(given)), { kind: 'accepted', venueOrderId: '28', ts: START });
        const { signature, ...sent } = Object.fromEntries(new URLSearchParams(wire.server.sent(ORDER)[0]?.body));
        assert.match(signature ?? '', /^[0-9a-f]{64}$/);
        assert.deepEqual(sent, {
          symbol: 'BTCUSDT',
          side: 'BUY',
          quantity: '0.12345',
          ...params,
          newClientOrderId: 'home01-1',
          newOrderRespType: 'RESULT',
          timestamp: String(START / 1000),
          recvWindow: '3000',
        });
      }),
    );
  }

  it(
    'no digit of it is changed on the way',
    on(async (wire) => {
      taking(wire);
      const numbers = fc.tuple(fc.integer({ min: 1, max: 900_000_000 }), fc.integer({ min: 1, max: 1e12 }));
      await fc.assert(
        fc.asyncProperty(numbers, async ([quantity, limitPrice]) => {
          // The budget is not what is shown here.
          wire.clock.advance(10 * MICROS_PER_SECOND);
          await wire.venue.submit(orderOf({ quantity, limitPrice }));
          const sent = new URLSearchParams(wire.server.sent(ORDER).at(-1)?.body);
          assert.equal(parseDecimal(sent.get('quantity') ?? '', 5), quantity);
          assert.equal(parseDecimal(sent.get('price') ?? '', 2), limitPrice);
        }),
        { numRuns: 50 },
      );
    }),
  );
});

describe('an order that does not leave', () => {
  const finer = { ...instrument, quantityScale: 8, priceScale: 4 };
  for (const [name, given, code] of [
    ['its quantity is no multiple of the lot', { instrument: finer, quantity: 12_345_001, limitPrice: 600_001_000 }, 'VENUE_REJECTED'],
    ['its price is no multiple of the tick', { instrument: finer, quantity: 12_345_000, limitPrice: 600_001_001 }, 'VENUE_REJECTED'],
    ['its client order id has a character too many', { clientOrderId: 'x'.repeat(37) }, 'VENUE_REJECTED'],
    ['it is a trailing stop', { type: 'trailing-stop' }, 'VENUE_CANNOT'],
    ['the venue does not list it', { instrument: spotInstrument('FOO/USDT') }, 'VENUE_SYMBOL_UNKNOWN'],
  ] as const satisfies readonly (readonly [string, Partial<OrderIntent>, string])[]) {
    it(
      `because ${name}`,
      on(async ({ venue, server }) => {
        const answer = await venue.submit(orderOf(given));
        assert.equal(answer.kind === 'rejected' && answer.code, code);
        assert.equal(server.sent(ORDER).length, 0);
      }),
    );
  }

  it(
    'because nobody answers at the address',
    on(async ({ venue, server }) => {
      await server.close();
      server.close = () => Promise.resolve();
      // Of what goes into a connection that was open nobody knows whether it has left; this question finds it closed.
      await assert.rejects(venue.balances());
      const answer = await venue.submit(orderOf());
      assert.equal(answer.kind === 'rejected' && answer.code, 'VENUE_UNAVAILABLE');
    }),
  );
});

describe('what the answer to an order means', () => {
  const HTML = { body: '<!DOCTYPE html><html></html>' };
  for (const [name, reply, meaning] of [
    ['too little money', no(-2010, 'Account has insufficient balance for requested action.'), 'VENUE_INSUFFICIENT'],
    ['a filter', no(-1013, 'Filter failure: NOTIONAL'), 'VENUE_REJECTED'],
    ['a post-only order that would take', no(-2010, 'Order would immediately match and take.'), 'VENUE_POST_ONLY'],
    ['a bad parameter', no(-1104, 'Not all sent parameters were read.'), 'VENUE_REJECTED'],
    ['a market that is closed', no(-2010, 'Market is closed.'), 'VENUE_SYMBOL_HALTED'],
    ['a symbol that is gone', no(-1121, 'Invalid symbol.'), 'VENUE_SYMBOL_UNKNOWN'],
    ['a wrong key', no(-2015, 'Invalid API-key, IP, or permissions for action.', 401), 'VENUE_KEY_INVALID'],
    ['a wrong secret', no(-1022, 'Signature for this request is not valid.'), 'VENUE_KEY_INVALID'],
    ['too many requests', no(-1003, 'Too many requests.', 429), 'VENUE_LIMITED'],
    ['a ban', { status: 418, headers: { 'retry-after': '30' }, body: {} }, 'VENUE_LIMITED'],
    ['an answer that did not come in time (-1007)', no(-1007, 'Timeout waiting for response from backend server.'), 'unknown'],
    ['an unexpected response (-1006)', no(-1006, 'An unexpected response was received from the message bus.'), 'unknown'],
    ['a server error, whatever it says', no(-2010, 'Account has insufficient balance.', 500), 'unknown'],
    ['a code that nobody knows', no(-9999, '?'), 'unknown'],
    ['a cut connection', 'drop', 'unknown'],
    ['silence', 'hang', 'unknown'],
    ['markup', HTML, 'unknown'],
    ['markup with a status of refusal', { status: 403, ...HTML }, 'unknown'],
    ['an empty body', { body: '' }, 'unknown'],
    ['an object without an order', { body: {} }, 'unknown'],
    ['an empty list', { body: [] }, 'unknown'],
    ['an order without an id', { body: { symbol: 'BTCUSDT', clientOrderId: 'home01-1', transactTime: 1 } }, 'unknown'],
    ['another order', { body: { symbol: 'BTCUSDT', orderId: 1, clientOrderId: 'x', transactTime: 1 } }, 'unknown'],
  ] as const satisfies readonly (readonly [string, WireReply, string])[]) {
    it(
      `${name}: ${meaning}`,
      on(async ({ venue, server }) => {
        server.next(ORDER, reply);
        const answer = await venue.submit(orderOf());
        assert.equal(answer.kind === 'rejected' ? answer.code : answer.kind, meaning);
        if (answer.kind === 'unknown') assert.equal(answer.expiresAt, START + 3 * MICROS_PER_SECOND);
        assert.equal(server.sent(ORDER).length, 1, 'it is sent once');
      }),
    );
  }

  it(
    'a duplicate of our id: what is there is looked up, and is ours when it is what we wanted',
    on(async ({ venue, server }) => {
      const twin = { symbol: 'BTCUSDT', orderId: 7, clientOrderId: 'home01-1', side: 'BUY', type: 'LIMIT', status: 'NEW', time: 5 };
      for (const [origQty, kind] of [
        ['0.12345000', 'accepted'],
        ['0.50000000', 'unknown'],
      ] as const) {
        server.next(ORDER, no(-2010, 'Duplicate order sent.'));
        server.next('GET /api/v3/order', { body: { ...twin, origQty, executedQty: '0.0', price: '60000.10' } });
        assert.equal((await venue.submit(orderOf())).kind, kind);
      }
    }),
  );

  it(
    'a wrong time stamp: the clocks are compared and the order, which was not placed, is signed anew',
    on(async (wire) => {
      taking(wire);
      wire.server.on('GET /api/v3/time', () => ({ serverTime: START / 1000 + 4000 }));
      wire.server.next(ORDER, no(-1021, 'Timestamp for this request is outside of the recvWindow.'));
      assert.equal((await wire.venue.submit(orderOf())).kind, 'accepted');
      const stamps = wire.server.sent(ORDER).map(({ body }) => Number(new URLSearchParams(body).get('timestamp')) - START / 1000);
      assert.deepEqual(stamps, [0, 4000]);
      assert.equal(wire.venue.health().clockOffset, 4 * MICROS_PER_SECOND);
    }),
  );

  it(
    'a time stamp that is wrong again: the order is refused for it',
    on(async ({ venue, server }) => {
      server.next(ORDER, no(-1021, 'Timestamp'), no(-1021, 'Timestamp'));
      const answer = await venue.submit(orderOf());
      assert.equal(answer.kind === 'rejected' && answer.code, 'VENUE_CLOCK');
    }),
  );

  it(
    'no word of it shows the key, the secret or a signature',
    on(async ({ venue, server }) => {
      server.next(ORDER, no(-2014, `API-key format invalid: ${TEST_KEY.key}`));
      const told = [await venue.submit(orderOf())];
      server.next('GET /api/v3/openOrders', 'drop', 'drop');
      await venue.openOrders([instrument]).catch((error: unknown) => told.push(error as never));
      assert.doesNotMatch(JSON.stringify([told, venue.health()]), /the-key|the-secret|signature=/);
    }),
  );
});

describe('when Binance limits or fails', () => {
  it(
    'after a 429 nothing is sent before the time that it says',
    on(async (wire) => {
      taking(wire);
      wire.server.next(ORDER, { status: 429, headers: { 'retry-after': '3' }, body: {} });
      await wire.venue.submit(orderOf());
      const answer = wire.venue.submit(orderOf());
      await wire.clock.sleeping(MICROS_PER_SECOND, 3 * MICROS_PER_SECOND);
      assert.equal(wire.server.sent(ORDER).length, 1);
      wire.clock.advance(3 * MICROS_PER_SECOND);
      assert.equal((await answer).kind, 'accepted');
    }),
  );

  it('no more orders wait than may: the next is told so, and is not sent', async () => {
    const wire = await openBinanceWire({ queue: 1 });
    taking(wire);
    wire.server.next(ORDER, { status: 429, headers: { 'retry-after': '3' }, body: {} });
    await wire.venue.submit(orderOf());
    const waiting = wire.venue.submit(orderOf());
    const refused = await wire.venue.submit(orderOf());
    assert.equal(refused.kind === 'rejected' && refused.code, 'VENUE_QUEUE_FULL');
    assert.equal(wire.venue.health().queued, 1);
    wire.clock.advance(3 * MICROS_PER_SECOND);
    assert.equal((await waiting).kind, 'accepted');
    await wire.dispose();
  });

  it(
    'after five failures in a row entries stay here, and exits and cancels go on',
    on(async (wire) => {
      wire.server.next(ORDER, ...Array<WireReply>(5).fill({ status: 503, body: '' }));
      for (let failure = 0; failure < 5; failure++) await wire.venue.submit(orderOf());
      const entry = await wire.venue.submit(orderOf());
      assert.equal(entry.kind === 'rejected' && entry.code, 'VENUE_BREAKER_OPEN');
      assert.equal(wire.venue.health().brokenSince, START);
      taking(wire);
      assert.equal((await wire.venue.submit(orderOf({ side: 'sell', reduceOnly: true }))).kind, 'accepted');
      wire.server.next('DELETE /api/v3/order', { body: { orderId: 28 } });
      assert.deepEqual(await wire.venue.cancel({ instrument, clientOrderId: 'home01-1', venueOrderId: '28' }), { kind: 'requested' });
    }),
  );
});

describe('a cancel', () => {
  for (const [name, reply, kind] of [
    ['that is taken', { body: { symbol: 'BTCUSDT', orderId: 28 } }, 'requested'],
    ['of an order that is not open', no(-2011, 'Unknown order sent.'), 'gone'],
    ['without an answer', 'drop', 'unknown'],
    ['with an empty answer', { body: {} }, 'unknown'],
    ['with a server error', { status: 502, body: '' }, 'unknown'],
  ] as const satisfies readonly (readonly [string, WireReply, string])[]) {
    it(
      `${name}: ${kind}`,
      on(async ({ venue, server }) => {
        server.next('DELETE /api/v3/order', reply);
        assert.equal((await venue.cancel({ instrument, clientOrderId: 'home01-1', venueOrderId: undefined })).kind, kind);
        assert.equal(server.sent('DELETE /api/v3/order')[0]?.query['origClientOrderId'], 'home01-1');
      }),
    );
  }
});
