import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import { BallastError } from '../../kernel/errors.ts';
import type { CancelAnswer, VenueOrder } from '../../ports/venue.ts';
import { cancelAlone, type CancelOnlyVenue } from './cancel-alone.ts';

const instrument = testInstrument('BTC/USDT.TEST');

function orderOf(id: string, side: 'buy' | 'sell', clientOrderId: string | undefined): VenueOrder {
  const rest = { quantity: 5, filledQuantity: 2, limitPrice: 100, status: 'open', reason: undefined, ts: 0 } as const;
  return { instrumentId: instrument.id, venueOrderId: id, clientOrderId, side, ...rest };
}

/** An exchange with these orders; the first calls fail as told. */
function venueWith(
  orders: readonly VenueOrder[],
  failing: { cancels: number; questions: number },
): CancelOnlyVenue & { cancelled: string[] } {
  let open = [...orders];
  const cancelled: string[] = [];
  return {
    id: 'TEST',
    cancelled,
    openOrders: () => (failing.questions-- > 0 ? Promise.reject(new BallastError('VENUE_UNAVAILABLE', 'away')) : Promise.resolve(open)),
    cancel: ({ venueOrderId = '' }): Promise<CancelAnswer> => {
      if (failing.cancels-- > 0) return Promise.resolve({ kind: 'unknown', reason: 'a timeout' });
      open = open.filter((each) => each.venueOrderId !== venueOrderId);
      cancelled.push(venueOrderId);
      return Promise.resolve({ kind: 'requested' });
    },
    close: () => Promise.resolve(),
  };
}

/** A clock that does not wait. */
function clockOf(): { now: () => number; sleep: (micros: number) => Promise<void> } {
  let now = 0;
  return {
    now: () => now,
    sleep: (micros) => {
      now += micros;
      return Promise.resolve();
    },
  };
}

const ORDERS = [
  orderOf('1', 'buy', 'abc123-1'),
  orderOf('2', 'sell', 'abc123-2'),
  orderOf('3', 'buy', 'def456-1'),
  orderOf('4', 'buy', 'by-hand'),
  orderOf('5', 'buy', undefined),
];

describe('without an engine', () => {
  const CASES: readonly [clientIds: string | undefined, cancelled: readonly string[]][] = [
    ['abc123', ['1']],
    [undefined, ['1', '3']],
  ];
  for (const [clientIds, expected] of CASES) {
    test(`purchases of ${clientIds ?? 'any session'} are cancelled, whatever fails at first, and nothing else is`, async () => {
      const venue = venueWith(ORDERS, { cancels: 3, questions: 2 });
      const options = { venue, instruments: [instrument], clientIds, clock: clockOf(), signal: new AbortController().signal };
      const left = await cancelAlone(options);
      assert.deepEqual(venue.cancelled.toSorted(), expected);
      assert.deepEqual(
        left.orders.filter(({ what }) => what === 'adds'),
        [],
      );
      assert.deepEqual(
        left.orders.find(({ id }) => id === 'abc123-2'),
        {
          ...{ id: 'abc123-2', strategy: null, instrument: instrument.id },
          ...{ side: 'sell', quantity: '3', what: 'reduces' },
        },
      );
    });
  }

  test('what cannot be cancelled in time is told', async () => {
    const venue = venueWith(ORDERS, { cancels: Infinity, questions: 0 });
    const options = { venue, instruments: [instrument], clientIds: 'abc123', clock: clockOf(), signal: new AbortController().signal };
    const { orders } = await cancelAlone(options);
    assert.deepEqual(
      orders.map(({ id, what }) => `${id} ${what}`),
      ['abc123-1 adds', 'abc123-2 reduces', 'def456-1 other', 'by-hand other', '5 other'],
    );
  });

  test('a venue that never answers is not taken for an empty one', async () => {
    const venue = venueWith([], { cancels: 0, questions: Infinity });
    const options = { venue, instruments: [instrument], clientIds: 'abc123', clock: clockOf(), signal: new AbortController().signal };
    await assert.rejects(cancelAlone(options), { code: 'VENUE_UNAVAILABLE' });
  });
});
