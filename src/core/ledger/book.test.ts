import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { Side } from '../../domain/order.ts';
import { Book } from './book.ts';

const INSTRUMENT = testInstrument('ONE/USDT.TEST');

interface Trade {
  readonly side: Side;
  readonly quantity: number;
  readonly notional: number;
  readonly fee: number;
}

const trade = fc.record<Trade>({
  side: fc.constantFrom('buy', 'sell'),
  quantity: fc.integer({ min: 1, max: 1e9 }),
  notional: fc.integer({ min: 1, max: 1e12 }),
  fee: fc.integer({ min: -1e6, max: 1e6 }),
});
/** Small quantities close positions exactly, and turn them around, far more often. */
const smallTrade = fc.record<Trade>({
  side: fc.constantFrom('buy', 'sell'),
  quantity: fc.integer({ min: 1, max: 4 }),
  notional: fc.integer({ min: 1, max: 1_000 }),
  fee: fc.constant(0),
});

/** Half-even division of BigInts, by its definition. */
function halfEven(dividend: bigint, divisor: bigint): bigint {
  const below = (dividend - (((dividend % divisor) + divisor) % divisor)) / divisor;
  const twice = (dividend - below * divisor) * 2n;
  if (twice === divisor) return below % 2n === 0n ? below : below + 1n;
  return twice < divisor ? below : below + 1n;
}

/** The same book, written as its rule reads: what closes, at its share of the cost, then what opens. */
class Reference {
  quantity = 0n;
  cost = 0n;
  realised = 0n;

  apply({ side, quantity, notional }: Trade): void {
    const sign = side === 'buy' ? 1n : -1n;
    const size = BigInt(quantity);
    const held = this.quantity < 0n ? -this.quantity : this.quantity;
    const isOpposite = this.quantity !== 0n && this.quantity > 0n !== sign > 0n;
    const closing = !isOpposite ? 0n : size < held ? size : held;
    const value = sign * BigInt(notional);
    const closedValue = closing === 0n ? 0n : halfEven(value * closing, size);
    const closedCost = closing === 0n ? 0n : halfEven(this.cost * closing, held);
    this.realised += closing === 0n ? 0n : -closedValue - closedCost;
    this.cost += value - closedValue - closedCost;
    this.quantity += sign * size;
  }
}

function play(trades: readonly Trade[], check: (book: Book, reference: Reference, done: readonly Trade[]) => void): void {
  const book = new Book('s', INSTRUMENT);
  const reference = new Reference();
  for (const [index, each] of trades.entries()) {
    const before = book.realised;
    const realised = book.apply(each.side, each.quantity, each.notional, each.fee);
    reference.apply(each);
    assert.equal(book.realised - before, realised);
    check(book, reference, trades.slice(0, index + 1));
  }
}

for (const [name, trades] of [
  ['of any size', fc.array(trade, { maxLength: 40 })],
  ['small enough to close and turn around often', fc.array(smallTrade, { maxLength: 60 })],
] as const) {
  test(`long, short and turned around: the book is the reference's, for trades ${name}`, () => {
    fc.assert(
      fc.property(trades, (each) =>
        play(each, (book, reference) => {
          assert.equal(BigInt(book.quantity), reference.quantity);
          assert.equal(BigInt(book.cost), reference.cost);
          assert.equal(BigInt(book.realised), reference.realised);
        }),
      ),
    );
  });

  test(`what was paid is cost and realised profit together, to the unit, for trades ${name}`, () => {
    fc.assert(
      fc.property(trades, (each) =>
        play(each, (book, _reference, done) => {
          const paid = done.reduce((sum, { side, notional }) => sum + (side === 'buy' ? notional : -notional), 0);
          assert.equal(book.cost - book.realised, paid);
          assert.equal(
            book.fees,
            done.reduce((sum, { fee }) => sum + fee, 0),
          );
          if (book.quantity === 0) assert.equal(book.cost, 0, 'nothing held costs nothing');
          else assert.ok(book.cost === 0 || book.cost > 0 === book.quantity > 0, 'the cost has the sign of the position');
        }),
      ),
    );
  });
}

const TABLE: readonly (readonly [story: string, trades: readonly (readonly [Side, number, number])[], expected: readonly number[]])[] = [
  [
    'a long that rises wins',
    [
      ['buy', 2, 200],
      ['sell', 2, 220],
    ],
    [0, 0, 20],
  ],
  [
    'a long that falls loses',
    [
      ['buy', 2, 200],
      ['sell', 2, 180],
    ],
    [0, 0, -20],
  ],
  [
    'a short that falls wins',
    [
      ['sell', 2, 200],
      ['buy', 2, 180],
    ],
    [0, 0, 20],
  ],
  [
    'a short that rises loses',
    [
      ['sell', 2, 200],
      ['buy', 2, 220],
    ],
    [0, 0, -20],
  ],
  [
    'half of a long closes at half its cost',
    [
      ['buy', 2, 200],
      ['sell', 1, 110],
    ],
    [1, 100, 10],
  ],
  [
    'half of a short closes at half of what it brought',
    [
      ['sell', 2, 200],
      ['buy', 1, 90],
    ],
    [-1, -100, 10],
  ],
  [
    'adding moves the average',
    [
      ['buy', 1, 100],
      ['buy', 1, 120],
      ['sell', 1, 115],
    ],
    [1, 110, 5],
  ],
  [
    'from long to short: what is over opens at the price of the fill',
    [
      ['buy', 1, 100],
      ['sell', 3, 330],
    ],
    [-2, -220, 10],
  ],
  [
    'from short to long',
    [
      ['sell', 1, 100],
      ['buy', 3, 270],
    ],
    [2, 180, 10],
  ],
];

for (const [story, trades, [quantity, cost, realised]] of TABLE) {
  test(story, () => {
    const book = new Book('s', INSTRUMENT);
    for (const [side, size, notional] of trades) book.apply(side, size, notional, 0);
    assert.deepEqual([book.quantity, book.cost, book.realised], [quantity, cost, realised]);
  });
}
