import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { play, type Candle } from '../../tests/tools/scripted-session.ts';

const FLAT: Candle = [100, 101, 99, 100];

/** A strategy whose state takes something up at a bar; the minute at which it is stopped for it, if it is. */
async function stoppedAt(minute: number, value: unknown, minutes = 600): Promise<{ readonly heard: number; readonly stops: unknown }> {
  const { heard, records } = await play({
    bars: Array.from({ length: minutes }, () => FLAT),
    scripts: {
      one: {
        init: () => ({}),
        onBar: (at, { state }) => {
          if (at === minute) (state as { seen?: unknown }).seen = value;
        },
      },
    },
  });
  return { heard: heard.length, stops: records.stops };
}

suite('a state that a restart would damage stops its strategy, at the same call in every run', () => {
  for (const [minute, call] of [
    [0, 1],
    [2, 4],
    [100, 128],
    [300, 512],
  ] as const)
    test(`put in at bar ${minute + 1}, it is found after call ${call}`, async () => {
      const message = 'state.seen is a Map; use a plain object, or an array of pairs';
      const stops = [{ strategyId: 'one', handler: 'onBar', code: 'STRATEGY_STATE_INVALID', message }];
      assert.deepEqual(await stoppedAt(minute, new Map()), { heard: call, stops });
    });
});

test('a state that JSON keeps stops nothing', async () => {
  assert.deepEqual(await stoppedAt(5, { levels: [1, 2], note: null }), { heard: 600, stops: [] });
});
