import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { SqlStore } from '../../../src/adapters/store/sql/sql-store.ts';
import { openSqlite } from '../../../src/adapters/store/sql/sqlite-engine.ts';
import type { Store } from '../../../src/ports/store.ts';
import { refused } from './place.ts';
import { tradeBatch } from './trade.ts';

/** Any user but root, for whom rights are no obstacle. */
const ORDINARY_USER = 65_534;
const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'ballast-store-'));
  homes.push(home);
  return home;
}

async function storeWithTrades(home: string, trades: number): Promise<Store> {
  const store = await openStore({ engine: 'sqlite', home });
  await store.migrate();
  const { epoch } = await store.lease('paper');
  for (let n = 1; n <= trades; n += 1) await store.commit(tradeBatch('paper', epoch, n));
  return store;
}

/** Does the work as someone whom rights bind. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(ORDINARY_USER);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('the embedded store and its disk', () => {
  after(() => {
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  });

  test('every commit is synced, and rows that belong together stay so', async () => {
    const engine = await openSqlite(newHome());
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql<object>`pragma ${sql.raw(name)}`.execute(engine.database)).rows[0] ?? {})[0];
    const FULL = 2;
    assert.deepEqual([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')], ['wal', FULL, 1]);
    await engine.close();
  });

  test('the log is copied into the database again and again, and stays small', async () => {
    const home = newHome();
    const store = await storeWithTrades(home, 0);
    const { epoch } = await store.lease('large');
    const payload = 'x'.repeat(1_000_000);
    for (let seq = 1; seq <= 40; seq += 1)
      await store.commit({
        ...{ sessionId: 'large', epoch, records: [], audit: [] },
        inputs: tradeBatch('large', epoch, seq).inputs,
        snapshot: { seq, recordSeq: 0, version: 1, payload },
      });
    const log = statSync(join(home, 'store', 'ballast.sqlite-wal')).size;
    assert.ok(log > 1_000_000 && log < 12_000_000, `${log} bytes`);
    await store.close();
  });

  test('a full disk is STORE_FULL, the step leaves nothing, and the store goes on when there is room again', async () => {
    const engine = await openSqlite(join(newHome(), 'store'));
    const store = new SqlStore(engine);
    await store.migrate();
    const { epoch } = await store.lease('paper');
    const limit = async (pages: number): Promise<void> =>
      void (await sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(engine.database));
    await limit(80);
    let stored = 0;
    const fill = async (): Promise<never> => {
      for (;;) {
        await store.commit(tradeBatch('paper', epoch, stored + 1));
        stored += 1;
      }
    };
    await refused(fill(), 'STORE_FULL');
    assert.ok(stored > 0);
    assert.deepEqual(await store.counts('paper'), { orders: stored, fills: stored });
    assert.equal(await store.verifyAudit(), 2 * stored);
    await limit(1_000_000);
    await store.commit(tradeBatch('paper', epoch, stored + 1));
    await store.close();
  });

  test('a folder that cannot be written is STORE_READ_ONLY', async () => {
    const home = newHome();
    chmodSync(home, 0o555);
    await asOrdinaryUser(async () => void (await refused(openStore({ engine: 'sqlite', home }), 'STORE_READ_ONLY')));
    mkdirSync(join(home, 'store'));
    chmodSync(join(home, 'store'), 0o555);
    await asOrdinaryUser(async () => void (await refused(openStore({ engine: 'sqlite', home }), 'STORE_READ_ONLY')));
  });

  test('a file that cannot be written is STORE_READ_ONLY, before a step is taken', async () => {
    const home = newHome();
    await (await storeWithTrades(home, 1)).close();
    const folder = join(home, 'store');
    chmodSync(join(folder, 'ballast.sqlite'), 0o444);
    for (const path of [home, folder]) chmodSync(path, 0o555);
    await asOrdinaryUser(async () => {
      const open = async (): Promise<void> => (await openStore({ engine: 'sqlite', home })).migrate();
      await refused(open(), 'STORE_READ_ONLY');
    });
  });

  test('a home that is a file is STORE_READ_ONLY', async () => {
    const home = join(newHome(), 'file');
    writeFileSync(home, '');
    await refused(openStore({ engine: 'sqlite', home }), 'STORE_READ_ONLY');
  });

  test('a file that is no database is STORE_CORRUPT, and is left as it is', async () => {
    const home = newHome();
    mkdirSync(join(home, 'store'));
    const file = join(home, 'store', 'ballast.sqlite');
    writeFileSync(file, 'not a database, though quite long enough to be one. '.repeat(200));
    const before = readFileSync(file);
    await refused(openStore({ engine: 'sqlite', home }), 'STORE_CORRUPT');
    assert.deepEqual(readFileSync(file), before);
  });

  test('a file with damaged pages is STORE_CORRUPT', async () => {
    const home = newHome();
    await (await storeWithTrades(home, 200)).close();
    const file = join(home, 'store', 'ballast.sqlite');
    const descriptor = openSync(file, 'r+');
    // All pages but the first, which holds the schema.
    for (let at = 4_096; at < statSync(file).size; at += 4_096) writeSync(descriptor, Buffer.alloc(64, 0xff), 0, 64, at);
    closeSync(descriptor);
    const read = async (): Promise<unknown> => (await openStore({ engine: 'sqlite', home })).orders('paper');
    await refused(read(), 'STORE_CORRUPT');
  });

  test('a database that another program keeps locked is STORE_UNAVAILABLE, and works once it is free', async () => {
    const home = newHome();
    await (await storeWithTrades(home, 1)).close();
    const folder = join(home, 'store');
    const store = new SqlStore(await openSqlite(folder, 20));
    const { epoch } = await store.lease('paper');
    const other = new DatabaseSync(join(folder, 'ballast.sqlite'));
    other.exec('begin immediate');
    await refused(store.commit(tradeBatch('paper', epoch, 2)), 'STORE_UNAVAILABLE');
    await refused(store.ping(), 'STORE_UNAVAILABLE');
    assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
    other.exec('rollback');
    await store.commit(tradeBatch('paper', epoch, 2));
    other.close();
    await store.close();
  });
});
