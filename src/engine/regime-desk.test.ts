import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { START } from '../../tests/tools/bars.ts';
import { regimeSettingsOf } from '../../tests/tools/regime-cases.ts';
import { columnsOf, ONLY, play, setUp, type Candle, type Played, type Script } from '../../tests/tools/scripted-session.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import { sliceBars } from '../domain/bars.ts';
import type { RegimeEffect, RegimeRule } from '../domain/regime.ts';
import { settle } from '../modes/play-bars.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';
import { enter, exit, order, target, type Intents } from '../strategy/index.ts';
import { restoreEngine, saveEngine, type EngineState } from './engine-state.ts';

/** Known from the 13th bar on; a crisis is 10% in 4 bars, said twice. */
const SETTINGS = regimeSettingsOf();
const CALM: Candle = [100, 101, 99, 100];
const FALL: Candle = [100, 100, 85, 85];
const LOW: Candle = [85, 86, 84, 85];
/** Calm up to minute 20; the fall of minute 20 is a crisis from the close of minute 21 on, which is minute 22. */
const CRASH: readonly Candle[] = [...Array<Candle>(20).fill(CALM), FALL, ...Array<Candle>(8).fill(LOW), [85, 85, 70, 75]];

const all: RegimeEffect = { kind: 'scale', share: 1 };
const inCrisis = (crisis: RegimeEffect, given: Partial<RegimeRule> = {}): RegimeRule => ({
  follow: 'instrument',
  effects: { trend: all, range: all, 'high-volatility': all, unknown: all, crisis },
  ...given,
});

/** Plays the crash to a strategy that does something in some minutes. */
function crash(does: Readonly<Record<number, Intents>>, regimes: RegimeRule, terms: { readonly type?: 'margin' } = {}): Promise<Played> {
  return play({ bars: CRASH, scripts: { one: { onBar: (minute) => does[minute], regimes } }, regimes: SETTINGS, terms });
}

suite('regimes', () => {
  test('are on record when they change, each instrument before the market', async () => {
    const { told } = await crash({}, inCrisis(all));
    assert.deepEqual(told.slice(0, 4), [
      `00:13 regime ${ONLY} range`,
      '00:13 regime market range',
      `00:22 regime ${ONLY} crisis`,
      '00:22 regime market crisis',
    ]);
  });

  test('are known to a strategy with the bar that makes them', async () => {
    const seen: unknown[] = [];
    const script: Script = { onBar: (minute, { regime }) => void seen.push([minute, regime.here, regime.market, regime.of(ONLY)]) };
    await play({ bars: CRASH, scripts: { one: script }, regimes: SETTINGS });
    assert.deepEqual(
      [seen[11], seen[12], seen[20], seen[21]],
      [
        [11, undefined, undefined, undefined],
        [12, 'range', 'range', 'range'],
        [20, 'range', 'range', 'range'],
        [21, 'crisis', 'crisis', 'crisis'],
      ],
    );
  });

  test('of longer bars are known to a strategy on shorter ones from its next bar on', async () => {
    const seen: unknown[] = [];
    const script: Script = { onBar: (minute, { regime }) => void seen.push(`${minute} ${regime.here}`) };
    const bars = CRASH.flatMap((candle) => [candle, candle, candle]);
    await play({ bars, scripts: { one: script }, regimes: regimeSettingsOf({ interval: '3m' }) });
    assert.deepEqual([seen[38], seen[39]], ['38 undefined', '39 range']);
  });

  test('that nobody configured stop a strategy that asks for them', async () => {
    const { told } = await play({ bars: [CALM], scripts: { one: { onBar: (_, { regime }) => void regime.here } } });
    assert.deepEqual(told, ['00:01 one stopped in onBar STRATEGY_NO_REGIME']);
  });

  test('of an instrument that a strategy does not trade stop it', async () => {
    const script: Script = { onBar: (_, { regime }) => void regime.of('TWO/USDT.TEST') };
    const { told } = await play({ bars: [CALM], scripts: { one: script }, regimes: SETTINGS });
    assert.deepEqual(told, ['00:01 one stopped in onBar STRATEGY_UNKNOWN_INSTRUMENT']);
  });
});

suite('a regime that scales', () => {
  test('sizes what opens and adds, and leaves what closes as it is', async () => {
    const does = {
      15: enter('long', { quantity: 10 }),
      22: enter('long', { quantity: 10 }),
      23: order({ side: 'sell', type: 'market', quantity: 15 }),
      24: target(0.4),
    };
    const { records } = await crash(does, inCrisis({ kind: 'scale', share: 0.5 }));
    assert.deepEqual(
      records.intents.map(({ side, quantity, sizing }) => [side, quantity, sizing]),
      [
        ['buy', 10, 'fixed quantity'],
        ['buy', 5, 'fixed quantity, 0.5 of what it would be by the regime'],
        ['sell', 15, 'fixed quantity'],
        ['buy', 2352, 'target 0.4 of equity'],
      ],
    );
  });
});

suite('a regime that pauses', () => {
  const pause = inCrisis({ kind: 'pause' });
  const eventsFrom = ({ told }: Played): readonly string[] => told.filter((line) => !line.includes('regime ') && line > '00:20');

  test('cancels entries, denies new ones, keeps what guards, and lets an exit pass', async () => {
    const played = await crash(
      {
        15: [enter('long', { quantity: 2, stop: 50 }), enter('long', { quantity: 1, limit: 60 })],
        22: enter('long', { quantity: 1 }),
        23: exit(),
      },
      pause,
    );
    assert.deepEqual(eventsFrom(played), [
      '00:22 entry canceled',
      '00:23 denied RISK_REGIME_PAUSED',
      '00:24 stop canceled',
      '00:24 exit sell 2 @ 85 taker',
    ]);
  });

  test('lets a plain order close a short, and not turn it', async () => {
    const played = await crash(
      {
        15: enter('short', { quantity: 4 }),
        22: order({ side: 'buy', type: 'market', quantity: 5 }),
        23: order({ side: 'buy', type: 'market', quantity: 4 }),
      },
      pause,
      { type: 'margin' },
    );
    assert.deepEqual(eventsFrom(played), ['00:23 denied RISK_REGIME_PAUSED', '00:24 order buy 4 @ 85 taker']);
  });

  test('is over with the next regime', async () => {
    const bars = [...CRASH, ...Array<Candle>(6).fill([85, 86, 84, 85])];
    const script: Script = {
      onBar: (minute) => (minute > 21 && minute % 4 === 0 ? enter('long', { quantity: 1 }) : undefined),
      regimes: pause,
    };
    const { told } = await play({ bars, scripts: { one: script }, regimes: SETTINGS });
    const denied = told.filter((line) => line.endsWith('RISK_REGIME_PAUSED'));
    assert.deepEqual(denied, ['00:25 denied RISK_REGIME_PAUSED']);
    assert.ok(told.includes('00:29 entry buy 1 @ 85 taker'), told.join('\n'));
  });

  test('of the market holds for a strategy that follows both', async () => {
    const both = { A: CRASH, B: Array<Candle>(30).fill(CALM), C: CRASH };
    const script: Script = {
      onBar: (minute, { instrument }) => (minute === 23 && instrument === 'B/USDT.TEST' ? enter('long', { quantity: 1 }) : undefined),
      regimes: { ...pause, follow: 'both' },
    };
    const bars = Object.fromEntries(Object.entries(both).map(([name, candles]) => [`${name}/USDT.TEST`, candles]));
    const { told } = await play({ bars, scripts: { one: script }, regimes: SETTINGS });
    assert.ok(told.includes('00:24 denied RISK_REGIME_PAUSED'), told.join('\n'));
  });
});

test('a regime that stops ends the strategy once, and leaves the position to what guards it', async () => {
  const { told, session } = await crash(
    { 15: [enter('long', { quantity: 2, stop: 80 }), enter('long', { quantity: 1, limit: 60 })], 23: exit() },
    inCrisis({ kind: 'stop' }),
  );
  assert.deepEqual(
    told.filter((line) => !/regime (ONE|market)/.test(line) && line > '00:20'),
    ['00:22 one stopped in regime STRATEGY_STOPPED_BY_REGIME', '00:22 entry canceled', '00:30 stop sell 2 @ 80 taker'],
  );
  assert.match(session.engine.hosts[0]?.stopped?.message ?? '', /the regime of ONE\/USDT.TEST is crisis, that of the market/);
});

/** A session that is played by hand, minute by minute. */
function byHand(regimes: RegimeRule): {
  readonly session: SimulatedSession;
  readonly records: ToldRecords;
  readonly go: (from: number, to: number) => void;
} {
  const records = new ToldRecords(START);
  const script: Script = { onBar: (minute) => (minute > 13 ? enter('long', { quantity: 1 }) : undefined), regimes };
  const session = setUp({ bars: [], scripts: { one: script }, regimes: SETTINGS }, records);
  const bars = columnsOf(CRASH);
  const [market] = session.markets;
  const go = (from: number, to: number): void => {
    for (let row = from; row < to && market !== undefined; row += 1) {
      const bar = sliceBars(bars, row, row + 1);
      if (session.match(market, bar, 0)) settle(session);
      session.deliver(market, bar, 0);
      settle(session);
    }
  };
  return { session, records, go };
}

test('a session that comes back at any bar goes on as if nothing had been', () => {
  const regimes = inCrisis({ kind: 'pause' });
  const unbroken = byHand(regimes);
  unbroken.session.engine.account.open(START);
  unbroken.go(0, CRASH.length);
  for (let cut = 1; cut < CRASH.length; cut += 1) {
    const [before, after] = [byHand(regimes), byHand(regimes)];
    before.session.engine.account.open(START);
    before.go(0, cut);
    restoreEngine(after.session.engine, JSON.parse(JSON.stringify(saveEngine(before.session.engine))) as EngineState);
    after.session.venue.restore(structuredClone(before.session.venue.state));
    after.go(cut, CRASH.length);
    assert.deepEqual([...before.records.told, ...after.records.told], unbroken.records.told, `cut at ${cut}`);
  }
});

test('bars of old make regimes, which stop nobody before the first bar of now', () => {
  const { session, records, go } = byHand(inCrisis({ kind: 'stop' }));
  session.engine.account.open(START);
  session.engine.isStale = true;
  go(0, 23);
  assert.equal(session.engine.account.regimes.market, 'crisis');
  assert.equal(session.engine.hosts[0]?.stopped, undefined);
  session.engine.isStale = false;
  go(23, 24);
  assert.equal(records.stops[0]?.code, 'STRATEGY_STOPPED_BY_REGIME');
});
