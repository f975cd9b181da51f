import assert from 'node:assert/strict';
import { isBallastError } from '../../../src/kernel/errors.ts';
import type { ErrorCode } from '../../../src/kernel/error-codes.ts';
import type { Engine } from '../../../src/adapters/store/sql/engine.ts';
import { openStore, type StoreOptions } from '../../../src/adapters/store/sql/open-store.ts';
import type { CommitBatch, Lease, Store } from '../../../src/ports/store.ts';

/** An empty place for a store, on a real engine. */
export interface Place {
  readonly options: StoreOptions;
  /** A way into the database past the store, as someone with a database client has. The caller closes it. */
  outsider(): Promise<Engine>;
}

/** An engine under test. */
export interface TestedEngine {
  readonly name: 'sqlite' | 'postgres';
  /** How often the costly properties are tried: hundreds where a try is cheap. */
  readonly tries: number;
  place(): Promise<Place>;
}

/** Opens a store at a place, migrated, and closes it when the story is over. */
export async function withStore(place: Place, story: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(place.options);
  try {
    await store.migrate();
    await story(store);
  } finally {
    await store.close();
  }
}

/** A store and its lease on session `paper`, for stories about what is written. */
export async function withSession(
  engine: TestedEngine,
  story: (session: { store: Store; lease: Lease; place: Place }) => Promise<void>,
): Promise<void> {
  const place = await engine.place();
  await withStore(place, async (store) => story({ store, lease: await store.lease('paper'), place }));
}

/** Lets an outsider into the database. */
export async function asOutsider<Result>(place: Place, act: (engine: Engine) => Promise<Result>): Promise<Result> {
  const outsider = await place.outsider();
  try {
    return await act(outsider);
  } finally {
    await outsider.close();
  }
}

/** Requires that the work is refused with this very code, and gives the message. */
export async function refused(work: Promise<unknown>, code: ErrorCode): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(isBallastError(error), `not in Ballast's terms: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return error.message;
  }
  return assert.fail(`not refused with ${code}`);
}

/** All that an iteration gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** A batch of session `paper` with nothing in it but what is given. */
export function batchOf(lease: Lease, content: Partial<CommitBatch>): CommitBatch {
  return { sessionId: 'paper', epoch: lease.epoch, inputs: [], records: [], audit: [], ...content };
}
