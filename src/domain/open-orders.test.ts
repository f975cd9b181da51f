import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intentOf } from '../../tests/tools/risk-cases.ts';
import { OpenOrders } from './open-orders.ts';
import type { OrderIntent } from './order.ts';

test('open orders are found by their intent, oldest first, as in a map that is kept sorted', () => {
  const step = fc.record({ remove: fc.boolean(), intentId: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const orders = new OpenOrders<{ readonly intent: OrderIntent }>();
      const known = new Map<number, { readonly intent: OrderIntent }>();
      for (const { remove, intentId } of steps) {
        const order = known.get(intentId) ?? { intent: intentOf({ intentId }) };
        assert.equal(remove ? orders.remove(order) : orders.add(order), known.has(intentId) === remove);
        if (remove) known.delete(intentId);
        else known.set(intentId, order);
        assert.equal(orders.find(intentId), known.get(intentId));
        assert.equal(orders.size, known.size);
        assert.deepEqual(
          [...orders],
          [...known.values()].sort((left, right) => left.intent.intentId - right.intent.intentId),
        );
      }
    }),
  );
});
