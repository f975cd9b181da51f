import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { crossOrders, type Wish } from './cross-orders.ts';

const any = (): boolean => true;
const wish = (strategyId: string, side: 'buy' | 'sell', quantity: number): Wish => ({ strategyId, side, quantity });

suite('what one strategy buys and another sells needs no market', () => {
  for (const [name, wishes, crosses] of [
    ['the larger keeps its rest', [wish('a', 'buy', 5), wish('b', 'sell', 3)], ['b 3 to a']],
    ['in the order in which they came', [wish('a', 'sell', 2), wish('b', 'sell', 2), wish('c', 'buy', 3)], ['a 2 to c', 'b 1 to c']],
    ['no strategy with itself', [wish('a', 'buy', 5), wish('a', 'sell', 3)], []],
    ['nothing on one side only', [wish('a', 'buy', 5), wish('b', 'buy', 3)], []],
  ] as const)
    test(name, () => {
      const told = crossOrders(wishes, any).map(
        ({ buyer, seller, quantity }) => `${wishes[seller]?.strategyId} ${quantity} to ${wishes[buyer]?.strategyId}`,
      );
      assert.deepEqual(told, crosses);
    });
});

test('nothing is crossed that would leave an order too small for the market', () => {
  const wishes = [wish('a', 'buy', 11), wish('b', 'sell', 10)];
  assert.deepEqual(
    crossOrders(wishes, (quantity) => quantity >= 5),
    [],
  );
  assert.equal(crossOrders(wishes, any).length, 1);
});

test('nobody trades more than it wished, and what is left over stands on one side', () => {
  const wishes = fc.array(
    fc.record({
      strategyId: fc.constantFrom('a', 'b', 'c'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(fc.uniqueArray(wishes, { maxLength: 1 }), ([all = []]) => {
      const left = all.map(({ quantity }) => quantity);
      for (const { buyer, seller, quantity } of crossOrders(all, any)) {
        assert.ok(all[buyer]?.side === 'buy' && all[seller]?.side === 'sell' && all[buyer].strategyId !== all[seller].strategyId);
        left[buyer] = (left[buyer] ?? 0) - quantity;
        left[seller] = (left[seller] ?? 0) - quantity;
      }
      assert.ok(left.every((rest) => rest >= 0));
      const open = all.filter((_, at) => (left[at] ?? 0) > 0);
      for (const one of open) for (const other of open) assert.ok(one.side === other.side || one.strategyId === other.strategyId);
    }),
  );
});
