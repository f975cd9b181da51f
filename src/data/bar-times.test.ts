import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CalendarId } from '../domain/instrument.ts';
import type { Interval } from '../domain/interval.ts';
import { formatTime, parseTime } from '../kernel/time.ts';
import { barAt } from './bar-times.ts';

function bar(calendar: CalendarId, interval: Interval, stamp: string): string {
  const span = barAt(calendar, interval)(parseTime(stamp));
  return span === undefined ? 'no bar' : `${formatTime(span.open)} to ${formatTime(span.close)}`;
}

for (const [calendar, interval, stamp, expected, why] of [
  ['24/7', '1m', '2024-03-01T00:01:00Z', '2024-03-01T00:01:00Z to 2024-03-01T00:02:00Z', 'a bucket of the UTC clock'],
  ['24/7', '1m', '2024-03-01T00:01:01Z', 'no bar', 'off the grid'],
  ['24/7', '5m', '2024-03-01T00:01:00Z', 'no bar', 'off the grid of the interval'],
  ['24/7', '1d', '2024-03-01T05:00:00Z', 'no bar', 'a market without sessions has UTC days'],
  ['24/7', '1w', '2024-03-04T00:00:00Z', '2024-03-04T00:00:00Z to 2024-03-11T00:00:00Z', 'weeks open on Monday'],
  ['24/7', '1w', '2024-03-05T00:00:00Z', 'no bar', 'Tuesday'],
  ['24/7', '1M', '2024-02-01T00:00:00Z', '2024-02-01T00:00:00Z to 2024-03-01T00:00:00Z', 'months open on the 1st'],
  ['us-equities', '1d', '2024-03-01T05:00:00Z', '2024-03-01T14:30:00Z to 2024-03-01T21:00:00Z', 'midnight in New York, winter'],
  ['us-equities', '1d', '2024-07-01T04:00:00Z', '2024-07-01T13:30:00Z to 2024-07-01T20:00:00Z', 'midnight in New York, summer'],
  ['us-equities', '1d', '2024-07-01T05:00:00Z', 'no bar', 'an hour after midnight in summer'],
  ['us-equities', '1d', '2024-07-01T00:00:00Z', '2024-07-01T13:30:00Z to 2024-07-01T20:00:00Z', 'midnight UTC means the date it spells'],
  ['us-equities', '1d', '2024-07-01T13:30:00Z', '2024-07-01T13:30:00Z to 2024-07-01T20:00:00Z', 'the opening itself'],
  ['us-equities', '1d', '2024-07-03T04:00:00Z', '2024-07-03T13:30:00Z to 2024-07-03T17:00:00Z', 'a half day'],
  ['us-equities', '1h', '2024-07-01T13:00:00Z', '2024-07-01T13:30:00Z to 2024-07-01T14:00:00Z', 'the first hour is half a one'],
  ['us-equities', '4h', '2024-03-01T13:00:00Z', '2024-03-01T14:30:00Z to 2024-03-01T17:00:00Z', 'counted from midnight in New York'],
  ['us-equities', '1m', '2024-07-01T08:00:00Z', '2024-07-01T08:00:00Z to 2024-07-01T08:01:00Z', 'before the session'],
  ['us-equities', '1m', '2024-07-01T08:00:30Z', 'no bar', 'off the grid'],
  ['us-equities', '1w', '2024-07-01T04:00:00Z', '2024-07-01T13:30:00Z to 2024-07-05T20:00:00Z', 'a week of sessions'],
  ['us-equities', '1w', '2024-07-02T04:00:00Z', 'no bar', 'a week from Tuesday'],
  ['forex', '1h', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z to 2024-03-01T11:00:00Z', 'a bucket of the UTC clock'],
] as const) {
  test(`${calendar} ${interval} ${stamp}: ${why}`, () => assert.equal(bar(calendar, interval, stamp), expected));
}
