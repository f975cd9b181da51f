import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { saveEngine, type EngineState } from '../../src/engine/engine-state.ts';
import { BallastError } from '../../src/kernel/errors.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import type { CommitBatch, Store } from '../../src/ports/store.ts';
import { DURABLE_SESSION, durableInputs, openDurable, type DurableSession } from '../tools/durable-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

const MINUTES = 80;
const inputs = await durableInputs(MINUTES);

/** The real store, which loses one commit, or its acknowledgement, and then the process. */
function dyingAt(commit: number, when: 'before' | 'after'): (store: Store) => Store {
  let commits = 0;
  const lost = (): never => {
    throw new BallastError('STORE_UNAVAILABLE', `lost ${when} commit ${commit}`);
  };
  return (store) =>
    new Proxy(store, {
      get(target, key): unknown {
        const value: unknown = Reflect.get(target, key);
        if (key !== 'commit') return typeof value === 'function' ? value.bind(target) : value;
        return async (batch: CommitBatch): Promise<void> => {
          commits += 1;
          if (commits === commit && when === 'before') lost();
          await target.commit(batch);
          if (commits === commit) lost();
        };
      },
    });
}

/** Everything that a session has stored, and what it remembers. */
interface Left {
  readonly stored: Readonly<Record<string, unknown>>;
  readonly engine: EngineState;
  readonly venue: unknown;
}

async function left({ store, simulated }: DurableSession): Promise<Left> {
  await store.verifyAudit();
  const journal = [];
  // Ticks leave the journal once two snapshots have passed them; how many snapshots there are depends on the deaths.
  for await (const entry of store.journal(DURABLE_SESSION, 0)) if (entry.kind !== 'tick') journal.push(entry);
  const audit = (await store.audit()).map(({ hash: _hash, previousHash: _previous, ...entry }) => entry);
  return {
    stored: {
      journal,
      audit,
      orders: await store.orders(DURABLE_SESSION),
      orderEvents: await store.orderEvents(DURABLE_SESSION),
      fills: await store.fills(DURABLE_SESSION),
      postings: await store.postings(DURABLE_SESSION),
      refusals: await store.refusals(DURABLE_SESSION),
      stops: await store.strategyStops(DURABLE_SESSION),
      states: await store.tradingStates(DURABLE_SESSION),
      equity: await store.equity(DURABLE_SESSION),
    },
    engine: saveEngine(simulated.engine),
    venue: simulated.venue.state,
  };
}

/** Gives a session the inputs that it does not have yet, in groups; the start is its first. */
async function play({ session }: DurableSession, group: number): Promise<void> {
  while (session.seq - 1 < inputs.length) await session.apply(inputs.slice(session.seq - 1, session.seq - 1 + group));
}

/** Plays to the end, dying at every `commit`-th commit of each life; how often it died. */
async function playDying(
  home: string,
  commit: () => number,
  when: 'before' | 'after',
  group: number,
  snapshotEvery: number,
): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    let durable: DurableSession | undefined;
    try {
      durable = await openDurable(home, { snapshotEvery, through: dyingAt(commit(), when) });
      await play(durable, group);
      return deaths;
    } catch (error) {
      if (!(error instanceof BallastError) || error.code !== 'STORE_UNAVAILABLE') throw error;
    } finally {
      await durable?.store.close();
    }
  }
}

async function afterwards(home: string): Promise<Left> {
  const durable = await openDurable(home, { snapshotEvery: 1_000_000 });
  const result = await left(durable);
  await durable.store.close();
  return result;
}

let unharmed: Left;
before(async () => {
  const home = mkdtempSync(join(tmpdir(), 'ballast-unharmed-'));
  const durable = await openDurable(home, { snapshotEvery: 1_000_000 });
  await play(durable, 1);
  unharmed = await left(durable);
  await durable.store.close();
  rmSync(home, { recursive: true });
});

describe('a session that dies at its commits comes back to what it would have been', () => {
  for (const snapshotEvery of [5, 1_000_000]) {
    for (const [name, commit, when] of [
      ['after every commit', 1, 'after'],
      ['before every second commit', 2, 'before'],
    ] as const) {
      test(`dying ${name}, with a snapshot every ${snapshotEvery} inputs`, async (context) => {
        const home = tempFolder(context);
        const deaths = await playDying(home, () => commit, when, 1, snapshotEvery);
        assert.ok(deaths > 50, `${deaths} deaths are enough to mean something`);
        assert.deepEqual(await afterwards(home), unharmed);
      });
    }
  }

  for (const group of [1, 4, 64]) {
    test(`dying anywhere, with ${group} inputs at a time`, async (context) => {
      const seed = Number(process.env['BALLAST_KILL_SEED'] ?? 1);
      context.diagnostic(`BALLAST_KILL_SEED=${seed}`);
      const random = new SeededRandom(seed);
      const home = tempFolder(context);
      await playDying(home, () => 2 + random.nextBelow(9), 'before', group, 11);
      // What is stored together decides the order of an operator's and the core's entries in the audit log.
      const unaudited = ({ stored, ...rest }: Left): unknown => ({ ...rest, stored: { ...stored, audit: [] } });
      assert.deepEqual(unaudited(await afterwards(home)), unaudited(unharmed));
    });
  }
});

test('the story is worth telling: orders, fills, refusals, stops and a halt', () => {
  const { stored } = unharmed;
  for (const name of ['orders', 'fills', 'refusals', 'stops', 'states']) assert.ok((stored[name] as unknown[]).length >= 2, name);
  assert.ok((stored['fills'] as unknown[]).length > 30);
});

test('after a commit that failed nothing more is taken in, and nothing more is stored', async (context) => {
  const home = tempFolder(context);
  const durable = await openDurable(home, { snapshotEvery: 1_000_000, through: dyingAt(5, 'before') });
  await assert.rejects(play(durable, 1), { code: 'STORE_UNAVAILABLE' });
  const { stored } = await left(durable);
  await assert.rejects(durable.session.apply(inputs.slice(10, 11)), { code: 'STORE_UNAVAILABLE' });
  await durable.session.snapshot();
  assert.deepEqual((await left(durable)).stored, stored);
  assert.equal(await durable.store.latestSnapshot(DURABLE_SESSION), undefined);
  await durable.store.close();
});
