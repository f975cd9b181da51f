import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Band } from './band.ts';

test('whatever the values, it goes on at the upper edge, off below the lower one, and else stays as it was', () => {
  const edges = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })).map(([one, other]) => ({
    on: Math.max(one, other),
    off: Math.min(one, other),
  }));
  const values = fc.array(fc.oneof(fc.integer({ min: -1, max: 10 }), fc.constant(Infinity)), { maxLength: 40 });
  fc.assert(
    fc.property(edges, values, ({ on, off }, taken) => {
      const band = new Band({ on, off });
      let was = false;
      for (const value of taken) {
        const is = band.take(value);
        assert.equal(is, value >= on ? true : value < off ? false : was);
        assert.equal(band.isOn, is);
        was = is;
      }
    }),
  );
});
