import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BEACON, HANDLERS } from '../engine/handler-calls.ts';
import { parseTime } from '../kernel/time.ts';
import { sharedBeacon, watchBeacon } from './beacon-watch.ts';

const LIMIT_MS = 1_000;
const BAR = parseTime('2024-01-01T00:05:00Z');

/** A watch over a beacon, and a stopwatch that a test moves. */
function bench() {
  const beacon = sharedBeacon();
  let now = 0;
  const look = watchBeacon(beacon, ['first', 'second'], LIMIT_MS, () => now);
  return {
    look: (afterMs: number) => {
      now += afterMs;
      return look();
    },
    call: (call: number, handler: (typeof HANDLERS)[number] = 'onBar') => {
      beacon[BEACON.call] = call;
      beacon[BEACON.strategy] = 1;
      beacon[BEACON.time] = BAR;
      beacon[BEACON.handler] = HANDLERS.indexOf(handler);
    },
  };
}

describe('the watch over handlers', () => {
  test('names strategy, handler, bar and call of one that does not come back', () => {
    const { look, call } = bench();
    call(7, 'onFill');
    for (let ms = 0; ms <= LIMIT_MS; ms += 250) assert.equal(look(250), undefined);
    assert.deepEqual(look(250), {
      strategyId: 'second',
      handler: 'onFill',
      at: BAR,
      call: 7,
      message: 'onFill did not come back within 1.0 s',
      where: 'strategy second, onFill, bar closing 2024-01-01T00:05:00Z',
    });
  });

  test('does not mind many short calls', () => {
    const { look, call } = bench();
    for (let number = 1; number < 40; number += 1) {
      call(number);
      assert.equal(look(250), undefined);
    }
  });

  test('does not mind idleness', () => {
    const { look, call } = bench();
    call(1, 'none');
    for (let looks = 0; looks < 40; looks += 1) assert.equal(look(250), undefined);
  });

  test('does not blame a handler in which the whole process was paused', () => {
    const { look, call } = bench();
    call(1);
    look(250);
    assert.equal(look(3_600_000), undefined);
    call(1, 'none');
    assert.equal(look(250), undefined);
  });

  test('still finds one that loops, however the process is paused', () => {
    const { look, call } = bench();
    call(1);
    const found = [3_600_000, 3_600_000, 3_600_000, 3_600_000].map((pause) => look(pause)?.call);
    assert.deepEqual(found, [undefined, undefined, undefined, 1]);
  });
});
