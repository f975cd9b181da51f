import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONLY, testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { sessionRules } from '../session-rules.ts';
import { seatByRules } from './seat-by-rules.ts';

const BEFORE = testInstrument(ONLY, { tick: '0.01', lot: '0.001', minNotional: '5' });

/** Seats on a listing, and tells by which tick and lot, whether there are new rules, and what people are told. */
function seat(listed: Instrument, inForce = sessionRules([BEFORE])) {
  const told: string[] = [];
  const { seated, newRules } = seatByRules([{ instrument: listed, baseInterval: '1m' }], inForce, ({ text }) => told.push(text));
  return { instrument: seated[0]?.instrument, rules: newRules?.[ONLY], told };
}

test('a session that begins takes the rules of the listing', () => {
  assert.deepEqual(seat(BEFORE, {}), { instrument: BEFORE, rules: undefined, told: [] });
});

test('rules that have not changed are not new', () => {
  assert.deepEqual(seat(BEFORE), { instrument: BEFORE, rules: undefined, told: [] });
});

test('a session comes back by its own rules, and goes on by those of the venue, of which people are told', () => {
  const { instrument, rules, told } = seat(testInstrument(ONLY, { tick: '0.1', lot: '0.001', minNotional: '10' }));
  assert.deepEqual(instrument, BEFORE);
  assert.deepEqual([rules?.priceScale, rules?.tick, rules?.lot], [2, 10, 1]);
  assert.match(
    told.join('\n'),
    /^TEST takes orders for ONE\/USDT by other rules: tick 0\.01 is 0\.10 now, minNotional 5\.0+ is 10\.0+ now$/,
  );
});

test('steps finer than the session can count change nothing: its own are multiples of them', () => {
  const { rules, told } = seat(testInstrument(ONLY, { tick: '0.0001', lot: '0.001', minNotional: '5' }));
  assert.deepEqual([rules, told], [undefined, []]);
});
