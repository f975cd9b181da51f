import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { START } from '../../tests/tools/bars.ts';
import { columnsOf, setUp, type Candle, type Script } from '../../tests/tools/scripted-session.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';
import { settle } from '../modes/play-bars.ts';
import { enter, exit, order } from '../strategy/index.ts';
import { restoreEngine, saveEngine, type EngineState } from './engine-state.ts';

const FLAT: Candle = [100, 101, 99, 100];
const FALL: Candle = [100, 100, 90, 92];

/** Plays candles on one instrument, calling `between` when the bar of a minute has had its turn. */
function playWith(
  scripts: Readonly<Record<string, Script>>,
  candles: readonly Candle[],
  between: (session: SimulatedSession, minute: number) => void,
): readonly string[] {
  const records = new ToldRecords(START);
  const session = setUp({ bars: [], scripts }, records);
  session.engine.account.open(START);
  const [market] = session.markets;
  assert.ok(market !== undefined);
  const bars = columnsOf(candles);
  for (let row = 0; row < bars.length; row++) {
    if (session.match(market, bars, row)) settle(session);
    session.deliver(market, bars, row);
    settle(session);
    between(session, row);
    settle(session);
  }
  return records.told;
}

/** Guarded long from the first bar on, with another entry resting, and an exit in the given minute. */
const guarded = (exitAt = Infinity): Script => ({
  onBar: (minute) => {
    if (minute === 0) return [enter('long', { quantity: 2, stop: 95 }), enter('long', { quantity: 1, limit: 97 })];
    if (minute === exitAt) return exit();
    return minute === 2 ? enter('long', { quantity: 5 }) : undefined;
  },
});

for (const state of ['HALTED', 'REDUCING'] as const) {
  suite(`while trading is ${state}`, () => {
    const halt = (session: SimulatedSession, minute: number): void => {
      if (minute === 1) session.engine.setTradingState(state, 'drill');
    };

    test('entries are canceled and denied, and the stop of a position stays and fills', () => {
      assert.deepEqual(playWith({ one: guarded() }, [FLAT, FLAT, FLAT, FALL], halt), [
        '00:01 entry buy 2 @ 100 taker',
        `00:02 ${state}`,
        '00:02 entry canceled',
        '00:03 denied RISK_KILLED',
        '00:04 stop sell 2 @ 95 taker',
      ]);
    });

    test('an exit passes', () => {
      assert.deepEqual(playWith({ one: guarded(2) }, [FLAT, FLAT, FLAT, FLAT], halt).slice(-2), [
        '00:03 stop canceled',
        '00:03 exit sell 2 @ 100 taker',
      ]);
    });

    test('an entry that fills before its cancel arrives is guarded all the same', () => {
      const script: Script = {
        onBar: (minute) => (minute === 0 ? enter('long', { quantity: 2, stop: 95 }) : undefined),
      };
      const told = playWith({ one: script }, [FLAT, FLAT, FALL], (session, minute) => {
        // The kill comes while the order is at the venue, whose fill is told with the next bar.
        if (minute === 0) session.engine.account.tradingState = state;
      });
      assert.deepEqual(told, ['00:01 entry buy 2 @ 100 taker', '00:03 stop sell 2 @ 95 taker']);
    });
  });
}

test('a strategy that is stopped is asked nothing more; its entries are canceled, its protection stays, and others go on', () => {
  const heard: number[] = [];
  const failing: Script = {
    onBar: (minute) => {
      heard.push(minute);
      if (minute === 1) throw new Error('broken');
      return guarded().onBar?.(minute, undefined as never);
    },
    onFill: () => void heard.push(-1),
  };
  const other: Script = { onBar: (minute) => (minute === 2 ? order({ side: 'buy', type: 'market', quantity: 7 }) : undefined) };
  const told = playWith({ failing, other }, [FLAT, FLAT, FLAT, FALL], () => undefined);
  assert.deepEqual(told, [
    '00:01 entry buy 2 @ 100 taker',
    '00:02 failing stopped in onBar STRATEGY_THREW',
    '00:02 entry canceled',
    '00:03 order buy 7 @ 100 taker',
    '00:04 stop sell 2 @ 95 taker',
  ]);
  assert.deepEqual(heard, [0, -1, 1]);
});

test('after a halt trading goes on when it is told to', () => {
  const script: Script = { onBar: (minute) => enter('long', { quantity: minute + 1 }) };
  const told = playWith({ one: script }, [FLAT, FLAT, FLAT, FLAT], (session, minute) => {
    if (minute === 0) session.engine.setTradingState('HALTED', 'drill');
    if (minute === 1) session.engine.setTradingState('ACTIVE', 'drill is over');
  });
  assert.deepEqual(told, [
    '00:01 HALTED',
    '00:01 entry canceled',
    '00:02 denied RISK_KILLED',
    '00:02 ACTIVE',
    '00:03 entry buy 3 @ 100 taker',
  ]);
});

test('a halted instrument that is halted for something else is told of again; for the same it is not, not even after a restart', () => {
  const records = new ToldRecords(START);
  const open = (): SimulatedSession => setUp({ bars: [], scripts: { one: {} } }, records);
  const halt = ({ engine, markets: [market] }: SimulatedSession, by: string, reason: string): number => {
    assert.ok(market !== undefined);
    engine.setInstrumentState(market, 'HALTED', by, reason);
    return records.told.length;
  };
  const session = open();
  const cannotBe = 'order 7 is Filled; "canceled" cannot happen to it';
  assert.deepEqual([halt(session, 'operator:ann', 'drill'), halt(session, 'core', cannotBe), halt(session, 'core', cannotBe)], [1, 2, 2]);
  const restarted = open();
  restoreEngine(restarted.engine, JSON.parse(JSON.stringify(saveEngine(session.engine))) as EngineState);
  assert.deepEqual([halt(restarted, 'core', cannotBe), halt(restarted, 'core', 'order 8 was never sent')], [2, 3]);
});
