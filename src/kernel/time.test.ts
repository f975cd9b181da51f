import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBallastError } from './errors.ts';
import { dateFromDays, dateOf, daysFromDate, formatTime, MICROS_PER_DAY, MICROS_PER_MILLISECOND, parseTime } from './time.ts';

const MILLIS_PER_DAY = 86_400_000;
const FIRST_DAY = 0;
const LAST_DAY = Date.UTC(2100, 11, 31) / MILLIS_PER_DAY;
const moment = fc.integer({ min: 0, max: (LAST_DAY + 1) * MICROS_PER_DAY - 1 });

test('every day from 1970 to 2100 is the date that Date says, and back', () => {
  for (let days = FIRST_DAY; days <= LAST_DAY; days += 1) {
    const date = new Date(days * MILLIS_PER_DAY);
    const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
    assert.deepEqual(dateFromDays(days), expected);
    assert.equal(daysFromDate(expected.year, expected.month, expected.day), days);
  }
});

test('days before 1970 agree with Date too', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: -1 }), (days) => {
      const date = new Date(days * MILLIS_PER_DAY);
      assert.deepEqual(dateOf(days * MICROS_PER_DAY + 1), {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
      });
    }),
  );
});

test('what is formatted parses to the same moment, and Date reads its milliseconds alike', () => {
  fc.assert(
    fc.property(moment, (time) => {
      const text = formatTime(time);
      assert.equal(parseTime(text), time);
      assert.equal(new Date(text).getTime(), Math.floor(time / MICROS_PER_MILLISECOND));
    }),
    { numRuns: 1000 },
  );
});

test('whole milliseconds are written as Date writes them, with the decimals left out where there are none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LAST_DAY * MILLIS_PER_DAY }), (millis) => {
      assert.equal(formatTime(millis * MICROS_PER_MILLISECOND), new Date(millis).toISOString().replace('.000Z', 'Z'));
    }),
    { numRuns: 1000 },
  );
});

test('times are read in each of their forms', () => {
  const day = Date.UTC(2024, 1, 29) * 1000;
  const table: Record<string, number> = {
    '2024-02-29': day,
    '2024-02-29T08:05': day + 29_100_000_000,
    '2024-02-29T08:05Z': day + 29_100_000_000,
    '2024-02-29 08:05:01': day + 29_101_000_000,
    '2024-02-29T08:05:01.5Z': day + 29_101_500_000,
    '2024-02-29T08:05:01.000007Z': day + 29_101_000_007,
  };
  for (const [text, expected] of Object.entries(table)) assert.equal(parseTime(text), expected, text);
});

test('what is no date of the calendar, or no UTC time, is refused', () => {
  const wrong = [
    '',
    'yesterday',
    '2024-2-9',
    '2023-02-29',
    '2100-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-04-31',
    '2024-01-01T24:00',
    '2024-01-01T10:60',
    '2024-01-01T10:00:60Z',
    '2024-01-01T10:00:00.1234567Z',
    '2024-01-01T10:00:00+02:00',
    '2024-01-01Z ',
  ];
  for (const text of wrong)
    assert.throws(
      () => parseTime(text),
      (error) => isBallastError(error, 'TIME_INVALID'),
      text,
    );
});
