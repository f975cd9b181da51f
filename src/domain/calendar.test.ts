import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SHARED_DATA, testWithSharedData } from '../../tests/tools/shared-data.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_MINUTE, parseTime } from '../kernel/time.ts';
import { calendar } from './calendar.ts';
import { INTERVALS } from './interval.ts';
import { newYorkDay, newYorkTime } from './new-york-time.ts';
import type { TimeSpan } from './trading-calendar.ts';
import { usEquitiesSession } from './us-equities-session.ts';

const equities = calendar('us-equities');
const always = calendar('24/7');
const forex = calendar('forex');
const DATA = join(SHARED_DATA, 'equities');

const show = (span: TimeSpan | undefined): string => (span === undefined ? 'closed' : `${formatTime(span.open)} ${formatTime(span.close)}`);
const sessionOn = (date: string): string => show(usEquitiesSession(parseTime(date) / MICROS_PER_DAY));
const column = (file: string, index: number): string[] =>
  gunzipSync(readFileSync(join(DATA, file)))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[index] ?? '');

describe('US equities', () => {
  for (const [date, expected, why] of [
    ['2024-01-02', '2024-01-02T14:30:00Z 2024-01-02T21:00:00Z', 'winter time'],
    ['2024-07-01', '2024-07-01T13:30:00Z 2024-07-01T20:00:00Z', 'summer time'],
    ['2024-03-08', '2024-03-08T14:30:00Z 2024-03-08T21:00:00Z', 'the last session before summer time'],
    ['2024-03-11', '2024-03-11T13:30:00Z 2024-03-11T20:00:00Z', 'the first session of summer time, second Sunday of March since 2007'],
    ['2024-11-04', '2024-11-04T14:30:00Z 2024-11-04T21:00:00Z', 'the first session of winter time, first Sunday of November since 2007'],
    ['2006-03-31', '2006-03-31T14:30:00Z 2006-03-31T21:00:00Z', 'before 2007 summer time began on the first Sunday of April'],
    ['2006-04-03', '2006-04-03T13:30:00Z 2006-04-03T20:00:00Z', 'before 2007 summer time began on the first Sunday of April'],
    ['2006-10-27', '2006-10-27T13:30:00Z 2006-10-27T20:00:00Z', 'before 2007 it ended on the last Sunday of October'],
    ['2006-10-30', '2006-10-30T14:30:00Z 2006-10-30T21:00:00Z', 'before 2007 it ended on the last Sunday of October'],
    ['2024-01-06', 'closed', 'Saturday'],
    ['2024-01-07', 'closed', 'Sunday'],
    ['2024-01-01', 'closed', 'New Year'],
    ['2023-01-02', 'closed', 'New Year on a Sunday is kept on Monday'],
    ['2021-12-31', '2021-12-31T14:30:00Z 2021-12-31T21:00:00Z', 'New Year on a Saturday is not kept at all'],
    ['2025-01-20', 'closed', 'Martin Luther King Day'],
    ['2025-02-17', 'closed', "Presidents' Day"],
    ['2024-03-29', 'closed', 'Good Friday in March'],
    ['2025-04-18', 'closed', 'Good Friday in April'],
    ['2030-04-19', 'closed', 'Good Friday of 2030'],
    ['2025-05-26', 'closed', 'Memorial Day'],
    ['2021-06-18', '2021-06-18T13:30:00Z 2021-06-18T20:00:00Z', 'Juneteenth was not kept before 2022'],
    ['2022-06-20', 'closed', 'Juneteenth on a Sunday is kept on Monday'],
    ['2020-07-03', 'closed', 'Independence Day on a Saturday is kept on Friday'],
    ['2025-09-01', 'closed', 'Labor Day'],
    ['2025-11-27', 'closed', 'Thanksgiving'],
    ['2021-12-24', 'closed', 'Christmas on a Saturday is kept on Friday'],
    ['2022-12-26', 'closed', 'Christmas on a Sunday is kept on Monday'],
    ['2001-09-12', 'closed', 'the attacks of 2001'],
    ['2012-10-30', 'closed', 'hurricane Sandy'],
    ['2025-01-09', 'closed', 'mourning for President Carter'],
    ['2024-11-29', '2024-11-29T14:30:00Z 2024-11-29T18:00:00Z', 'the day after Thanksgiving is a half day'],
    ['2024-12-24', '2024-12-24T14:30:00Z 2024-12-24T18:00:00Z', 'Christmas Eve is a half day'],
    ['2024-07-03', '2024-07-03T13:30:00Z 2024-07-03T17:00:00Z', '3 July is a half day'],
    ['2002-07-03', '2002-07-03T13:30:00Z 2002-07-03T20:00:00Z', 'until 2012 a Wednesday before Independence Day was not'],
    ['2002-07-05', '2002-07-05T13:30:00Z 2002-07-05T17:00:00Z', 'but the Friday after it was'],
    ['2002-09-11', '2002-09-11T15:00:00Z 2002-09-11T20:00:00Z', 'the late opening of 2002'],
  ] as const) {
    test(`${date}: ${why}`, () => assert.equal(sessionOn(date), expected));
  }

  test('knows whether it is open, which session is on and when the next one opens', () => {
    const [before, open, noon, close] = [
      '2024-07-03T13:29:59Z',
      '2024-07-03T13:30:00Z',
      '2024-07-03T16:00:00Z',
      '2024-07-03T17:00:00Z',
    ].map(parseTime) as [number, number, number, number];
    assert.deepEqual(
      [before, open, noon, close].map((time) => equities.isOpen(time)),
      [false, true, true, false],
    );
    assert.deepEqual(equities.sessionOf(noon), { open, close });
    assert.equal(equities.sessionOf(before), undefined);
    assert.equal(equities.nextOpen(before), open);
    assert.equal(equities.nextOpen(noon), noon);
    assert.equal(formatTime(equities.nextOpen(close)), '2024-07-05T13:30:00Z');
    assert.equal(equities.sessionsBetween(parseTime('2024-07-01'), parseTime('2024-07-08')).length, 4);
  });

  for (const [interval, stamp, expected, why] of [
    ['1m', '2024-07-02T13:30:00Z', '2024-07-02T13:30:00Z 2024-07-02T13:31:00Z', 'the first minute'],
    ['1m', '2024-07-02T13:29:00Z', 'closed', 'a minute before the session'],
    ['1h', '2024-07-02T13:30:00Z', '2024-07-02T13:30:00Z 2024-07-02T14:00:00Z', 'the first hour is cut to half an hour'],
    ['1h', '2024-07-02T13:00:00Z', '2024-07-02T13:30:00Z 2024-07-02T14:00:00Z', 'however its vendor stamps it'],
    ['1h', '2024-07-02T14:00:00Z', '2024-07-02T14:00:00Z 2024-07-02T15:00:00Z', 'hours are whole hours'],
    ['4h', '2024-07-02T14:00:00Z', '2024-07-02T13:30:00Z 2024-07-02T16:00:00Z', 'until noon'],
    ['4h', '2024-07-03T16:00:00Z', '2024-07-03T16:00:00Z 2024-07-03T17:00:00Z', 'from noon to the end of a half day'],
    ['1d', '2024-07-02T04:00:00Z', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z', 'a day stamped with midnight in New York'],
    ['1d', '2024-07-02T00:00:00Z', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z', 'a day stamped with midnight UTC'],
    ['1d', '2024-07-02T15:12:00Z', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z', 'a moment within it'],
    ['1d', '2024-07-04T04:00:00Z', 'closed', 'a holiday'],
    ['1w', '2024-07-03T15:00:00Z', '2024-07-01T13:30:00Z 2024-07-05T20:00:00Z', 'Monday to Friday'],
    ['1w', '2025-01-22T15:00:00Z', '2025-01-21T14:30:00Z 2025-01-24T21:00:00Z', 'a week that begins with a holiday'],
    [
      '1M',
      '2024-11-15T15:00:00Z',
      '2024-11-01T13:30:00Z 2024-11-29T18:00:00Z',
      'a month that ends with a half day, across the change of clocks',
    ],
  ] as const) {
    test(`${interval} bar at ${stamp}: ${why}`, () => assert.equal(show(equities.barAt(interval, parseTime(stamp))), expected));
  }

  for (const [interval, bars] of [
    ['1m', 4 * 390 - 180],
    ['30m', 4 * 13 - 6],
    ['1h', 4 * 7 - 3],
    ['1d', 4],
    ['1w', 1],
  ] as const) {
    test(`${bars} ${interval} bars in the week of Independence Day 2024`, () => {
      assert.equal(equities.countBars(interval, parseTime('2024-07-01'), parseTime('2024-07-08')), bars);
    });
  }

  testWithSharedData('the sessions from 1998 to March 2021 are the days on which SPY traded, without a difference', () => {
    const days = column('lean_SPY_1d_raw.csv.gz', 1);
    const sessions = equities.sessionsBetween(parseTime('1998-01-02'), parseTime('2021-04-01'));
    assert.deepEqual(
      sessions.map(({ open }) => formatTime(open).slice(0, 10)),
      days,
    );
    const midnights = column('lean_SPY_1d_raw.csv.gz', 0).map((millis) => Number(millis) * 1000);
    assert.deepEqual(
      midnights.map((time) => newYorkTime(newYorkDay(time), 0)),
      midnights,
    );
  });

  testWithSharedData('the hours from 1998 to March 2021 are those of SPY, and prints after half days are what differs', () => {
    const traded = new Set<number>();
    const late: string[] = [];
    for (const millis of column('lean_SPY_1h_raw.csv.gz', 0)) {
      const bar = equities.barAt('1h', Number(millis) * 1000);
      if (bar === undefined) late.push(formatTime(newYorkDay(Number(millis) * 1000) * MICROS_PER_DAY).slice(0, 10));
      else traded.add(bar.open);
    }
    const expected: number[] = [];
    const end = parseTime('2021-04-01');
    for (let bar = equities.nextBar('1h', parseTime('1998-01-01')); bar.open < end; bar = equities.nextBar('1h', bar.close))
      expected.push(bar.open);
    assert.deepEqual([...traded], expected);
    // Until 2006 the fund traded to 13:15 on half days, and its late prints went on until 2008.
    assert.deepEqual(
      [...new Set(late)],
      [
        '1998-11-27',
        '1998-12-24',
        '1999-11-26',
        '1999-12-31',
        '2000-07-03',
        '2000-11-24',
        '2001-07-03',
        '2001-11-23',
        '2001-12-24',
        '2002-07-05',
        '2002-11-29',
        '2002-12-24',
        '2003-07-03',
        '2003-11-28',
        '2003-12-24',
        '2003-12-26',
        '2004-11-26',
        '2005-11-25',
        '2006-07-03',
        '2007-07-03',
        '2007-12-24',
        '2008-07-03',
        '2008-12-24',
      ],
    );
    assert.equal(late.length, 47);
  });
});

describe('forex', () => {
  for (const [moment, open, why] of [
    ['2018-06-08T20:59:59Z', true, 'Friday before 17:00 in New York, summer'],
    ['2018-06-08T21:00:00Z', false, 'Friday 17:00'],
    ['2018-06-10T20:59:59Z', false, 'Sunday before 17:00'],
    ['2018-06-10T21:00:00Z', true, 'Sunday 17:00'],
    ['2018-01-05T21:30:00Z', true, 'Friday before 17:00, winter'],
  ] as const) {
    test(`is ${open ? 'open' : 'closed'} at ${moment}: ${why}`, () => assert.equal(forex.isOpen(parseTime(moment)), open));
  }

  test('a week has 120 hours, and the day that it begins on two of them', () => {
    assert.equal(forex.countBars('1h', parseTime('2018-06-10'), parseTime('2018-06-17')), 120);
    assert.equal(show(forex.barAt('1d', parseTime('2018-06-10'))), '2018-06-10T21:00:00Z 2018-06-11T00:00:00Z');
  });
});

describe('24/7', () => {
  for (const [interval, moment, expected] of [
    ['5m', '2024-02-29T12:34:56Z', '2024-02-29T12:30:00Z 2024-02-29T12:35:00Z'],
    ['1w', '2024-02-29', '2024-02-26T00:00:00Z 2024-03-04T00:00:00Z'],
    ['1M', '2024-02-29', '2024-02-01T00:00:00Z 2024-03-01T00:00:00Z'],
  ] as const) {
    test(`the ${interval} bar at ${moment}`, () => assert.equal(show(always.barAt(interval, parseTime(moment))), expected));
  }

  test('a session is the UTC day', () => {
    assert.equal(show(always.sessionOf(parseTime('2024-02-29T12:00:00Z'))), '2024-02-29T00:00:00Z 2024-03-01T00:00:00Z');
    assert.equal(always.sessionsBetween(parseTime('2024-02-28T12:00:00Z'), parseTime('2024-03-01')).length, 2);
  });
});

describe('every calendar', () => {
  const anyTime = fc.integer({ min: parseTime('1998-01-01') / MICROS_PER_MINUTE, max: parseTime('2030-12-31') / MICROS_PER_MINUTE });
  for (const each of [always, equities, forex]) {
    test(`${each.id}: bars follow each other, hold their own opening, and are as many as counted`, () => {
      fc.assert(
        fc.property(anyTime, fc.constantFrom(...INTERVALS.slice(1)), (minutes, interval) => {
          const time = minutes * MICROS_PER_MINUTE;
          let bar = each.nextBar(interval, time);
          assert.ok(bar.open >= time && bar.close > bar.open && each.isOpen(bar.open));
          for (let count = 1; count < 5; count++) {
            assert.deepEqual(each.barAt(interval, bar.open), bar);
            assert.equal(each.countBars(interval, time, bar.open), count - 1);
            const next = each.nextBar(interval, bar.close);
            assert.ok(next.open >= bar.close);
            bar = next;
          }
        }),
        { numRuns: 200 },
      );
    });
  }
});
