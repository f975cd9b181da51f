import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { intervalLength, type Interval } from '../domain/interval.ts';
import type { BarEvent, MarketEvent } from '../domain/market-event.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import type { SessionInput } from './session-input.ts';
import { SessionIntake } from './session-intake.ts';

const LIMITS = { patience: 15 * MICROS_PER_SECOND, maxBarAge: 90 * MICROS_PER_SECOND };
const at = (minute: number, seconds = 0): Micros => minute * MICROS_PER_MINUTE + seconds * MICROS_PER_SECOND;

/** A bar that closes at a minute and came `late` seconds after. */
function bar(instrumentId: string, minute: number, late = 1, interval: Interval = '1m'): BarEvent {
  const closeTime = at(minute);
  const openTime = closeTime - intervalLength(interval);
  return {
    kind: 'bar',
    instrumentId,
    interval,
    openTime,
    closeTime,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 0,
    tsInit: at(minute, late),
  };
}

const trade: MarketEvent = {
  kind: 'trade',
  instrumentId: 'A',
  price: 1,
  quantity: 1,
  aggressor: undefined,
  tradeId: 't',
  tsEvent: at(2),
  tsInit: at(2),
};

function intakeOf(series: readonly (readonly [id: string, seen: number, interval?: Interval])[], from = 0): SessionIntake {
  return new SessionIntake(
    series.map(([instrumentId, seen, interval = '1m']) => ({ instrumentId, interval, calendar: '24/7', seen: at(seen) })),
    at(from),
    LIMITS,
  );
}

function told(inputs: readonly SessionInput[]): readonly string[] {
  return inputs.map((input) => {
    if (input.kind === 'bar') return `${input.bar.instrumentId} ${input.bar.closeTime / MICROS_PER_MINUTE}${input.stale ? ' stale' : ''}`;
    if (input.kind === 'slice-end')
      return `end ${input.closeTime / MICROS_PER_MINUTE} without ${input.missing.join()}${input.deadline === null ? '' : ' by deadline'}`;
    return input.kind;
  });
}

describe('the intake of a session', () => {
  test('lets one instrument in as it comes', () => {
    const intake = intakeOf([['A', 0]]);
    assert.deepEqual(told(intake.take([bar('A', 1), bar('A', 2)], at(2, 1)).inputs), ['A 1', 'A 2']);
  });

  test('lets several in together, in one order', () => {
    const intake = intakeOf([
      ['B', 0],
      ['A', 0],
      ['A', 0, '5m'],
    ]);
    for (const minute of [1, 2, 3, 4])
      assert.deepEqual(told(intake.take([bar('B', minute), bar('A', minute)], at(minute, 1)).inputs), [`A ${minute}`, `B ${minute}`]);
    assert.deepEqual(intake.take([bar('A', 5, 1, '5m'), bar('B', 5)], at(5, 1)).inputs, []);
    assert.deepEqual(told(intake.take([bar('A', 5)], at(5, 2)).inputs), ['A 5', 'B 5', 'A 5']);
  });

  test('ends a slice at its deadline, and says what was left behind', () => {
    const intake = intakeOf([
      ['A', 0],
      ['B', 0],
    ]);
    assert.deepEqual(intake.take([bar('A', 1)], at(1, 1)).inputs, []);
    assert.equal(intake.dueAt, at(1, 16));
    assert.deepEqual(told(intake.take([], at(1, 16)).inputs), ['A 1', 'end 1 without 1m B by deadline']);
    assert.deepEqual(intake.take([bar('B', 1, 17)], at(1, 17)), { inputs: [], late: [bar('B', 1, 17)] });
    assert.equal(intake.dueAt, undefined);
  });

  test('ends a slice for which a series has no bar as soon as a later one shows it', () => {
    const intake = intakeOf([
      ['A', 0],
      ['B', 0],
    ]);
    intake.take([bar('A', 1)], at(1, 1));
    assert.deepEqual(told(intake.take([bar('B', 2)], at(2, 1)).inputs), ['A 1', 'end 1 without ']);
    assert.deepEqual(told(intake.take([bar('A', 2)], at(2, 2)).inputs), ['A 2', 'B 2']);
  });

  test('marks bars that come long after their close', () => {
    const intake = intakeOf([['A', 0]]);
    assert.deepEqual(told(intake.take([bar('A', 1, 300), bar('A', 2, 90), bar('A', 3, 91)], at(6)).inputs), [
      'A 1 stale',
      'A 2',
      'A 3 stale',
    ]);
  });

  test('lets ticks in where they came', () => {
    const intake = intakeOf([['A', 0]]);
    assert.deepEqual(told(intake.take([bar('A', 1), trade, bar('A', 2)], at(2, 1)).inputs), ['A 1', 'tick', 'A 2']);
  });

  test('completes the slice in which a session ended, and does not end it twice', () => {
    const intake = intakeOf(
      [
        ['A', 7],
        ['B', 6],
      ],
      7,
    );
    assert.deepEqual(told(intake.take([bar('B', 7)], at(8)).inputs), ['B 7']);
  });

  test('leaves out what a series missed before the session ended: time does not go back', () => {
    const intake = intakeOf(
      [
        ['A', 7],
        ['B', 4],
      ],
      7,
    );
    const { inputs, late } = intake.take([bar('B', 5), bar('B', 6), bar('B', 7)], at(8));
    assert.deepEqual([told(inputs), late.length], [['B 7'], 2]);
  });

  test('does not wait for an instrument before its first bar is due', () => {
    const intake = intakeOf([
      ['A', 0],
      ['B', 3],
    ]);
    assert.deepEqual(told(intake.take([bar('A', 1), bar('A', 2), bar('A', 3), bar('A', 4)], at(4, 1)).inputs), ['A 1', 'A 2', 'A 3']);
  });
});
