import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { START } from '../../tests/tools/bars.ts';
import { playRandom, randomPlay, sessionOf, type RandomPlay } from '../../tests/tools/random-play.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';
import type { SimulatedVenueState } from '../sim/simulated-venue.ts';
import { restoreEngine, saveEngine, type EngineState } from './engine-state.ts';

/** All that a session would be saved as, through JSON. */
function saved({ engine, venue }: SimulatedSession): { readonly engine: EngineState; readonly venue: SimulatedVenueState } {
  return JSON.parse(JSON.stringify({ engine: saveEngine(engine), venue: venue.state })) as ReturnType<typeof saved>;
}

/** Plays to the end, and through JSON into a fresh session after each of the given numbers of minutes. */
function playCut(
  play: RandomPlay,
  cuts: readonly number[],
): { readonly records: ToldRecords; readonly equities: readonly number[]; readonly end: unknown } {
  const records = new ToldRecords(START);
  const equities: number[] = [];
  let session = sessionOf(play, records);
  session.engine.account.open(START);
  let from = 0;
  for (const to of [...cuts, Infinity]) {
    playRandom(session, play.bars, () => equities.push(session.engine.account.equity), from, to);
    const state = saved(session);
    session = sessionOf(play, records);
    restoreEngine(session.engine, state.engine);
    session.venue.restore(state.venue);
    assert.deepEqual(saved(session), state, 'what was restored is what was saved');
    from = to;
  }
  return { records, equities, end: saved(session) };
}

test('a session that is saved after any minute and restored into a fresh one goes on as if nothing had been: fills, orders, news, equity', () => {
  fc.assert(
    fc.property(randomPlay, fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), (play, places) => {
      const cuts = places.map((place) => place % (lastMinute(play) + 2)).sort((a, b) => a - b);
      const whole = playCut(play, []);
      const cut = playCut(play, cuts);
      assert.deepEqual(cut.records.told, whole.records.told);
      assert.deepEqual(cut.records.intents.map(comparable), whole.records.intents.map(comparable));
      assert.deepEqual(cut.equities, whole.equities);
      assert.deepEqual(cut.end, whole.end);
    }),
    { numRuns: 150 },
  );
});

test('the saved states of that proof hold open orders of every kind, trailing stops, timers, higher bars, history and indicators', () => {
  const held = new Set<string>();
  for (const play of fc.sample(randomPlay, { numRuns: 100, seed: 11 })) {
    for (let to = 1; to <= lastMinute(play) + 1; to += 3) {
      const session = sessionOf(play, new ToldRecords(START));
      session.engine.account.open(START);
      playRandom(session, play.bars, undefined, 0, to);
      const { engine, venue } = saved(session);
      for (const { intent, triggered } of venue.orders) held.add(`${intent.type} ${intent.role}${triggered ? ' triggered' : ''}`);
      if (engine.timers.some((at) => at !== null)) held.add('timers');
      if (engine.markets.some(({ higher }) => higher.some(({ count }) => count > 0))) held.add('higher bars');
      if (engine.strategies.some(({ subscriptions }) => subscriptions.some(({ history }) => history.length > 1))) held.add('history');
      if (engine.strategies.some(({ indicators }) => indicators.flat().length > 0)) held.add('indicators');
    }
  }
  for (const wanted of [
    ...['limit entry', 'limit target', 'limit order', 'stop stop', 'stop order', 'trailing-stop order', 'stop-limit order'],
    ...['stop-limit order triggered', 'market order', 'timers', 'higher bars', 'history', 'indicators'],
  ])
    assert.ok(held.has(wanted), `${wanted} is held`);
});

function lastMinute({ bars }: RandomPlay): number {
  return bars.at(-1)?.minute ?? 0;
}

/** An intent without what JSON cannot hold. */
function comparable(intent: unknown): unknown {
  return JSON.parse(JSON.stringify(intent));
}
