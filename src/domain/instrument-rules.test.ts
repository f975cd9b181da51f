import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UNBOUNDED } from './instrument.ts';
import { recount, type InstrumentRules } from './instrument-rules.ts';

/** Rules with a tick of so many units at a scale, and the same lot. */
function rules(step: number, scale: number, more: Partial<InstrumentRules> = {}): InstrumentRules {
  const bounds = { minQuantity: step, maxQuantity: UNBOUNDED, minNotional: 0, maxNotional: UNBOUNDED };
  return { priceScale: scale, quantityScale: scale, tick: step, lot: step, ...bounds, ...more };
}

describe('new rules at the scales of a session that goes on', () => {
  const STEPS: readonly (readonly [what: string, now: InstrumentRules, scale: number, step: number])[] = [
    ['0.01 becomes 0.1', rules(1, 1), 2, 10],
    ['0.01 becomes 0.05', rules(5, 2), 2, 5],
    ['0.01 becomes 0.001, of which 0.01 is a multiple', rules(1, 3), 2, 1],
    ['0.1 becomes 0.25, of which 0.5 is the first multiple', rules(25, 2), 1, 5],
    ['0.02 becomes 0.02, told with more decimals', rules(20, 3), 2, 2],
  ];
  for (const [what, now, scale, step] of STEPS) {
    test(`a step of ${what}`, () => {
      const { tick, lot } = recount(now, rules(1, scale));
      assert.deepEqual([tick, lot], [step, step]);
    });
  }

  test('bounds move inwards to the next multiple of the lot', () => {
    const { minQuantity, maxQuantity } = recount(rules(1, 3, { minQuantity: 15, maxQuantity: 999 }), rules(1, 2));
    assert.deepEqual([minQuantity, maxQuantity], [2, 99]);
  });

  test('whatever keeps them keeps the new rules', () => {
    const scale = fc.integer({ min: 0, max: 8 });
    const made = fc.tuple(fc.integer({ min: 1, max: 500 }), scale, fc.nat(1_000), fc.nat(100_000));
    fc.assert(
      fc.property(made, scale, fc.nat(1_000), ([step, listed, least, more], at, count) => {
        const now = rules(step, listed, { minQuantity: least * step, maxQuantity: (least + more) * step });
        const then = recount(now, rules(1, at));
        const [grid, unit] = [BigInt(step) * 10n ** BigInt(at), 10n ** BigInt(listed)];
        const quantity = BigInt(then.minQuantity) + BigInt(count) * BigInt(then.lot);
        assert.equal((quantity * unit) % grid, 0n);
        assert.equal((BigInt(then.tick) * BigInt(count) * unit) % grid, 0n);
        assert.ok(quantity * unit >= BigInt(now.minQuantity) * 10n ** BigInt(at));
        assert.ok(then.maxQuantity === then.minQuantity || BigInt(then.maxQuantity) * unit <= BigInt(now.maxQuantity) * 10n ** BigInt(at));
      }),
    );
  });
});
