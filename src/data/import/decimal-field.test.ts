import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { formatDecimal } from '../../kernel/exact.ts';
import { DecimalField, readDouble } from './decimal-field.ts';

const field = new DecimalField();

function read(text: string): string {
  const bytes = Buffer.from(`x${text}y`);
  const kind = field.read(bytes, 1, bytes.length - 1);
  return kind === 'number' ? `${field.mantissa} e-${field.decimals}` : kind;
}

for (const [text, expected] of [
  ['0', '0 e-0'],
  ['12.34', '1234 e-2'],
  ['92792.05000000', '9279205 e-2'],
  ['0.00001234', '1234 e-8'],
  ['100', '100 e-0'],
  ['100.0', '100 e-0'],
  ['+7.5', '75 e-1'],
  ['-7.50', '-75 e-1'],
  ['.5', '5 e-1'],
  ['5.', '5 e-0'],
  ['1e-05', '1 e-5'],
  ['1.25E2', '125 e-0'],
  ['2.5e1', '25 e-0'],
  ['0.0e7', '0 e-0'],
  ['9007199254740991', '9007199254740991 e-0'],
  ['9007199254740993', 'too-long'],
  ['0.12326756999999999', 'too-long'],
  ['1000000.0000000000000', '1000000 e-0'],
  ['', 'empty'],
  ['.', 'not-a-number'],
  ['-', 'not-a-number'],
  ['-.', 'not-a-number'],
  ['1.2.3', 'not-a-number'],
  ['NaN', 'not-a-number'],
  ['null', 'not-a-number'],
  ['1,5', 'not-a-number'],
  ['0x10', 'not-a-number'],
  ['12 34', 'not-a-number'],
] as const) {
  test(`"${text}" is read as ${expected}`, () => assert.equal(read(text), expected));
}

test('every exact decimal is read as what it says, whatever zeros follow it', () => {
  const decimals = fc.tuple(fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }), fc.nat(10), fc.nat(9));
  fc.assert(
    fc.property(decimals, ([integer, scale, zeros]) => {
      const text = formatDecimal(integer, scale) + (scale > 0 ? '0'.repeat(zeros) : '');
      assert.match(read(text), /e-/);
      assert.equal(BigInt(field.mantissa) * 10n ** BigInt(scale - field.decimals), BigInt(integer));
    }),
  );
});

test('a double is read as Number reads it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.nat(20), (value, digits) => {
      for (const text of [String(value), value.toFixed(Math.min(digits, 20)), value.toExponential()]) {
        const bytes = Buffer.from(text);
        assert.equal(readDouble(field, bytes, 0, bytes.length), Number(text), text);
      }
    }),
  );
});
