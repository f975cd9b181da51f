import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { isBallastError } from '../../../../kernel/errors.ts';
import { formatDecimal, parseDecimal } from '../../../../kernel/exact.ts';
import { formatTime, parseTime } from '../../../../kernel/time.ts';
import { badReply, isoTimeOf, secondsOf, timeOf, wireNumber } from './wire-fields.ts';

const refuse = badReply('a reply');
const isRefused = (error: unknown): boolean => isBallastError(error, 'VENUE_BAD_REPLY');

describe('numbers on the wire', () => {
  it('are exact, and have no needless zeros', () => {
    const numbers = fc.tuple(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(numbers, ([value, scale]) => {
        const text = wireNumber(value, scale);
        assert.equal(parseDecimal(text, scale), value);
        assert.doesNotMatch(text, /\.\d*0$|\.$/);
        assert.equal(Number(text), Number(formatDecimal(value, scale)));
      }),
    );
  });

  for (const [value, scale, text] of [
    [1_230, 2, '12.3'],
    [1_200, 2, '12'],
    [0, 8, '0'],
    [1, 8, '0.00000001'],
    [120, 0, '120'],
  ] as const) {
    it(`${value} at scale ${scale} is ${text}`, () => assert.equal(wireNumber(value, scale), text));
  }
});

describe('times of venues', () => {
  for (const [name, read, meant] of [
    ['milliseconds', () => timeOf(1_714_564_830_123, refuse), '2024-05-01T12:00:30.123Z'],
    ['milliseconds as text', () => timeOf('1714564830123', refuse), '2024-05-01T12:00:30.123Z'],
    ['seconds with decimals', () => secondsOf(1_714_564_830.123456, refuse), '2024-05-01T12:00:30.123456Z'],
    ['text with more decimals than we keep', () => isoTimeOf('2024-05-01T12:00:30.123456789Z', refuse), '2024-05-01T12:00:30.123456Z'],
    ['text of a place behind UTC', () => isoTimeOf('2024-05-01T05:00:30-07:00', refuse), '2024-05-01T12:00:30Z'],
    ['text of a place ahead of UTC', () => isoTimeOf('2024-05-01T17:30:30+05:30', refuse), '2024-05-01T12:00:30Z'],
  ] as const) {
    it(`are read from ${name}`, () => assert.equal(formatTime(read()), formatTime(parseTime(meant))));
  }

  for (const value of [undefined, null, '', 'yesterday', -1, 1.5, {}]) {
    it(`are refused when they are ${JSON.stringify(value)}`, () => {
      assert.throws(() => timeOf(value, refuse), isRefused);
      assert.throws(() => isoTimeOf(value, refuse), isRefused);
    });
  }
});
