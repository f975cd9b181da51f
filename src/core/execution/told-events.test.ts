import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intentOf, riskStateOf } from '../../../tests/tools/risk-cases.ts';
import { isOpen, nextStatus, type OrderEventKind, type OrderStatus, type TimeInForce } from '../../domain/order.ts';
import { HELD } from '../../domain/venue-event.ts';
import { checkOrder, isRefusal } from '../risk/check-order.ts';
import { OrderDesk } from './order-desk.ts';
import type { Order } from './order.ts';
import { toldEvents, type ToldFill, type ToldOrder } from './told-events.ts';

const QUANTITY = 10;

function opened(timeInForce: TimeInForce = 'GTC'): { readonly desk: OrderDesk; readonly order: Order } {
  const desk = new OrderDesk();
  const intent = checkOrder(intentOf({ quantity: QUANTITY, type: 'limit', limitPrice: 100, timeInForce }), riskStateOf());
  assert.ok(!isRefusal(intent));
  const order = desk.open(intent, 0);
  desk.apply(order, 'submitted');
  return { desk, order };
}

function fillOf(tradeId: string, quantity: number, venueOrderId = 'V'): ToldFill {
  const money = { notional: 100, fee: 0, feeCurrency: { code: 'USDT', scale: 8 } };
  return { tradeId, venueOrderId, price: 100, quantity, ...money, liquidity: 'taker', ts: 0 };
}

function orderOf(status: ToldOrder['status'], filledQuantity: number, venueOrderId = 'V'): ToldOrder {
  return { venueOrderId, filledQuantity, status, reason: undefined, ts: 0 };
}

/** Takes what is told into the books, as the engine does; every event has to be possible. */
function take(desk: OrderDesk, order: Order, told: ToldOrder | undefined, fills: readonly ToldFill[]): boolean {
  const { events, disagrees } = toldEvents(order, told, fills);
  for (const event of events) {
    if (event.kind === 'fill') {
      assert.ok(desk.fill(order, event), 'no trade is told twice');
      continue;
    }
    if (event.kind === 'accepted') order.venueOrderId = event.venueOrderId;
    const kind = event.kind as OrderEventKind;
    assert.ok(nextStatus(order.status, kind) !== undefined, `${kind} can happen to an order that is ${order.status}`);
    desk.apply(order, kind);
  }
  return !disagrees;
}

type Case = readonly [story: string, told: ToldOrder | undefined, fills: readonly ToldFill[], becomes: OrderStatus, agrees: boolean];
const CASES: readonly Case[] = [
  ['an order that is there', orderOf('open', 0), [], 'Accepted', true],
  ['a fill before its order was told of', undefined, [fillOf('A', 4)], 'PartiallyFilled', true],
  ['an order with a fill that is not told yet', orderOf('open', 4), [], 'Accepted', false],
  ['a filled one', orderOf('filled', 10), [fillOf('A', 4), fillOf('B', 6)], 'Filled', true],
  ['a filled one, its fills not told yet', orderOf('filled', 10), [], 'Accepted', false],
  ['a trade told twice', orderOf('open', 4), [fillOf('A', 4), fillOf('A', 4)], 'PartiallyFilled', true],
  ['cancelled before anything', orderOf('canceled', 0), [], 'Canceled', true],
  ['cancelled, one of its fills missing', orderOf('canceled', 6), [fillOf('A', 4)], 'PartiallyFilled', false],
  ['cancelled with all its fills', orderOf('canceled', 4), [fillOf('A', 4)], 'Canceled', true],
  ['"cancelled with nothing filled", and a fill', orderOf('canceled', 0), [fillOf('A', 4)], 'PartiallyFilled', false],
  ['expired', orderOf('expired', 4), [fillOf('A', 4)], 'Expired', true],
  ['refused', orderOf('rejected', 0), [], 'Rejected', true],
  ['"refused", and a fill: it was there', orderOf('rejected', 4), [fillOf('A', 4)], 'Canceled', true],
  ['"filled" at less than was ordered', orderOf('filled', 4), [fillOf('A', 4)], 'Canceled', true],
];

for (const [story, told, fills, becomes, agrees] of CASES) {
  test(`told of ${story}: the order is ${becomes}, and the counts ${agrees ? 'agree' : 'do not agree'}`, () => {
    const { desk, order } = opened();
    assert.equal(take(desk, order, told, fills), agrees);
    assert.equal(order.status, becomes);
  });
}

test('what trades at once or never has expired, whatever its venue calls that, unless it was cancelled by us', () => {
  for (const [before, becomes] of [
    [[], 'Expired'],
    [['cancel-requested'], 'Canceled'],
  ] as const) {
    const { desk, order } = opened('IOC');
    for (const event of before) desk.apply(order, event);
    take(desk, order, orderOf('canceled', 4), [fillOf('A', 4)]);
    assert.equal(order.status, becomes);
  }
});

test('a second order at the venue under our id is no news of ours', () => {
  const { desk, order } = opened();
  take(desk, order, orderOf('open', 0), []);
  assert.equal(take(desk, order, orderOf('canceled', 0, 'W'), [fillOf('A', 4, 'W')]), false);
  assert.deepEqual([order.status, order.filledQuantity, order.venueOrderId], ['Accepted', 0, 'V']);
});

test('an order that Ballast held, and the market has reached, gets its name from the venue', () => {
  const { desk, order } = opened();
  order.venueOrderId = HELD;
  take(desk, order, orderOf('open', 0), []);
  assert.deepEqual([order.status, order.venueOrderId], ['Accepted', 'V']);
});

/** A life at the venue: its fills, and whether it is cancelled after them. */
const life = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }),
    end: fc.constantFrom('open' as const, 'canceled' as const, 'expired' as const),
  })
  .map(({ sizes, end }) => {
    const fills: ToldFill[] = [];
    let filled = 0;
    for (const size of sizes) {
      if (filled + size > QUANTITY) break;
      filled += size;
      fills.push(fillOf(`T${fills.length}`, size));
    }
    const states = [orderOf('open', 0)];
    for (const { quantity } of fills) states.push(orderOf('open', (states.at(-1)?.filledQuantity ?? 0) + quantity));
    if (filled === QUANTITY) states[states.length - 1] = orderOf('filled', QUANTITY);
    else if (end !== 'open') states.push(orderOf(end, filled));
    return { fills, states, filled };
  });

test('whatever is told, in whatever order and however often: no impossible step, no fill twice, no end without all fills, and the same in the end', () => {
  fc.assert(
    fc.property(life, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean())), ({ fills, states, filled }, tellings) => {
      const { desk, order } = opened();
      const last = states.at(-1) as ToldOrder;
      for (const [which, some, isAlone] of tellings) {
        const told = states[which % states.length];
        take(desk, order, isAlone ? undefined : told, fills.slice(some % (fills.length + 1)));
        if (!isOpen(order.status)) assert.equal(order.filledQuantity, filled, 'it ended with all that it filled');
      }
      assert.ok(take(desk, order, last, fills));
      assert.equal(order.filledQuantity, filled);
      assert.equal(isOpen(order.status), last.status === 'open');
      assert.deepEqual(toldEvents(order, last, fills), { events: [], disagrees: false }, 'nothing of it is news any more');
    }),
  );
});
