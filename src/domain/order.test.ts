import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { ORDER_STATES_PAGE, orderStatesPage } from '../../tests/tools/order-states-page.ts';
import { isOpen, nextStatus, ORDER_TRANSITIONS, type OrderEventKind, type OrderStatus } from './order.ts';

const STATUSES = Object.keys(ORDER_TRANSITIONS) as OrderStatus[];
const EVENTS = [...new Set(STATUSES.flatMap((status) => Object.keys(ORDER_TRANSITIONS[status])))] as OrderEventKind[];
const CLOSED: readonly OrderStatus[] = ['Denied', 'Rejected', 'Filled', 'Canceled', 'Expired'];

test('an order that is closed stays closed; only a fill from before its end can still be told of it', () => {
  assert.deepEqual(
    STATUSES.filter((status) => !isOpen(status)),
    CLOSED,
  );
  for (const status of CLOSED)
    for (const event of EVENTS) {
      const isLateFill = status !== 'Denied' && status !== 'Filled' && (event === 'filled' || event === 'partially-filled');
      const expected = !isLateFill ? undefined : event === 'filled' ? 'Filled' : status;
      assert.equal(nextStatus(status, event), expected, `${status}, ${event}`);
    }
});

test('every state can be reached, and every open one can still be closed', () => {
  const reach = (from: OrderStatus): ReadonlySet<OrderStatus> => {
    const found = new Set<OrderStatus>([from]);
    for (const status of found) for (const next of Object.values(ORDER_TRANSITIONS[status])) found.add(next);
    return found;
  };
  assert.deepEqual([...reach('Initialized')].sort(), [...STATUSES].sort());
  for (const status of STATUSES.filter(isOpen))
    assert.ok(
      [...reach(status)].some((next) => !isOpen(next)),
      status,
    );
});

test('an order whose fate is unknown can still turn out to be anything but unsent', () => {
  assert.deepEqual(Object.values(ORDER_TRANSITIONS.Unknown).sort(), [
    ...['Accepted', 'Canceled', 'Expired', 'Filled', 'PartiallyFilled', 'PendingCancel', 'Rejected', 'Unknown'],
  ]);
});

test('a fill or the end of an order is taken in every state in which the venue may have it', () => {
  const sent = STATUSES.filter((status) => isOpen(status) && status !== 'Initialized');
  for (const status of sent)
    for (const event of ['filled', 'partially-filled', 'canceled', 'expired'] as const)
      assert.notEqual(nextStatus(status, event), undefined, `${status}, ${event}`);
});

test('along any sequence of possible events an order is open first and then closed for good, unless late fills make it whole', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
      let status: OrderStatus = 'Initialized';
      let closedAs: OrderStatus | undefined;
      for (const event of events) {
        status = nextStatus(status, event) ?? status;
        if (closedAs !== undefined) assert.ok(status === closedAs || status === 'Filled');
        else if (!isOpen(status)) closedAs = status;
      }
    }),
  );
});

test('docs/order-states.md is the state machine', () => {
  const isWritten = readFileSync(ORDER_STATES_PAGE, 'utf8') === orderStatesPage();
  assert.ok(isWritten, 'docs/order-states.md says other than src/domain/order.ts: run npm run docs');
});
