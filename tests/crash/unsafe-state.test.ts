import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { saveEngine } from '../../src/engine/engine-state.ts';
import type { Store } from '../../src/ports/store.ts';
import { defineStrategy } from '../../src/strategy/index.ts';
import { DURABLE_SESSION, durableInputs, openDurable } from '../tools/durable-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

/** Counts its bars, and at its 70th keeps something that no snapshot can hold. The engine looks at its state after the 64th and the 128th. */
const hoarder = defineStrategy({
  id: 'hoarder',
  version: '1.0.0',
  params: z.object({}),
  init: (): { bars: number; kept?: unknown } => ({ bars: 0 }),
  onBar({ state }) {
    state.bars += 1;
    if (state.bars === 70) state.kept = 70n;
  },
});
const counter = defineStrategy({ ...hoarder, id: 'counter', onBar: ({ state }) => void (state.bars += 1) });
const deployments = [hoarder, counter].map((definition) => ({
  ...{ id: definition.id, definition, params: {}, instrumentIds: ['ETH/USDT.SYNTH'] },
  interval: '1m' as const,
}));

/** The real store, without its snapshots: all comes from the journal. */
function forgetful(store: Store): Store {
  return new Proxy(store, {
    get(target, key): unknown {
      if (key === 'latestSnapshot') return () => Promise.resolve(undefined);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('a state that cannot be saved stops its strategy at the next snapshot; the session goes on, and comes back the same', async (context) => {
  const home = tempFolder(context);
  const options = { snapshotEvery: 5, deployments };
  const first = await openDurable(home, options);
  for (const input of await durableInputs(80)) await first.session.apply([input]);
  await first.session.snapshot();
  const stops = await first.store.strategyStops(DURABLE_SESSION);
  assert.deepEqual(
    stops.map(({ strategyId, handler, code, message }) => [strategyId, handler, code, message]),
    [['hoarder', 'snapshot', 'STRATEGY_STATE_INVALID', 'state.kept is a BigInt; use a number, or a text of its digits']],
  );
  const end = saveEngine(first.simulated.engine);
  assert.ok(end.strategies.every(({ id, state }) => (state === undefined) === (id === 'hoarder')));
  await first.store.close();
  for (const through of [forgetful, (store: Store) => store]) {
    const again = await openDurable(home, { ...options, through });
    assert.deepEqual(saveEngine(again.simulated.engine), end);
    assert.deepEqual(await again.store.strategyStops(DURABLE_SESSION), stops);
    await again.store.close();
  }
});
