import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readBinanceRefusal } from './binance/binance-refusals.ts';
import { readCoinbaseRefusal } from './coinbase/coinbase-refusals.ts';
import type { Refusal, RefusalMeaning } from './failure.ts';
import { readKrakenRefusal } from './kraken/kraken-refusals.ts';
import { readMexcRefusal } from './mexc/mexc-refusals.ts';

type Row = readonly [status: number, reply: unknown, meaning: RefusalMeaning | undefined];

const coinbaseNo = (error: string, preview = 'UNKNOWN_PREVIEW_FAILURE_REASON'): object => ({
  success: false,
  error_response: { error, message: '', preview_failure_reason: preview },
});

const VENUES: Readonly<
  Record<string, { readonly read: (status: number, json: unknown) => Refusal | undefined; readonly rows: readonly Row[] }>
> = {
  BINANCE: {
    read: readBinanceRefusal,
    rows: [
      [200, { orderId: 1 }, undefined],
      [200, [], undefined],
      [400, { code: -1013, msg: 'Filter failure: LOT_SIZE' }, 'VENUE_REJECTED'],
      [400, { code: -1013, msg: 'Market is closed.' }, 'VENUE_SYMBOL_HALTED'],
      [400, { code: -1021, msg: 'Timestamp' }, 'VENUE_CLOCK'],
      [400, { code: -1007, msg: 'Timeout' }, 'unclear'],
      [400, { code: -2013, msg: 'Order does not exist.' }, 'absent'],
      [400, { code: -2010, msg: 'Account has insufficient balance for requested action.' }, 'VENUE_INSUFFICIENT'],
      [400, { code: -2010, msg: 'Duplicate order sent.' }, 'VENUE_DUPLICATE'],
      [400, {}, 'unclear'],
      [400, [], 'unclear'],
    ],
  },
  MEXC: {
    read: readMexcRefusal,
    rows: [
      [200, { orderId: '1' }, undefined],
      [200, { code: 0, msg: 'success' }, undefined],
      [200, { code: 30_004, msg: 'Insufficient position' }, 'VENUE_INSUFFICIENT'],
      [400, { code: 10_007, msg: 'bad symbol' }, 'VENUE_SYMBOL_HALTED'],
      [400, { code: 700_003, msg: 'Timestamp' }, 'VENUE_CLOCK'],
      [400, { code: 999_999, msg: '?' }, 'unclear'],
      [403, {}, 'unclear'],
    ],
  },
  KRAKEN: {
    read: readKrakenRefusal,
    rows: [
      [200, { error: [], result: {} }, undefined],
      [200, { error: ['WGeneral:Danger'], result: {} }, undefined],
      [200, { error: ['EOrder:Insufficient funds'] }, 'VENUE_INSUFFICIENT'],
      [200, { error: ['EAPI:Invalid nonce'] }, 'VENUE_CLOCK'],
      [200, { error: ['EService:Deadline elapsed'] }, 'VENUE_CLOCK'],
      [200, { error: ['EOrder:Rate limit exceeded'] }, 'VENUE_LIMITED'],
      [200, { error: ['EOrder:Unknown order'] }, 'absent'],
      [200, { error: ['EGeneral:Unknown method'] }, 'VENUE_KEY_INVALID'],
      [200, { error: ['EService:Unavailable'] }, 'unclear'],
      [200, { error: ['EGeneral:Internal error'] }, 'unclear'],
      [404, {}, 'unclear'],
    ],
  },
  COINBASE: {
    read: readCoinbaseRefusal,
    rows: [
      [200, { success: true, error_response: { error: 'UNKNOWN_FAILURE_REASON' } }, undefined],
      [200, coinbaseNo('INSUFFICIENT_FUND'), 'VENUE_INSUFFICIENT'],
      [200, coinbaseNo('UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY'), 'VENUE_POST_ONLY'],
      [200, coinbaseNo('UNKNOWN_FAILURE_REASON'), 'unclear'],
      [400, { error: 'INVALID_ARGUMENT', message: '' }, 'VENUE_REJECTED'],
      [403, { error: 'PERMISSION_DENIED', message: '' }, 'VENUE_KEY_INVALID'],
      [404, { error: 'not_found', message: '' }, 'absent'],
      [409, {}, 'unclear'],
    ],
  },
};

for (const [venue, { read, rows }] of Object.entries(VENUES)) {
  describe(`what ${venue} says`, () => {
    for (const [status, reply, meaning] of rows) {
      it(`${status} ${JSON.stringify(reply)}: ${meaning ?? 'is an answer'}`, () => assert.equal(read(status, reply)?.meaning, meaning));
    }
  });
}
