import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isApiSigned } from './api-sign.ts';

/** The example that Kraken publishes. */
const SECRET = 'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==';
const REQUEST = {
  path: '/0/private/AddOrder',
  nonce: '1616492376594',
  body: 'nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25',
};
const SIGNATURE = '4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==';

const ROWS = [
  ['as published', REQUEST, SIGNATURE, SECRET, true],
  ['under another secret', REQUEST, SIGNATURE, Buffer.from('another').toString('base64'), false],
  ['for another path', { ...REQUEST, path: '/0/private/CancelOrder' }, SIGNATURE, SECRET, false],
  ['with another body', { ...REQUEST, body: REQUEST.body.replace('1.25', '2.25') }, SIGNATURE, SECRET, false],
  ['with another nonce', { ...REQUEST, nonce: '1616492376595' }, SIGNATURE, SECRET, false],
  ['with no signature', REQUEST, '', SECRET, false],
] as const;

for (const [name, request, signature, secret, isSigned] of ROWS) {
  test(`Kraken ${isSigned ? 'takes' : 'refuses'} a request ${name}`, () => assert.equal(isApiSigned(request, signature, secret), isSigned));
}
