import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBallastError } from './errors.ts';
import {
  decimalsOf,
  divideBig,
  formatDecimal,
  fromFloat,
  guard,
  multiplyDivide,
  multiplyScaled,
  parseDecimal,
  powerOfTen,
  quantise,
  rescale,
  toFloat,
  type Rounding,
} from './exact.ts';

const LIMIT = BigInt(Number.MAX_SAFE_INTEGER);
const safe = fc.maxSafeInteger();
const scale = fc.integer({ min: 0, max: 15 });
const roundings: readonly Rounding[] = ['floor', 'ceil', 'toward-zero', 'away-from-zero', 'half-even'];
const rounding = fc.constantFrom(...roundings);
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** The five roundings by their definitions: what lies between two integers goes to the one that the name says. */
function roundedQuotient(dividend: bigint, divisor: bigint, named: Rounding): bigint {
  const remainder = ((dividend % divisor) + divisor) % divisor;
  const below = (dividend - remainder) / divisor;
  if (remainder === 0n) return below;
  const above = below + 1n;
  const [inner, outer] = below >= 0n ? [below, above] : [above, below];
  const even = below % 2n === 0n ? below : above;
  const nearer = remainder * 2n < divisor ? below : above;
  return {
    floor: below,
    ceil: above,
    'toward-zero': inner,
    'away-from-zero': outer,
    'half-even': remainder * 2n === divisor ? even : nearer,
  }[named];
}

/** What `compute` gives is `expected`, or `NUMBER_OVERFLOW` where a Number cannot hold that. */
function assertExact(compute: () => number, expected: bigint): void {
  if (expected > LIMIT || expected < -LIMIT) assert.throws(compute, (error) => isBallastError(error, 'NUMBER_OVERFLOW'));
  else assert.equal(compute(), Number(expected));
}

/** A decimal text as an exact fraction of integers; knows exponents, as String writes them. */
function fractionOf(text: string): readonly [bigint, bigint] {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const shift = Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals);
  return shift >= 0 ? [digits * 10n ** BigInt(shift), 1n] : [digits, 10n ** BigInt(-shift)];
}

test('roundings by example', () => {
  const table: Record<Rounding, readonly number[]> = {
    floor: [-2, -2, -1, 0, 1, 1],
    ceil: [-1, -1, 0, 1, 2, 2],
    'toward-zero': [-1, -1, 0, 0, 1, 1],
    'away-from-zero': [-2, -2, -1, 1, 2, 2],
    'half-even': [-2, -2, 0, 0, 2, 2],
  };
  for (const named of roundings) {
    const rounded = [-16, -15, -5, 5, 15, 16].map((tenths) => multiplyDivide(tenths, 1, 10, named));
    assert.deepEqual(rounded, table[named], named);
  }
});

test('divideBig rounds as its definition says', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 120n), 2n ** 120n), fc.bigInt(1n, 2n ** 70n), rounding, (dividend, divisor, named) => {
      assert.equal(divideBig(dividend, divisor, named), roundedQuotient(dividend, divisor, named));
    }),
  );
});

test('half-even sends every tie to the even neighbour', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 80n), 2n ** 80n), fc.bigInt(1n, 2n ** 60n), (below, half) => {
      const rounded = divideBig((2n * below + 1n) * half, 2n * half, 'half-even');
      assert.equal(rounded % 2n, 0n);
      assert.ok(rounded === below || rounded === below + 1n);
    }),
  );
});

test('multiplyDivide is exact until its one rounding', () => {
  fc.assert(
    fc.property(safe, safe, positive, rounding, (a, b, divisor, named) => {
      assertExact(() => multiplyDivide(a, b, divisor, named), roundedQuotient(BigInt(a) * BigInt(b), BigInt(divisor), named));
    }),
    { numRuns: 1000 },
  );
});

test('multiplyScaled is exact until its one rounding, and multiplies for negative decimals', () => {
  fc.assert(
    fc.property(safe, safe, fc.integer({ min: -15, max: 15 }), rounding, (a, b, decimals, named) => {
      const product = BigInt(a) * BigInt(b);
      const expected = decimals <= 0 ? product * 10n ** BigInt(-decimals) : roundedQuotient(product, 10n ** BigInt(decimals), named);
      assertExact(() => multiplyScaled(a, b, decimals, named), expected);
    }),
    { numRuns: 1000 },
  );
});

test('small factors give the same as large ones: the fast way agrees with the exact way', () => {
  const small = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(small, small, fc.integer({ min: 1, max: 1000 }), rounding, (a, b, divisor, named) => {
      assertExact(() => multiplyDivide(a, b, divisor, named), roundedQuotient(BigInt(a) * BigInt(b), BigInt(divisor), named));
    }),
    { numRuns: 1000 },
  );
});

test('100 bitcoins at a tick of 0.01 and a lot of 1e-8 are valued exactly, though the product is ten times 2^53', () => {
  const price = parseDecimal('90071.99', 2);
  const quantity = parseDecimal('100.00000001', 8);
  assert.equal(multiplyScaled(price, quantity, 2, 'floor'), parseDecimal('9007199.00090071', 8));
});

test('rescale to a finer scale and back changes nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 6 }),
      rounding,
      (value, from, more, named) => {
        const finer = rescale(value, from, from + more, named);
        assert.equal(BigInt(finer), BigInt(value) * 10n ** BigInt(more));
        assert.equal(rescale(finer, from + more, from, named), value);
      },
    ),
  );
});

test('quantise gives the multiple of the step that the rounding names', () => {
  fc.assert(
    fc.property(safe, fc.integer({ min: 1, max: 10 ** 12 }), rounding, (value, step, named) => {
      assertExact(() => quantise(value, step, named), roundedQuotient(BigInt(value), BigInt(step), named) * BigInt(step));
    }),
    { numRuns: 1000 },
  );
});

test('what is formatted parses to the same integer, and needs no more decimals than its scale', () => {
  fc.assert(
    fc.property(safe, scale, (value, decimals) => {
      const text = formatDecimal(value, decimals);
      assert.equal(parseDecimal(text, decimals), value);
      assert.ok(decimalsOf(text) <= decimals);
      assert.equal(formatDecimal(BigInt(value), decimals), text);
    }),
  );
});

test('parseDecimal reads any plain decimal, rounding what its scale does not hold as named', () => {
  const digits = (maxLength: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{1,${maxLength}}$`));
  fc.assert(
    fc.property(fc.constantFrom('', '-', '+'), digits(14), digits(20), scale, rounding, (sign, whole, fraction, decimals, named) => {
      const text = `${sign}${whole}.${fraction}`;
      const magnitude = BigInt(whole + fraction) * 10n ** BigInt(decimals);
      const expected = roundedQuotient(sign === '-' ? -magnitude : magnitude, 10n ** BigInt(fraction.length), named);
      assertExact(() => parseDecimal(text, decimals, named), expected);
    }),
  );
});

test('parseDecimal refuses what is not a plain decimal, and digits beyond the scale when no rounding is named', () => {
  for (const text of ['', '.', '1.', '.5', '1e3', '0x10', 'NaN', 'Infinity', ' 1', '1 ', '1,000', '--1', '1.2.3', '١']) {
    assert.throws(
      () => parseDecimal(text, 8),
      (error) => isBallastError(error, 'NUMBER_INVALID'),
      text,
    );
    assert.throws(
      () => decimalsOf(text),
      (error) => isBallastError(error, 'NUMBER_INVALID'),
      text,
    );
  }
  assert.throws(() => parseDecimal('0.123', 2), /more than 2 decimals/);
  assert.equal(parseDecimal('0.120', 2), 12);
});

test('fromFloat reads a float as the shortest decimal that means it, and rounds that as named', () => {
  const float = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  const decimal = fc
    .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 9 }))
    .map(([units, decimals]) => units / 10 ** decimals);
  fc.assert(
    fc.property(fc.oneof(float, decimal), fc.integer({ min: 0, max: 8 }), rounding, (value, decimals, named) => {
      const [dividend, divisor] = fractionOf(String(value));
      assertExact(() => fromFloat(value, decimals, named), roundedQuotient(dividend * 10n ** BigInt(decimals), divisor, named));
    }),
    { numRuns: 5000 },
  );
});

test('fromFloat by example, where the product of binary floats would mislead', () => {
  const table: readonly [number, number, Rounding, number][] = [
    [0.1, 1, 'floor', 1],
    [0.29, 2, 'floor', 29],
    [1.1, 1, 'ceil', 11],
    [1.005, 2, 'half-even', 100],
    [1.015, 2, 'half-even', 102],
    [-1.015, 2, 'half-even', -102],
    [8.345, 2, 'half-even', 834],
    [1e-7, 8, 'floor', 10],
    [5e-324, 8, 'ceil', 1],
    [-0, 8, 'floor', 0],
  ];
  for (const [value, decimals, named, expected] of table) assert.equal(fromFloat(value, decimals, named), expected, `${value} ${named}`);
});

test('fromFloat refuses what is no finite number', () => {
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    assert.throws(
      () => fromFloat(value, 2, 'floor'),
      (error) => isBallastError(error, 'NUMBER_INVALID'),
    );
  }
});

test('an integer below 2^53 survives the way to a float and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), fc.integer({ min: 0, max: 8 }), rounding, (value, decimals, named) => {
      assert.equal(fromFloat(toFloat(value, decimals), decimals, named), value);
    }),
  );
});

test('guard and powerOfTen refuse what Number does not hold exactly', () => {
  for (const value of [2 ** 53, -(2 ** 53), 0.5, Number.NaN, Infinity]) {
    assert.throws(
      () => guard(value),
      (error) => isBallastError(error, 'NUMBER_OVERFLOW'),
    );
  }
  for (const exponent of [-1, 16, 0.5])
    assert.throws(
      () => powerOfTen(exponent),
      (error) => isBallastError(error, 'NUMBER_OVERFLOW'),
    );
});
