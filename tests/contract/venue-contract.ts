import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Quantity } from '../../src/domain/instrument.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { ErrorCode } from '../../src/kernel/error-codes.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import type { VenueFill } from '../../src/ports/venue.ts';
import type { FaultOrder } from '../../src/testnet/faults/fault.ts';
import type { VenueBench } from '../tools/venue-bench.ts';
import { idOf, orderOf, refOf, type On, type VenueDifferences } from './venue-stories.ts';
import { testLinked } from './venue-linked-contract.ts';
import { testStream } from './venue-stream-contract.ts';

const PRICE = 6_000_000;

/** The contract of the port `Venue`: `open` gives a connected venue and its bench. */
export function testVenue(name: string, open: () => Promise<VenueBench>, differences: VenueDifferences): void {
  const on = (story: (bench: VenueBench) => Promise<void>) => async (): Promise<void> => {
    const bench = await open();
    try {
      await story(bench);
    } finally {
      await bench.dispose();
    }
  };
  describe(`a venue: ${name}`, () => {
    describe('orders', () => testOrders(on));
    describe('cancels', () => testCancels(on));
    describe('a stop and a target of which one ends the other', () => testLinked(on, differences));
    describe('orders without an answer', () => testUnknown(on));
    describe('refusals', () => testRefusals(on, differences));
    describe('questions', () => testQuestions(on));
    describe('the private stream', () => testStream(on, differences));
  });
}

function sum(fills: readonly VenueFill[]): Quantity {
  return fills.reduce((total, { quantity }) => total + quantity, 0);
}

function testOrders(on: On): void {
  it(
    'that rest are open, by our id and by the id of the venue',
    on(async (bench) => {
      const order = orderOf(bench);
      const venueOrderId = idOf(await bench.venue.submit(order));
      const [open, ...rest] = await bench.venue.openOrders([bench.instrument]);
      assert.equal(rest.length, 0);
      const { ts: _ts, ...told } = open ?? { ts: 0 };
      assert.deepEqual(told, {
        instrumentId: bench.instrument.id,
        venueOrderId,
        clientOrderId: order.clientOrderId,
        side: 'buy',
        quantity: 2_000,
        filledQuantity: 0,
        limitPrice: PRICE,
        status: 'open',
        reason: undefined,
      });
      assert.deepEqual(await bench.venue.order(refOf(order)), open);
      assert.deepEqual(await bench.venue.order(refOf(order, venueOrderId)), open);
    }),
  );

  it(
    'that fill are told with every fill, exact to the last digit',
    on(async (bench) => {
      bench.quote('sell', PRICE - 3, 700);
      bench.quote('sell', PRICE, 5_000);
      const order = orderOf(bench);
      const venueOrderId = idOf(await bench.venue.submit(order));
      const fills = await bench.venue.fills(bench.instrument, 0);
      assert.deepEqual(
        fills.map(({ price, quantity, notional, side, liquidity }) => ({ price, quantity, notional, side, liquidity })),
        [
          {
            price: PRICE - 3,
            quantity: 700,
            notional: 700 * (PRICE - 3) * 10 ** (bench.instrument.quote.scale - 7),
            side: 'buy',
            liquidity: 'taker',
          },
          {
            price: PRICE,
            quantity: 1_300,
            notional: 1_300 * PRICE * 10 ** (bench.instrument.quote.scale - 7),
            side: 'buy',
            liquidity: 'taker',
          },
        ],
      );
      assert.ok(fills.every((fill) => fill.venueOrderId === venueOrderId && fill.fee > 0));
      const told = await bench.venue.order(refOf(order));
      assert.deepEqual([told?.status, told?.filledQuantity], ['filled', 2_000]);
      assert.deepEqual(await bench.venue.openOrders([bench.instrument]), []);
    }),
  );

  it(
    'at any price take what is there',
    on(async (bench) => {
      bench.quote('buy', PRICE, 5_000);
      const order = orderOf(bench, { type: 'market', side: 'sell', limitPrice: undefined });
      idOf(await bench.venue.submit(order));
      const told = await bench.venue.order(refOf(order));
      assert.deepEqual([told?.status, told?.filledQuantity, told?.limitPrice], ['filled', 2_000, undefined]);
    }),
  );

  it(
    'for at once or never end with what they got',
    on(async (bench) => {
      bench.quote('sell', PRICE, 500);
      const order = orderOf(bench, { timeInForce: 'IOC' });
      await bench.venue.submit(order);
      const told = await bench.venue.order(refOf(order));
      assert.ok(told?.status === 'canceled' || told?.status === 'expired', told?.status);
      assert.equal(told?.filledQuantity, 500);
      assert.equal(sum(await bench.venue.fills(bench.instrument, 0)), 500);
    }),
  );

  it(
    'that only make are not taken when they would take',
    on(async (bench) => {
      bench.quote('sell', PRICE, 500);
      const order = orderOf(bench, { postOnly: true });
      const answer = await bench.venue.submit(order);
      const told = answer.kind === 'rejected' ? undefined : await bench.venue.order(refOf(order));
      assert.ok(answer.kind === 'rejected' || (told !== undefined && told.status !== 'open'));
      assert.deepEqual(await bench.venue.fills(bench.instrument, 0), []);
    }),
  );

  it(
    'that stop wait for their price, where the venue holds them',
    on(async (bench) => {
      bench.print(PRICE);
      bench.quote('buy', PRICE - 20_000, 5_000);
      const types = (['stop', 'stop-limit'] as const).filter((type) => bench.venue.capabilities.orderTypes.includes(type));
      for (const type of types) {
        const limitPrice = type === 'stop' ? undefined : PRICE - 20_000;
        const order = orderOf(bench, { type, side: 'sell', stopPrice: PRICE - 10_000, limitPrice, quantity: 1_000 });
        idOf(await bench.venue.submit(order));
        assert.equal((await bench.venue.order(refOf(order)))?.status, 'open');
        bench.print(PRICE - 10_000);
        assert.equal((await bench.venue.order(refOf(order)))?.filledQuantity, 1_000);
        bench.print(PRICE);
      }
      assert.equal(sum(await bench.venue.fills(bench.instrument, 0)), 1_000 * types.length);
    }),
  );

  it(
    'of an id that is taken are the one that is there, and never a second one',
    on(async (bench) => {
      const order = orderOf(bench);
      const first = idOf(await bench.venue.submit(order));
      assert.equal(idOf(await bench.venue.submit(order)), first);
      assert.equal((await bench.venue.openOrders([bench.instrument])).length, 1);
    }),
  );

  it(
    'that the venue does not know are undefined',
    on(async (bench) => {
      assert.equal(await bench.venue.order(refOf(orderOf(bench))), undefined);
    }),
  );
}

function testCancels(on: On): void {
  it(
    'end an order, and tell that it is gone when it is',
    on(async (bench) => {
      const order = orderOf(bench);
      await bench.venue.submit(order);
      const answer = await bench.venue.cancel(refOf(order));
      assert.equal(answer.kind, 'requested');
      const told = await bench.venue.order(refOf(order));
      assert.equal(told?.status, 'canceled');
      // Where the answer tells the order, it tells what a question tells.
      if ('order' in answer) assert.deepEqual(answer.order, told);
      assert.equal((await bench.venue.cancel(refOf(order))).kind, 'gone');
      assert.deepEqual(await bench.venue.openOrders([bench.instrument]), []);
    }),
  );

  it(
    'by the id of the venue do the same, also after a part has filled',
    on(async (bench) => {
      const order = orderOf(bench);
      const venueOrderId = idOf(await bench.venue.submit(order));
      bench.sweep('sell', PRICE, 800);
      assert.equal((await bench.venue.cancel(refOf(order, venueOrderId))).kind, 'requested');
      const told = await bench.venue.order(refOf(order, venueOrderId));
      assert.deepEqual([told?.status, told?.filledQuantity], ['canceled', 800]);
    }),
  );

  it(
    'that cross a fill lose: the order has filled',
    on(async (bench) => {
      const order = orderOf(bench);
      await bench.venue.submit(order);
      bench.fault({ kind: 'cancel-crosses-fill' });
      assert.equal((await bench.venue.cancel(refOf(order))).kind, 'gone');
      assert.equal((await bench.venue.order(refOf(order)))?.status, 'filled');
    }),
  );

  for (const kind of ['drop-reply', 'drop-request', 'empty-body', 'empty-object', 'html', 'unavailable', 'cut-body'] as const) {
    it(
      `without an answer are unknown: ${kind}`,
      on(async (bench) => {
        const order = orderOf(bench);
        await bench.venue.submit(order);
        bench.fault({ kind, on: 'cancel' });
        assert.equal((await bench.venue.cancel(refOf(order))).kind, 'unknown');
      }),
    );
  }
}

function testUnknown(on: On): void {
  for (const [kind, isThere] of [
    ['drop-reply', true],
    ['hang-reply', true],
    ['timeout', true],
    ['empty-body', true],
    ['empty-object', true],
    ['empty-list', true],
    ['cut-body', true],
    ['drop-request', false],
    ['hang-request', false],
    ['unavailable', false],
    ['html', false],
  ] as const) {
    it(
      `${kind}: unknown, and looked up it is ${isThere ? 'there, once' : 'not there'} (hummingbot #493)`,
      on(async (bench) => {
        const order = orderOf(bench);
        bench.fault({ kind, on: 'place' });
        const answer = await bench.venue.submit(order);
        assert.equal(answer.kind, 'unknown', JSON.stringify(answer));
        const { requestLifetime } = bench.venue.capabilities;
        if (answer.kind === 'unknown') assert.equal(answer.expiresAt, bench.clock.now() + requestLifetime);
        assert.equal((await bench.venue.order(refOf(order)))?.clientOrderId, isThere ? order.clientOrderId : undefined);
        assert.equal((await bench.venue.openOrders([bench.instrument])).length, isThere ? 1 : 0);
      }),
    );
  }

  for (const [name, share, isThere] of [
    ['while its signature is good lands after its timeout', 0.5, true],
    ['after its signature has expired never lands', 1.2, false],
  ] as const) {
    it(
      `that arrives ${name} (ccxt #2599)`,
      on(async (bench) => {
        const order = orderOf(bench);
        const late = bench.venue.capabilities.requestLifetime * share;
        bench.fault({ kind: 'late-request', on: 'place', milliseconds: late / 1000 });
        assert.equal((await bench.venue.submit(order)).kind, 'unknown');
        bench.clock.advance(late);
        // The next question comes after it: one connection is asked in turn, and the exchange takes what is due first.
        await bench.venue.balances();
        assert.equal((await bench.venue.order(refOf(order)))?.clientOrderId, isThere ? order.clientOrderId : undefined);
      }),
    );
  }
}

function testRefusals(on: On, { tellsPermissions }: VenueDifferences): void {
  for (const [name, given, code] of [
    ['more than the account has', { quantity: 9_000_000, limitPrice: PRICE }, 'VENUE_INSUFFICIENT'],
    ['less than the smallest value', { quantity: 10, limitPrice: 1_000 }, 'VENUE_REJECTED'],
    ['a price between two ticks', { priceFiner: true }, 'VENUE_REJECTED'],
    ['a trailing stop', { type: 'trailing-stop' }, 'VENUE_CANNOT'],
  ] as const satisfies readonly (readonly [string, Partial<OrderIntent> & { priceFiner?: boolean }, ErrorCode])[]) {
    it(
      `${name}: ${code}`,
      on(async (bench) => {
        const finer = { ...bench.instrument, priceScale: bench.instrument.priceScale + 2 };
        const order = orderOf(bench, 'priceFiner' in given ? { instrument: finer, limitPrice: PRICE * 100 + 1 } : given);
        const answer = await bench.venue.submit(order);
        assert.equal(answer.kind === 'rejected' ? answer.code : answer.kind, code);
        assert.deepEqual(await bench.venue.openOrders([bench.instrument]), []);
      }),
    );
  }

  it(
    'a halted instrument: the order is not placed',
    on(async (bench) => {
      bench.halt();
      const answer = await bench.venue.submit(orderOf(bench));
      assert.equal(answer.kind, 'rejected', JSON.stringify(answer));
    }),
  );

  for (const kind of ['limited', 'banned'] as const) {
    it(
      `${kind}: the order is not placed, and the next request waits for as long as the venue says`,
      on(async (bench) => {
        bench.fault({ kind, on: 'place', retryAfter: 3 });
        const answer = await bench.venue.submit(orderOf(bench));
        assert.notEqual(answer.kind, 'accepted');
        // Some venues do not tell a ban from a key that may not trade, or from an error.
        if (answer.kind !== 'rejected' || answer.code !== 'VENUE_LIMITED') return assert.equal(kind, 'banned');
        const asked = bench.venue.openOrders([bench.instrument]);
        await bench.clock.sleeping(MICROS_PER_SECOND, 60 * MICROS_PER_SECOND);
        bench.clock.advance(15 * MICROS_PER_SECOND);
        assert.deepEqual(await asked, []);
      }),
    );
  }

  for (const key of ['wrong-secret', 'unknown'] as const) {
    it(
      `a key that is ${key}: VENUE_KEY_INVALID`,
      on(async (bench) => {
        await assert.rejects(bench.connectWith(key), (error) => isBallastError(error, 'VENUE_KEY_INVALID'));
      }),
    );
  }

  it(
    'two processes with one key: what each sends is taken, or refused with a code, and both see all that is there',
    on(async (bench) => {
      const venues = [bench.venue, await bench.connectAgain()];
      const orders = Array.from({ length: 8 }, (_, at) => orderOf(bench, { limitPrice: PRICE - 100 * at, quantity: 1_000 }));
      const answers = await Promise.all(orders.map((order, at) => (venues[at % 2] ?? bench.venue).submit(order)));
      const wrong = answers.filter(
        (answer) => answer.kind !== 'accepted' && !(answer.kind === 'rejected' && answer.code === 'VENUE_CLOCK'),
      );
      assert.deepEqual(wrong, []);
      bench.clock.advance(MICROS_PER_SECOND);
      const taken = orders.filter((_, at) => answers[at]?.kind === 'accepted').map(({ clientOrderId }) => clientOrderId);
      assert.ok(taken.length > 0);
      for (const venue of venues) {
        const open = await venue.openOrders([bench.instrument]);
        assert.deepEqual(new Set(open.map(({ clientOrderId }) => clientOrderId)), new Set(taken));
      }
    }),
  );

  if (!tellsPermissions) return;
  it(
    'a key that can withdraw: VENUE_KEY_CAN_WITHDRAW',
    on(async (bench) => {
      await assert.rejects(bench.connectWith('can-withdraw'), (error) => isBallastError(error, 'VENUE_KEY_CAN_WITHDRAW'));
    }),
  );
}

function testQuestions(on: On): void {
  it(
    'list the instrument with exact steps',
    on(async ({ venue, instrument }) => {
      const [listing] = venue.listings([instrument]);
      const { tick, lot, minQuantity, minNotional, priceScale, quantityScale } = listing?.instrument ?? instrument;
      const atScale = (value: number, scale: number, wanted: number): number => value * 10 ** (wanted - scale);
      assert.deepEqual(
        {
          isTrading: listing?.isTrading,
          tick: atScale(tick, priceScale, 2),
          lot: atScale(lot, quantityScale, 5),
          minQuantity: atScale(minQuantity, quantityScale, 5),
          minNotional,
        },
        { isTrading: true, tick: 1, lot: 1, minQuantity: instrument.minQuantity, minNotional: instrument.minNotional },
      );
    }),
  );

  it(
    'tell every fill once, oldest first, however many there are',
    on(async (bench) => {
      bench.quote('buy', PRICE, 1_000_000);
      const since = bench.clock.now();
      const orders = 130;
      for (let count = 0; count < orders; count++) {
        // At a pace that every venue allows.
        bench.clock.advance(2 * MICROS_PER_SECOND);
        await bench.venue.submit(orderOf(bench, { type: 'market', side: 'sell', limitPrice: undefined, quantity: 100 + count }));
      }
      const told = await bench.venue.fills(bench.instrument, since);
      assert.deepEqual(
        told.map(({ quantity }) => quantity),
        [...Array(orders).keys()].map((count) => 100 + count),
      );
      assert.equal(new Set(told.map(({ tradeId }) => tradeId)).size, orders);
      const later = await bench.venue.fills(bench.instrument, since + 100 * MICROS_PER_SECOND);
      assert.deepEqual(
        later.map(({ quantity }) => quantity),
        told.filter(({ ts }) => ts >= since + 100 * MICROS_PER_SECOND).map(({ quantity }) => quantity),
      );
    }),
  );

  it(
    'tell balances, and what orders lock of them',
    on(async (bench) => {
      await bench.venue.submit(orderOf(bench));
      const { quote, base } = bench.instrument;
      const held = new Map((await bench.venue.balances()).map(({ currency, total, locked }) => [currency.code, [total, locked]]));
      // 0.02 at 60,000, and what the venue keeps for its fee.
      const [total = 0, locked = 0] = held.get(quote.code) ?? [];
      assert.equal(total, 1_000_000 * 10 ** quote.scale);
      assert.ok(locked >= 1_200 * 10 ** quote.scale && locked < 1_220 * 10 ** quote.scale, String(locked));
      assert.deepEqual(held.get(base.code), [10 * 10 ** base.scale, 0]);
    }),
  );

  it(
    'tell what came from outside, where the venue tells it',
    on(async (bench) => {
      bench.clock.advance(MICROS_PER_SECOND);
      bench.deposit(250);
      const told = await bench.venue.transfers(bench.clock.now());
      if (told === undefined) return;
      assert.deepEqual(
        told.map(({ currency, amount }) => [currency.code, amount]),
        [[bench.instrument.quote.code, 250 * 10 ** bench.instrument.quote.scale]],
      );
    }),
  );

  const questions: readonly (readonly [FaultOrder['on'] & string, (bench: VenueBench) => Promise<unknown>])[] = [
    ['open-orders', ({ venue, instrument }) => venue.openOrders([instrument])],
    ['fills', ({ venue, instrument, clock }) => venue.fills(instrument, clock.now() - MICROS_PER_SECOND)],
    ['balances', ({ venue }) => venue.balances()],
  ];
  for (const [operation, ask] of questions) {
    for (const kind of ['empty-body', 'empty-object', 'html', 'cut-body', 'unavailable', 'maintenance', 'timeout'] as const) {
      it(
        `that fail are never an empty answer: ${operation}, ${kind} (nautilus_trader #4228)`,
        on(async (bench) => {
          bench.fault({ kind, on: operation });
          await assert.rejects(ask(bench), (error) => isBallastError(error) && error.code.startsWith('VENUE_'));
        }),
      );
    }
    it(
      `whose connection breaks are asked again: ${operation}`,
      on(async (bench) => {
        bench.fault({ kind: 'drop-request', on: operation });
        await ask(bench);
      }),
    );
  }

  it(
    'are signed by the clock of the venue, however far ours is off',
    on(async (bench) => {
      bench.fault({ kind: 'skew', milliseconds: 200_000 });
      const order = orderOf(bench);
      const answer = await bench.venue.submit(order);
      assert.equal(answer.kind, 'accepted', JSON.stringify(answer));
      assert.ok(Math.abs(bench.venue.health().clockOffset - 200 * MICROS_PER_SECOND) < MICROS_PER_SECOND);
    }),
  );
}
