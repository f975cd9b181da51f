import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isSignedQuery } from './query-signature.ts';

/** The example that MEXC publishes. */
const SECRET = '45d0b3c26f2644f19bfb98b07741b2f5';
const QUERY = 'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&recvWindow=5000&timestamp=1644489390087';
const SIGNATURE = 'fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a';

const ROWS = [
  ['the published example', `${QUERY}&signature=${SIGNATURE}`, SECRET, true],
  ['another secret', `${QUERY}&signature=${SIGNATURE}`, `${SECRET}0`, false],
  ['a changed quantity', `${QUERY.replace('quantity=1', 'quantity=2')}&signature=${SIGNATURE}`, SECRET, false],
  ['capital letters', `${QUERY}&signature=${SIGNATURE.toUpperCase()}`, SECRET, false],
  ['something after the signature', `${QUERY}&signature=${SIGNATURE}&symbol=ETHUSDT`, SECRET, false],
  ['no signature', QUERY, SECRET, false],
] as const;

for (const [name, query, secret, isSigned] of ROWS) {
  test(`MEXC ${isSigned ? 'takes' : 'refuses'} a query with ${name}`, () => assert.equal(isSignedQuery(query, secret), isSigned));
}
