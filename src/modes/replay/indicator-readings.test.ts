import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossing } from '../../indicators/crossing.ts';
import { Macd } from '../../indicators/macd.ts';
import { Sma } from '../../indicators/sma.ts';
import { readingsOf } from './indicator-readings.ts';

test('every line of an indicator is read by its name, and is null before it is ready', () => {
  assert.deepEqual(readingsOf(new Sma(3)), { value: null });
  assert.deepEqual(readingsOf(new Macd(2, 3, 2)), { value: null, signal: null, histogram: null });
  const lines = Object.keys(readingsOf(crossing(new Sma(2), new Sma(3))));
  assert.ok(lines.length > 0 && !lines.includes('isReady') && !lines.includes('count'), lines.join(' '));
});
