import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import type { Instrument } from '../domain/instrument.ts';
import { currency } from '../domain/money.ts';
import type { Side } from '../domain/order.ts';
import { averagePrice } from './round-trip-book.ts';
import { RoundTrips } from './round-trips.ts';

/** One price unit times one quantity unit is one money unit. */
const PLAIN: Instrument = {
  id: 'AAA/USD.TEST',
  symbol: 'AAA/USD',
  venue: 'TEST',
  kind: 'spot',
  base: currency('AAA'),
  quote: { code: 'USD', scale: 0 },
  settlement: { code: 'USD', scale: 0 },
  priceScale: 0,
  quantityScale: 0,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1e9,
  minNotional: 0,
  maxNotional: 1e15,
  multiplier: 1,
  calendar: '24/7',
  effectiveFrom: 0,
};

type Fill = readonly [side: Side, quantity: number, price: number, fee: number];

function played(fills: readonly Fill[], kept?: number): { trips: RoundTrips; realised: number[] } {
  const trips = new RoundTrips(kept);
  const book = trips.book('s', PLAIN);
  return {
    trips,
    realised: fills.map(([side, quantity, price, fee], time) => book.fill(side, quantity, quantity * price, fee, time * 10)),
  };
}

describe('a round trip', () => {
  const cases: readonly [name: string, fills: readonly Fill[], profits: readonly number[], realised: readonly number[]][] = [
    [
      'long: bought and sold',
      [
        ['buy', 2, 100, 1],
        ['sell', 2, 110, 1],
      ],
      [18],
      [0, 20],
    ],
    [
      'short: sold and bought back',
      [
        ['sell', 2, 100, 1],
        ['buy', 2, 90, 1],
      ],
      [18],
      [0, 20],
    ],
    [
      'scaled in and out at average cost',
      [
        ['buy', 1, 100, 0],
        ['buy', 1, 120, 0],
        ['sell', 1, 130, 0],
        ['sell', 1, 100, 0],
      ],
      [10],
      [0, 0, 20, -10],
    ],
    [
      'turned from long to short in one fill',
      [
        ['buy', 2, 100, 0],
        ['sell', 5, 110, 5],
        ['buy', 3, 100, 0],
      ],
      [18, 27],
      [0, 20, 30],
    ],
    [
      'still open: not counted',
      [
        ['buy', 2, 100, 1],
        ['sell', 1, 110, 1],
      ],
      [],
      [0, 10],
    ],
    [
      'a rebate is a negative fee',
      [
        ['buy', 1, 100, -1],
        ['sell', 1, 100, -1],
      ],
      [2],
      [0, 0],
    ],
  ];
  for (const [name, fills, profits, realised] of cases) {
    test(name, () => {
      const { trips, realised: got } = played(fills);
      assert.deepEqual(
        trips.summary().first.map((trip) => trip.profit),
        profits,
      );
      assert.deepEqual(got, realised);
    });
  }

  test('tells its times, quantity, average prices and fees', () => {
    const { trips } = played([
      ['sell', 1, 100, 1],
      ['sell', 3, 104, 2],
      ['buy', 4, 90, 3],
    ]);
    const [trip] = trips.summary().first;
    assert.ok(trip);
    assert.deepEqual([trip.side, trip.entryTime, trip.exitTime, trip.quantity, trip.fees, trip.fills], ['short', 0, 20, 4, 6, 3]);
    assert.equal(averagePrice(PLAIN, trip.entryNotional, trip.quantity), 103);
    assert.equal(averagePrice(PLAIN, trip.exitNotional, trip.quantity), 90);
  });
});

test('wins, losses, streaks and sums count every round trip, the list only the first ones', () => {
  const outcomes = [5, 5, -3, 0, 5, -3, -3, -3, 5];
  const { trips } = played(
    outcomes.flatMap((profit): Fill[] => [
      ['buy', 1, 100, 0],
      ['sell', 1, 100 + profit, 0],
    ]),
    2,
  );
  const summary = trips.summary();
  assert.deepEqual(
    { total: summary.total, wins: summary.wins, losses: summary.losses, grossProfit: summary.grossProfit, grossLoss: summary.grossLoss },
    { total: 9, wins: 4, losses: 4, grossProfit: 20n, grossLoss: -12n },
  );
  assert.equal(summary.longestWinStreak, 2);
  assert.equal(summary.longestLossStreak, 3);
  assert.equal(summary.held, 90n);
  assert.equal(summary.first.length, 2);
});

test('books are kept apart by strategy and instrument, and told once', () => {
  const trips = new RoundTrips();
  assert.equal(trips.book('a', PLAIN), trips.book('a', PLAIN));
  trips.book('a', PLAIN).fill('buy', 1, 100, 0, 0);
  trips.book('b', PLAIN).fill('sell', 1, 100, 0, 0);
  assert.deepEqual([trips.summary().total, trips.summary().open, trips.summary().fills], [0, 2, 2]);
});

test('over any fills that end flat, the profits add up to what was sold minus what was bought minus fees, and so does what was realised', () => {
  const anyFill = fc.tuple(
    fc.constantFrom<Side>('buy', 'sell'),
    fc.integer({ min: 1, max: 99 }),
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: -3, max: 9 }),
  );
  fc.assert(
    fc.property(fc.array(anyFill, { maxLength: 30 }), (fills) => {
      const position = fills.reduce((sum, [side, quantity]) => sum + (side === 'buy' ? quantity : -quantity), 0);
      const last: Fill[] = position === 0 ? [] : [[position > 0 ? 'sell' : 'buy', Math.abs(position), 500, 1]];
      const all: Fill[] = [...fills, ...last];
      const { trips, realised } = played(all);
      const flow = all.reduce((sum, [side, quantity, price]) => sum + (side === 'sell' ? 1 : -1) * quantity * price, 0);
      const fees = all.reduce((sum, fill) => sum + fill[3], 0);
      const summary = trips.summary();
      assert.equal(summary.grossProfit + summary.grossLoss, BigInt(flow - fees));
      assert.equal(
        realised.reduce((sum, value) => sum + value, 0),
        flow,
      );
      assert.equal(summary.fees, BigInt(fees));
      assert.equal(summary.open, 0);
      assert.equal(summary.fills, all.length);
    }),
  );
});
