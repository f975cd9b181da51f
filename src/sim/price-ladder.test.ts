import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PriceLadder, type Rung } from './price-ladder.ts';

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('insert' as const), trigger: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }) },
);

for (const direction of [1, -1] as const) {
  const first = direction === 1 ? 'the lowest' : 'the highest';

  test(`a ladder on which ${first} comes first is a sorted array, ties in order of arrival`, () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 50 }), fc.nat(9), fc.nat(4), (operations, reach, modulus) => {
        const ladder = new PriceLadder<Rung>(direction);
        let sorted: Rung[] = [];
        for (const [sequence, each] of operations.entries()) {
          if (each.kind === 'insert') {
            const rung = { trigger: each.trigger, sequence };
            ladder.insert(rung);
            sorted = [...sorted, rung].sort((a, b) => (a.trigger - b.trigger) * direction || a.sequence - b.sequence);
          } else if (sorted.length > 0) {
            const rung = sorted[each.pick % sorted.length] as Rung;
            ladder.remove(rung);
            sorted = sorted.filter((other) => other !== rung);
          }
          assert.equal(ladder.best, sorted[0]?.trigger ?? direction * Infinity);
          const reached = (trigger: number): boolean => (reach - trigger) * direction >= 0;
          const accept = (rung: Rung): boolean => rung.sequence % (modulus + 1) === 0;
          assert.equal(
            ladder.find(reached, accept),
            sorted.find((rung) => reached(rung.trigger) && accept(rung)),
          );
        }
      }),
    );
  });
}

test('an empty ladder has a best price that no market reaches, and removing what is not there does nothing', () => {
  const ladder = new PriceLadder<Rung>(1);
  ladder.remove({ trigger: 5, sequence: 1 });
  assert.equal(ladder.best, Infinity);
  assert.equal(new PriceLadder<Rung>(-1).best, -Infinity);
});
