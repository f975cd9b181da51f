import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intentOf, riskStateOf } from '../../../tests/tools/risk-cases.ts';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { Approved } from '../../domain/approval.ts';
import { isOpen, nextStatus, type OrderEventKind, type OrderIntent } from '../../domain/order.ts';
import type { VenueEvent } from '../../domain/venue-event.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { checkOrder, isRefusal } from '../risk/check-order.ts';
import { OrderDesk } from './order-desk.ts';
import type { Order } from './order.ts';

const INSTRUMENTS = [testInstrument('A/USDT.TEST'), testInstrument('B/USDT.TEST')] as const;
const BY_ID = new Map(INSTRUMENTS.map((each) => [each.id, each]));
const STRATEGIES = ['one', 'two'] as const;

/** An approved intent: risk passes anything in this state. */
function approved(given: Partial<OrderIntent>): Approved<OrderIntent> {
  const position = given.side === 'sell' ? 1_000_000 : -1_000_000;
  const outcome = checkOrder(intentOf(given), riskStateOf({ accountType: 'margin', position }));
  assert.ok(!isRefusal(outcome), JSON.stringify(outcome));
  return outcome;
}

function fillEvent(order: Order, tradeId: string, quantity: number): VenueEvent & { readonly kind: 'fill' } {
  return {
    kind: 'fill',
    intentId: order.intent.intentId,
    ts: 0,
    tradeId,
    price: 100,
    quantity,
    notional: 100,
    fee: 0,
    feeCurrency: order.intent.instrument.quote,
    liquidity: 'taker',
  };
}

/** What a desk does, one step after the other; `pick` chooses among its orders. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    instrument: fc.constantFrom(...INSTRUMENTS),
    strategyId: fc.constantFrom(...STRATEGIES),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    reduceOnly: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 9 }),
    cost: fc.integer({ min: 0, max: 1_000 }),
  }),
  fc.record({ kind: fc.constant('fill' as const), pick: fc.nat(), quantity: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('again' as const), pick: fc.nat() }),
  fc.record({
    kind: fc.constant('event' as const),
    pick: fc.nat(),
    event: fc.constantFrom<OrderEventKind>('accepted', 'rejected', 'cancel-requested', 'cancel-rejected', 'canceled', 'expired', 'lost'),
  }),
);

/** Plays steps on a desk, calling `check` after each with every order that was ever opened. */
function play(
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  check: (desk: OrderDesk, orders: readonly Order[]) => void,
): void {
  const desk = new OrderDesk();
  const orders: Order[] = [];
  let trades = 0;
  for (const each of steps) {
    if (each.kind === 'open') {
      const { kind: _, cost, ...given } = each;
      const order = desk.open(approved({ ...given, intentId: orders.length + 1 }), cost);
      desk.apply(order, 'submitted');
      orders.push(order);
    } else {
      const open = [...desk.all()];
      const order = open[each.pick % Math.max(1, open.length)];
      if (order === undefined) continue;
      if (each.kind === 'event') {
        if (nextStatus(order.status, each.event) !== undefined) desk.apply(order, each.event, 'a reason');
      } else if (each.kind === 'fill') {
        assert.equal(desk.fill(order, fillEvent(order, `T${++trades}`, Math.min(each.quantity, order.remaining))), true);
      } else if (order.lastTradeId !== undefined) {
        const before = order.filledQuantity;
        for (const tradeId of [order.lastTradeId, ...(order.tradeIds ?? [])])
          assert.equal(desk.fill(order, fillEvent(order, tradeId, 1)), false, 'a fill that is told twice counts once');
        assert.equal(order.filledQuantity, before);
      }
    }
    check(desk, orders);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('what is reserved is what open orders may still add, after any sequence of events', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) =>
      play(steps, (desk, orders) => {
        const open = orders.filter(({ status }) => isOpen(status));
        assert.deepEqual([...desk.all()], open);
        assert.equal(desk.count, open.length);
        assert.equal(desk.reservedMoney, sum(open.map(({ reservedMoney }) => reservedMoney)));
        for (const strategyId of STRATEGIES)
          for (const instrument of INSTRUMENTS) {
            const remaining = (side: string): number =>
              sum(
                open
                  .filter(({ intent }) => intent.strategyId === strategyId && intent.instrument === instrument)
                  .filter(({ intent }) => intent.side === side && !intent.reduceOnly)
                  .map((order) => order.remaining),
              );
            const { buying, selling } = desk.exposure(strategyId, instrument);
            assert.deepEqual([buying, selling], [remaining('buy'), remaining('sell')]);
          }
      }),
    ),
  );
});

test('fills never exceed the quantity, and an order is Filled exactly when nothing remains', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) =>
      play(steps, (_desk, orders) => {
        for (const { intent, filledQuantity, remaining, status } of orders) {
          assert.ok(filledQuantity >= 0 && filledQuantity <= intent.quantity);
          assert.equal(status === 'Filled', remaining === 0);
          if (status === 'Accepted') assert.equal(filledQuantity, 0);
        }
      }),
    ),
  );
});

test('a fill beyond the quantity is a broken venue, and is not booked', () => {
  const desk = new OrderDesk();
  const order = desk.open(approved({ quantity: 2 }), 0);
  desk.apply(order, 'submitted');
  assert.throws(
    () => desk.fill(order, fillEvent(order, 'T1', 3)),
    (error) => isBallastError(error, 'ASSERTION_FAILED'),
  );
  assert.equal(order.filledQuantity, 0);
});

test('what cannot happen to an order is refused by name, and changes nothing', () => {
  const desk = new OrderDesk();
  const order = desk.open(approved({}), 5);
  assert.throws(() => desk.apply(order, 'filled'), {
    code: 'ORDER_STATE_IMPOSSIBLE',
    message: 'order 1 is Initialized; "filled" cannot happen to it',
  });
  assert.deepEqual([order.status, desk.count, desk.reservedMoney], ['Initialized', 1, 5]);
});

test('a desk comes back from its state with its orders, what they reserve and the fills it has counted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) =>
      play(steps, (desk) => {
        const restored = new OrderDesk();
        const saved = JSON.stringify(desk.state);
        restored.restore(JSON.parse(saved) as OrderDesk['state'], BY_ID);
        assert.deepEqual(JSON.parse(JSON.stringify(restored.state)), JSON.parse(saved));
        assert.equal(restored.reservedMoney, desk.reservedMoney);
        for (const strategyId of STRATEGIES)
          for (const instrument of INSTRUMENTS)
            assert.deepEqual(restored.exposure(strategyId, instrument), desk.exposure(strategyId, instrument));
        for (const order of restored.all()) if (order.lastTradeId !== undefined) assert.equal(order.knowsTrade(order.lastTradeId), true);
      }),
    ),
    { numRuns: 30 },
  );
});
