import assert from 'node:assert/strict';
import { test } from 'node:test';

import { claimedKey, isValidToken, signingKeyOf } from './web-token.ts';

interface Signer {
  createAuthToken(seconds: number, method?: string, url?: string): string;
}

/** The real client signs; what stands here only checks. */
const module = (await import(new URL('./src/coinbase.js', import.meta.resolve('ccxt')).href)) as {
  default: new (settings: object) => Signer;
};

const KEY_NAME = 'organizations/ballast/apiKeys/1';
const SECRET = signingKeyOf(new Uint8Array(32).fill(7));
const NOW = 1_700_000_000;
const URL_OF_ORDERS = 'http://127.0.0.1:9000/api/v3/brokerage/orders';
const TERMS = { keyName: KEY_NAME, secret: SECRET, now: NOW, uri: 'POST 127.0.0.1:9000/api/v3/brokerage/orders' };

const signer = new module.default({ apiKey: KEY_NAME, secret: SECRET });
const token = signer.createAuthToken(NOW, 'POST', URL_OF_ORDERS);
const [header = '', claims = '', signature = ''] = token.split('.');
const longer = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), exp: NOW + 999_999 };

const ROWS = [
  ['as it was made', token, TERMS, true],
  ['at the end of its life', token, { ...TERMS, now: NOW + 120 }, true],
  ['after its life', token, { ...TERMS, now: NOW + 126 }, false],
  ['before its life', token, { ...TERMS, now: NOW - 6 }, false],
  ['for another path', token, { ...TERMS, uri: 'POST 127.0.0.1:9000/api/v3/brokerage/orders/batch_cancel' }, false],
  ['for another method', token, { ...TERMS, uri: 'GET 127.0.0.1:9000/api/v3/brokerage/orders' }, false],
  ['of a request, for a stream', token, { ...TERMS, uri: undefined }, false],
  ['of a stream', signer.createAuthToken(NOW), { ...TERMS, uri: undefined }, true],
  ['of another name', token, { ...TERMS, keyName: 'organizations/ballast/apiKeys/2' }, false],
  ['of another key', token, { ...TERMS, secret: signingKeyOf(new Uint8Array(32).fill(8)) }, false],
  [
    'with claims that were not signed',
    [header, Buffer.from(JSON.stringify(longer)).toString('base64url'), signature].join('.'),
    TERMS,
    false,
  ],
  ['without a signature', `${header}.${claims}.`, TERMS, false],
  ['that is none', 'nonsense', TERMS, false],
] as const;

for (const [name, given, terms, isValid] of ROWS) {
  test(`Coinbase ${isValid ? 'takes' : 'refuses'} a token ${name}`, () => assert.equal(isValidToken(given, terms), isValid));
}

test('a token tells whose it says it is', () => {
  assert.equal(claimedKey(token), KEY_NAME);
  assert.equal(claimedKey('nonsense'), undefined);
});
