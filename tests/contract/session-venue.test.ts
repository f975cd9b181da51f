import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { buildInstrument } from '../../src/domain/instrument-spec.ts';
import { cancel, enter, exit, order, type Intents } from '../../src/strategy/index.ts';
import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openRemoteSession, openSimulatedSession, type SessionBench } from '../tools/session-venue-bench.ts';

/** Cents to a whole unit of price. */
const WHOLE = 100;
/** What the strategy does, where the market goes, or that the session is stored and comes back; and what is told and held then. */
type Step =
  | { readonly act: Intents | ((bench: SessionBench) => Intents) }
  | { readonly move: number }
  | 'restart'
  | { readonly told: readonly string[]; readonly held: number; readonly open?: readonly string[] };

const BUY = order({ side: 'buy', type: 'market', quantity: 2 });
const REDUCE = { side: 'sell', quantity: 2, reduceOnly: true } as const;
const bought = 'order buy 2 @ 100';

/** What a session is told, whatever its venue is; the market stands at 100 at first. */
const STORIES: Readonly<Record<string, readonly Step[]>> = {
  'an order at the market fills once': [{ act: BUY }, { told: [bought], held: 2, open: [] }],
  'a limit fills once the market has gone through it': [
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 2 }) },
    { told: [], held: 0, open: ['order Accepted'] },
    { move: 94.6 },
    { told: ['order buy 2 @ 95'], held: 2, open: [] },
  ],
  'a cancel ends an order, and another one of it says nothing': [
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 2 }) },
    { act: ({ newest }) => cancel(newest) },
    { act: ({ newest }) => cancel(newest) },
    { move: 94.6 },
    { told: ['order canceled'], held: 0, open: [] },
  ],
  'the cancel of a filled order changes nothing': [
    { act: BUY },
    { act: ({ newest }) => cancel(newest) },
    { told: [bought], held: 2, open: [] },
  ],
  'what is for at once or never, and finds nobody, expires: IOC': [
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 2, timeInForce: 'IOC' }) },
    { told: ['order expired'], held: 0, open: [] },
  ],
  'and FOK': [
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 2, timeInForce: 'FOK' }) },
    { told: ['order expired'], held: 0, open: [] },
  ],
  'and where there is somebody it fills': [
    { act: order({ side: 'buy', type: 'limit', limit: 105, quantity: 2, timeInForce: 'IOC' }) },
    { told: [bought], held: 2, open: [] },
  ],
  'what only makes liquidity is refused where it would take it': [
    { act: order({ side: 'buy', type: 'limit', limit: 105, quantity: 2, postOnly: true }) },
    { told: ['order rejected VENUE_POST_ONLY'], held: 0, open: [] },
  ],
  'and rests where it would not': [
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 2, postOnly: true }) },
    { move: 94.6 },
    { told: ['order buy 2 @ 95'], held: 2, open: [] },
  ],
  'a stop waits for its price, and then sells': [
    { act: BUY },
    { act: order({ ...REDUCE, type: 'stop', stop: 90 }) },
    { move: 91 },
    { told: [bought], held: 2, open: ['order Accepted'] },
    { move: 89 },
    { told: [bought, 'order sell 2 @ 89'], held: 0, open: [] },
  ],
  'a stop-limit sells within its limit': [
    { act: BUY },
    { act: order({ ...REDUCE, type: 'stop-limit', stop: 90, limit: 85 }) },
    { move: 89 },
    { told: [bought, 'order sell 2 @ 89'], held: 0, open: [] },
  ],
  'a trailing stop follows the best price': [
    { act: BUY },
    { act: order({ ...REDUCE, type: 'trailing-stop', trail: 10 }) },
    { move: 120 },
    { move: 111 },
    { told: [bought], held: 2, open: ['order Accepted'] },
    { move: 109 },
    { told: [bought, 'order sell 2 @ 109'], held: 0, open: [] },
  ],
  'what only reduces shrinks with its position, and never turns it': [
    { act: BUY },
    { act: order({ ...REDUCE, type: 'stop', stop: 90 }) },
    { act: order({ ...REDUCE, quantity: 1, type: 'market' }) },
    { move: 89 },
    { told: [bought, 'order sell 1 @ 100', 'order canceled', 'order sell 1 @ 89'], held: 0, open: [] },
  ],
  'of a bracket the target is reached, and the stop is over': [
    { act: enter('long', { quantity: 2, stop: 90, target: 120 }) },
    { told: ['entry buy 2 @ 100'], held: 2, open: ['stop Accepted', 'target Accepted'] },
    { move: 121 },
    { move: 89 },
    { told: ['entry buy 2 @ 100', 'target sell 2 @ 12x', 'stop canceled'], held: 0, open: [] },
  ],
  'of a bracket the stop is reached, and the target is over': [
    { act: enter('long', { quantity: 2, stop: 90, target: 120 }) },
    { move: 89 },
    { move: 121 },
    { told: ['entry buy 2 @ 100', 'stop sell 2 @ 89', 'target canceled'], held: 0, open: [] },
  ],
  'an exit ends what guards a position, and closes it': [
    { act: enter('long', { quantity: 2, stop: 90, target: 120 }) },
    { act: exit() },
    { told: ['entry buy 2 @ 100', 'stop canceled', 'target canceled', 'exit sell 2 @ 100'], held: 0, open: [] },
  ],
  'a restart changes nothing of what is open': [
    { act: enter('long', { quantity: 2, stop: 90, target: 120 }) },
    { act: order({ side: 'buy', type: 'limit', limit: 95, quantity: 1 }) },
    'restart',
    { told: ['entry buy 2 @ 100'], held: 2, open: ['stop Accepted', 'target Accepted', 'order Accepted'] },
    { move: 94.6 },
    { move: 89 },
    { told: ['entry buy 2 @ 100', 'order buy 1 @ 95', 'stop sell 2 @ 89', 'target canceled'], held: 1, open: [] },
  ],
};

/**
 * What may differ between venues, and is nothing that a strategy decides by: how the other leg of a bracket ended, in which order, whether a
 * target was sold at its own price or at the market, and that MEXC refuses a maker that would take in words that say other things too.
 */
function alike(told: readonly string[]): readonly string[] {
  return told
    .map((line) =>
      line
        .replace(/^(stop|target) (expired|canceled)$/, '$1 is over')
        .replace('VENUE_REJECTED', 'VENUE_POST_ONLY')
        .replace(/^(target sell \d+ @ 12).*/, '$1x'),
    )
    .sort();
}

async function tell(bench: SessionBench, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step === 'restart') await bench.restart();
    else if ('act' in step) await bench.act(typeof step.act === 'function' ? step.act(bench) : step.act);
    else if ('move' in step) await bench.move(step.move * WHOLE);
    else {
      assert.deepEqual(alike(bench.told), alike(step.told));
      assert.equal(bench.held, step.held);
      if (step.open !== undefined) assert.deepEqual([...bench.open].sort(), [...step.open].sort());
    }
  }
}

const VENUES: Readonly<Record<string, () => Promise<SessionBench>>> = {
  'the simulated venue': () => Promise.resolve(openSimulatedSession(instrument(), 100 * WHOLE)),
  ...Object.fromEntries(
    Object.entries(BENCH_VENUES).map(([id, venue]) => [`${id} of the test exchange`, () => openRemoteSession(venue, 100 * WHOLE)]),
  ),
};

function instrument() {
  return buildInstrument({ id: 'BTC/USDT.TEST', kind: 'spot', calendar: '24/7', tick: '0.01', lot: '1', effectiveFrom: 0 });
}

for (const [name, open] of Object.entries(VENUES)) {
  describe(`what a session is told: ${name}`, () => {
    for (const [story, steps] of Object.entries(STORIES)) {
      it(story, async () => {
        const bench = await open();
        try {
          await tell(bench, steps);
        } finally {
          await bench.dispose();
        }
      });
    }
  });
}
