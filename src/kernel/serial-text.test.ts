import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SerialText } from './serial-text.ts';

test('a serial text is its prefix and its number, whatever was written before', () => {
  const text = new SerialText('-');
  const number = fc.oneof(fc.nat(2_500), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.constantFrom('', 'T', 'paper-'), number, (prefix, serial) =>
      assert.equal(text.of(prefix, serial), `${prefix}-${serial}`),
    ),
  );
});
