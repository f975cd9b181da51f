import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { numberOfTransaction, transactionId } from './transaction-id.ts';

test("an id has the shape of Kraken's", () => {
  assert.equal(transactionId('O', 367), 'O00000-00000-0000A7');
  assert.equal(transactionId('T', 1), 'T00000-00000-000001');
});

test('every number comes back from its id', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (number) => assert.equal(numberOfTransaction(transactionId('O', number)), number)));
});

for (const text of ['', 'undefined', 'O00000-00000-0000A', 'X00000-00000-0000A7', 'OZZZZZ-ZZZZZ-ZZZZZZ', '12']) {
  test(`"${text}" is no id`, () => assert.equal(numberOfTransaction(text), undefined));
}
