import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { play, type Candle, type Play } from '../../tests/tools/scripted-session.ts';
import { enter, exit, order } from '../strategy/index.ts';

const FLAT: Candle = [100, 101, 99, 100];
const crossing = order({ side: 'buy', type: 'limit', limit: 101, quantity: 1, postOnly: true });
const beyondAll = enter('long', { quantity: 1e9 });

const TABLE: readonly (readonly [story: string, handler: string, play: Omit<Play, 'bars'>])[] = [
  [
    'an order that the venue rejects is sent again, for ever',
    'onOrder',
    { scripts: { one: { onBar: (minute) => (minute === 0 ? crossing : undefined), onOrder: () => crossing } } },
  ],
  [
    'an order that risk denies is sent again, for ever',
    'onOrder',
    { scripts: { one: { onBar: (minute) => (minute === 0 ? beyondAll : undefined), onOrder: () => beyondAll } } },
  ],
  [
    'at the same close every fill is answered by the opposite order, for ever',
    'onFill',
    {
      rules: { fill: 'same-close' },
      scripts: {
        one: {
          onBar: (minute) => (minute === 0 ? enter('long', { quantity: 1 }) : undefined),
          onFill: (_minute, { position }) => (position.isFlat ? enter('long', { quantity: 1 }) : exit()),
        },
      },
    },
  ],
];

suite('a strategy that answers its own news without end is stopped, and the run goes on', () => {
  for (const [story, handler, script] of TABLE) {
    test(story, async () => {
      const { records, session } = await play({ ...script, bars: [FLAT, FLAT, FLAT] });
      assert.deepEqual(records.stops, [
        { strategyId: 'one', handler, code: 'STRATEGY_BAD_INTENT', message: `${handler} answers its own news without end` },
      ]);
      assert.equal(session.engine.account.time, session.markets[0]?.lastTime);
    });
  }
});
