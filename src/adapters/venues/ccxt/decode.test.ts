import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { currency } from '../../../domain/money.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { isBallastError } from '../../../kernel/errors.ts';
import { formatDecimal } from '../../../kernel/exact.ts';
import { parseTime } from '../../../kernel/time.ts';
import { decodeBar, decodeQuote, decodeTrade } from './decode.ts';

const NOW = parseTime('2024-05-01T12:00:30Z');
const OPEN_MS = parseTime('2024-05-01T12:00:00Z') / 1000;
const SEEN = { ours: NOW, venue: NOW };

const INSTRUMENT: Instrument = {
  id: 'SHIB/USDT.BINANCE',
  symbol: 'SHIB/USDT',
  venue: 'BINANCE',
  kind: 'spot',
  base: currency('SHIB'),
  quote: currency('USDT'),
  settlement: currency('USDT'),
  priceScale: 8,
  quantityScale: 2,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1e12,
  minNotional: 1,
  maxNotional: 1e15,
  multiplier: 1,
  calendar: '24/7',
  effectiveFrom: 0,
};

function refused(pattern: RegExp): (error: unknown) => boolean {
  return (error) => isBallastError(error, 'FEED_BAD_MESSAGE') && pattern.test(error.message);
}

describe('a bar of ccxt', () => {
  for (const [name, row] of [
    ['as texts, from REST', [OPEN_MS, '0.00002345', '0.00002400', '0.00000099', '0.00002399', '1234567.5']],
    ['as doubles, from a stream', [OPEN_MS, 0.00002345, 0.000024, 9.9e-7, 0.00002399, 1234567.5]],
  ] as const) {
    it(`is exact ${name}`, () => {
      const bar = decodeBar(INSTRUMENT, '1m', row, SEEN);
      assert.deepEqual([bar.open, bar.high, bar.low, bar.close, bar.volume], [2345, 2400, 99, 2399, 1234567.5]);
      assert.equal(bar.closeTime - bar.openTime, 60_000_000);
      assert.equal(bar.tsInit, NOW);
    });
  }

  it('reads a double as the decimal text it came from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 - 1 }), (scaled) => {
        const double = Number(formatDecimal(scaled, 8));
        assert.equal(decodeBar(INSTRUMENT, '1m', [OPEN_MS, double, double, double, double, 0], SEEN).open, scaled);
      }),
    );
  });

  for (const [name, row, pattern] of [
    ['no list', 'html', /is not a list/],
    ['no time', [undefined, '1', '1', '1', '1', '1'], /has the time undefined/],
    ['a time between two bars', [OPEN_MS + 1000, '1', '1', '1', '1', '1'], /off the grid/],
    ['a time in the future', [OPEN_MS + 60_000, '1', '1', '1', '1', '1'], /in the future/],
    ['a time that would not fit', [Number.MAX_SAFE_INTEGER, '1', '1', '1', '1', '1'], /in the future/],
    ['a missing price', [OPEN_MS, '1', undefined, '1', '1', '1'], /has the price undefined/],
    ['a price of NaN', [OPEN_MS, NaN, '1', '1', '1', '1'], /has the price/],
    ['a price of zero', [OPEN_MS, '1', '1', '0', '1', '1'], /has the price "0"/],
    ['a negative price', [OPEN_MS, '-1', '1', '-1', '1', '1'], /has the price "-1"/],
    ['more decimals than the instrument', [OPEN_MS, '1.123456789', '2', '1', '1', '1'], /more than 8 decimals/],
    ['a double of too many digits', [OPEN_MS, 12345678.12345679, 2e7, 1, 1, '1'], /more digits than are sure to be exact/],
    ['a low above its open', [OPEN_MS, '1', '3', '2', '2', '1'], /inside its body/],
    ['no volume', [OPEN_MS, '1', '1', '1', '1', null], /has the volume null/],
    ['a negative volume', [OPEN_MS, '1', '1', '1', '1', '-1'], /has the volume "-1"/],
  ] as const) {
    it(`is refused with ${name}`, () => assert.throws(() => decodeBar(INSTRUMENT, '1m', row, SEEN), refused(pattern)));
  }
});

describe('a tick of ccxt', () => {
  it('is refused without what makes it one', () => {
    const trade = { id: '1', timestamp: OPEN_MS, price: '0.1', amount: '5.25', side: 'buy' };
    assert.equal(decodeTrade(INSTRUMENT, trade, SEEN).quantity, 525);
    assert.equal(decodeTrade(INSTRUMENT, { ...trade, side: undefined }, SEEN).aggressor, undefined);
    assert.throws(() => decodeTrade(INSTRUMENT, { ...trade, amount: '5.255' }, SEEN), refused(/quantity "5.255"/));
    assert.throws(() => decodeTrade(INSTRUMENT, undefined, SEEN), refused(/not an object/));
    assert.throws(() => decodeQuote(INSTRUMENT, { bid: '1' }, SEEN), refused(/price undefined/));
  });

  it('is told from others by what it says where the venue gives it no id', () => {
    const trade = { timestamp: OPEN_MS, price: '0.1', amount: '5.25', side: 'buy' };
    const idOf = (given: object): string => decodeTrade(INSTRUMENT, { ...trade, ...given }, SEEN).tradeId;
    assert.equal(idOf({}), idOf({}));
    assert.notEqual(idOf({}), idOf({ side: 'sell' }));
    assert.notEqual(idOf({}), idOf({ amount: '5.26' }));
  });

  it('has no size where the venue tells none', () => {
    const quote = decodeQuote(INSTRUMENT, { bid: '1', ask: '2', timestamp: OPEN_MS }, SEEN);
    assert.deepEqual([quote.bidQuantity, quote.askQuantity, quote.tsEvent], [0, 0, OPEN_MS * 1000]);
  });
});
