import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { openPostgres } from '../../../src/adapters/store/sql/postgres-engine.ts';
import type { BallastError } from '../../../src/kernel/errors.ts';
import type { Lease, Store } from '../../../src/ports/store.ts';
import { executeOn, startPostgres, type TestPostgres } from '../../tools/postgres.ts';
import { refused } from './place.ts';
import { tradeBatch } from './trade.ts';

let server: TestPostgres;

/** A store with one trade, and its database's URL. */
async function withTrade(story: (session: { store: Store; lease: Lease; url: string }) => Promise<void>): Promise<void> {
  const url = await server.createDatabase();
  const store = await openStore({ engine: 'postgres', url });
  try {
    await store.migrate();
    const lease = await store.lease('paper');
    await store.commit(tradeBatch('paper', lease.epoch, 1));
    await story({ store, lease, url });
  } finally {
    await store.close();
  }
}

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = encodeURIComponent(password);
  return changed.href;
}

/** Ends the connections of an application, as an administrator or a failing network does. */
function endConnections(url: string, application: string): Promise<unknown> {
  return executeOn(
    url,
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
    [application],
  );
}

describe('the store and its PostgreSQL server', () => {
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  test('a password comes from a file, which wins over the URL; without a right one it is STORE_UNAVAILABLE', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-password-'));
    const file = join(folder, 'password');
    const right = decodeURIComponent(new URL(server.url).password);
    writeFileSync(file, `${right}\n`);
    for (const url of [withPassword(server.url, ''), withPassword(server.url, 'wrong')]) {
      await (await openStore({ engine: 'postgres', url, passwordFile: file })).close();
      await refused(openStore({ engine: 'postgres', url }), 'STORE_UNAVAILABLE');
    }
    const unusable = (): Promise<string> =>
      refused(openStore({ engine: 'postgres', url: server.url, passwordFile: file }), 'STORE_SETTINGS_INVALID');
    writeFileSync(file, '\n');
    await unusable();
    rmSync(file);
    await unusable();
    rmSync(folder, { recursive: true });
  });

  test('no error shows the password', async () => {
    const secret = 'hunter2-%/@';
    const quoted = encodeURIComponent(secret);
    const other = new URL(withPassword(server.url, secret));
    other.pathname = '/no_such_database';
    const closed = new URL(withPassword(server.url, secret));
    closed.port = '1';
    const urls = [
      withPassword(server.url, secret),
      other.href,
      closed.href,
      `postgres://u:${quoted}@/db`,
      `mysql://u:${quoted}@h/db`,
      quoted,
      `postgres://u:${quoted}@h`,
    ];
    for (const url of urls) {
      const error = await openStore({ engine: 'postgres', url }).then(
        () => assert.fail('opened'),
        (reason: BallastError) => reason,
      );
      assert.match(error.code, /^STORE_(UNAVAILABLE|SETTINGS_INVALID)$/);
      const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(error.cause)}`;
      assert.ok(!shown.includes(secret) && !shown.includes(quoted), shown);
    }
  });

  test('a database that is not there, and a server that is not there, are STORE_UNAVAILABLE', async () => {
    const missing = new URL(server.url);
    missing.pathname = '/no_such_database';
    assert.match(await refused(openStore({ engine: 'postgres', url: missing.href }), 'STORE_UNAVAILABLE'), /no_such_database/);
    const closed = new URL(server.url);
    closed.port = '1';
    await refused(openStore({ engine: 'postgres', url: closed.href }), 'STORE_UNAVAILABLE');
  });

  test('other users of the driver in this process read 64-bit integers as before', async () => {
    await withTrade(async ({ store, url }) => {
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
      assert.deepEqual(await executeOn(url, 'select 7::int8 as seven'), [{ seven: '7' }]);
    });
  });

  test('a commit is synced even where the database is set to answer earlier', async () => {
    const url = await server.createDatabase();
    const setting = async (): Promise<unknown> => {
      const engine = await openPostgres(url);
      const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(engine.database);
      await engine.close();
      return rows[0]?.synchronous_commit;
    };
    const database = new URL(url).pathname.slice(1);
    for (const [set, effective] of [
      ['off', 'on'],
      ['on', 'on'],
      ['remote_apply', 'remote_apply'],
    ]) {
      await executeOn(url, `alter database ${database} set synchronous_commit = ${set}`);
      assert.equal(await setting(), effective);
    }
  });

  test('connections that break while idle are replaced', () =>
    withTrade(async ({ store, lease, url }) => {
      await endConnections(url, 'ballast');
      // The first use may still meet a connection whose end is not yet known here.
      await store.ping().catch(() => undefined);
      await store.commit(tradeBatch('paper', lease.epoch, 2));
      assert.deepEqual(await store.counts('paper'), { orders: 2, fills: 2 });
    }));

  test('a connection that breaks inside a commit is STORE_UNAVAILABLE, and the step left nothing', () =>
    withTrade(async ({ store, lease, url }) => {
      const blocker = new pg.Client({ connectionString: url });
      await blocker.connect();
      await blocker.query('begin; lock table fills in access exclusive mode');
      const commit = refused(store.commit(tradeBatch('paper', lease.epoch, 2)), 'STORE_UNAVAILABLE');
      for (let waiting = 0; waiting === 0;) {
        waiting = (
          await blocker.query(
            `select from pg_stat_activity where application_name = 'ballast' and datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).rows.length;
      }
      await endConnections(url, 'ballast');
      await commit;
      await blocker.end();
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
      await store.commit(tradeBatch('paper', lease.epoch, 2));
      assert.equal(await store.verifyAudit(), 4);
    }));

  test('a lease ends with its connection: its holder writes no more, and another can take over', () =>
    withTrade(async ({ store, lease, url }) => {
      await endConnections(url, 'ballast lease paper');
      let n = 2;
      const untilNoticed = async (): Promise<never> => {
        for (; ; n += 1) await store.commit(tradeBatch('paper', lease.epoch, n));
      };
      assert.match(await refused(untilNoticed(), 'STORE_FENCED'), /is held no longer: the connection that held it was cut/);
      const second = await openStore({ engine: 'postgres', url });
      const next = await second.lease('paper');
      assert.equal(next.epoch, lease.epoch + 1);
      await second.commit(tradeBatch('paper', next.epoch, n));
      await second.close();
    }));

  test('a full disk of the server is STORE_FULL, and the step left nothing', () =>
    withTrade(async ({ store, lease, url }) => {
      // As the server itself raises it, in the middle of a commit, when a file cannot grow.
      await executeOn(
        url,
        `create function full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`,
      );
      await executeOn(url, 'create trigger full_disk before insert on equity execute function full_disk()');
      assert.match(await refused(store.commit(tradeBatch('paper', lease.epoch, 2)), 'STORE_FULL'), /No space left/);
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
      await executeOn(url, 'drop trigger full_disk on equity');
      await store.commit(tradeBatch('paper', lease.epoch, 2));
    }));

  test('a database that only reads is STORE_READ_ONLY, to a commit and to a ping', async () => {
    const url = await server.createDatabase();
    const migrated = await openStore({ engine: 'postgres', url });
    await migrated.migrate();
    await migrated.close();
    await executeOn(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    const store = await openStore({ engine: 'postgres', url });
    await refused(store.lease('paper'), 'STORE_READ_ONLY');
    await refused(store.ping(), 'STORE_READ_ONLY');
    await store.close();
  });

  test('a server that stops is STORE_UNAVAILABLE', async () => {
    const own = await startPostgres();
    const store = await openStore({ engine: 'postgres', url: own.url });
    await store.migrate();
    const lease = await store.lease('paper');
    await own.stop();
    await refused(store.ping(), 'STORE_UNAVAILABLE');
    const commit = store.commit(tradeBatch('paper', lease.epoch, 1));
    const error = await commit.then(
      () => assert.fail('stored'),
      (reason: BallastError) => reason,
    );
    assert.match(error.code, /^STORE_(UNAVAILABLE|FENCED)$/);
    await store.close();
  });
});
