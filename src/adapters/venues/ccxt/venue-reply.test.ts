import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { describeFailure, failureKind, VenueReply } from './venue-reply.ts';

const errors = (await import(new URL('./src/base/errors.js', import.meta.resolve('ccxt')).href)) as Record<
  string,
  new (message: string) => Error
>;

describe('a failure of ccxt', () => {
  for (const [name, kind] of [
    ['RequestTimeout', 'transient'],
    ['NetworkError', 'transient'],
    ['ExchangeNotAvailable', 'transient'],
    ['OnMaintenance', 'transient'],
    ['DDoSProtection', 'limited'],
    ['RateLimitExceeded', 'limited'],
    ['BadSymbol', 'symbol-unknown'],
    ['NotSupported', 'unsupported'],
    ['BadRequest', 'refused'],
    ['AuthenticationError', 'refused'],
    ['ExchangeError', 'refused'],
  ] as const) {
    it(`of class ${name} is ${kind}`, () => {
      const Failure = errors[name] ?? assert.fail(`ccxt has no ${name} any more`);
      assert.equal(failureKind(new Failure('x')), kind);
    });
  }

  it('that is a reply without an answer is limited or transient by its status', () => {
    assert.deepEqual(
      [429, 418, 503, 200].map((status) => failureKind(new VenueReply(status, undefined))),
      ['limited', 'limited', 'transient', 'transient'],
    );
  });

  it('that nobody foresaw is transient', () => assert.equal(failureKind(new TypeError('x is not a function')), 'transient'));

  it('is told in one short line without queries and markup', () => {
    const text = describeFailure(
      new Error('binance GET https://api.venue.com/v3/klines?symbol=X&signature=secret 502 <html>\n<b>Bad</b> gateway'),
    );
    assert.equal(text, 'binance GET https://api.venue.com/v3/klines 502 Bad gateway');
    assert.ok(describeFailure(new Error('x'.repeat(1000))).length < 200);
    assert.equal(describeFailure('?'), 'an unknown failure');
  });
});
