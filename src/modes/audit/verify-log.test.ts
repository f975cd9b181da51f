import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';

import { ManualClock } from '../../../tests/tools/manual-clock.ts';
import { tempFolder } from '../../../tests/tools/temp-folder.ts';
import { KeyRing } from '../../adapters/keys/key-ring.ts';
import { auditHash, GENESIS_HASH } from '../../adapters/store/sql/audit-hash.ts';
import { openStore } from '../../adapters/store/sql/open-store.ts';
import type { Store } from '../../ports/store.ts';
import { checkpointLog } from './checkpoint-log.ts';
import { verifyLog } from './verify-log.ts';

const ENTRIES = 6;
const EVENT = {
  deployment: 'trend',
  kind: 'promoted',
  stage: 'paper',
  limit: '0',
  currency: 'EUR',
  skipped: [],
  actor: 'operator:ada',
  reason: 'x',
  certificate: null,
} as const;

/** A store whose log has six entries and a checkpoint after every second one, and a way into its database past it. */
async function atLog(context: TestContext) {
  const folder = tempFolder(context);
  const store = await openStore({ engine: 'sqlite', home: folder });
  await store.migrate();
  context.after(() => store.close());
  const keys = new KeyRing(join(folder, 'keys'));
  const clock = new ManualClock(1_700_000_000_000_000);
  let signed = 0;
  for (let seq = 1; seq <= ENTRIES; seq += 1) {
    await store.enterStage({ ...EVENT, seq, ts: clock.now(), reason: `step ${seq}` });
    if (seq % 2 === 0) signed = await checkpointLog(store, keys, clock, signed);
  }
  const database = new DatabaseSync(join(folder, 'store', 'ballast.sqlite'));
  context.after(() => database.close());
  return { store, keys, clock, database };
}

interface Row {
  readonly [column: string]: string | number;
}

/** What somebody does who knows how the chain is made, and makes it anew over what is left of it. */
function forge(database: DatabaseSync, change: (rows: readonly Row[]) => readonly Row[]): void {
  const rows = change(database.prepare('select * from audit order by seq').all() as unknown as readonly Row[]);
  database.exec('delete from audit');
  let last = GENESIS_HASH;
  rows.forEach((row, index) => {
    const { seq: _seq, session_id, ts, actor, action, subject, details } = row;
    const entry = { seq: index + 1, sessionId: session_id, ts, actor, action, subject, details } as Parameters<typeof auditHash>[1];
    const hash = auditHash(last, entry);
    database
      .prepare('insert into audit (seq, session_id, ts, actor, action, subject, details, previous_hash, hash) values (?,?,?,?,?,?,?,?,?)')
      .run(entry.seq, entry.sessionId, entry.ts, entry.actor, entry.action, entry.subject, entry.details, last, hash);
    last = hash;
  });
  database.prepare('update audit_head set seq = ?, hash = ?').run(rows.length, last);
}

test('a log that nobody touched is whole', async (context) => {
  const { store, keys } = await atLog(context);
  assert.deepEqual(await verifyLog(store, keys, []), { entries: 6, checkpoints: 3 });
});

test('a log that has not grown is not signed again', async (context) => {
  const { store, keys, clock } = await atLog(context);
  assert.equal(await checkpointLog(store, keys, clock, 6), 6);
  assert.equal(await checkpointLog(store, keys, clock, 0), 6, 'whoever signs the same moment too changes nothing');
  assert.equal((await store.checkpoints()).length, 3);
});

suite('a chain that was made anew is whole by itself, and the checkpoints tell', () => {
  for (const { what, change, entry } of [
    {
      what: 'an entry was edited',
      change: (rows) => rows.map((row) => (row['seq'] === 3 ? { ...row, actor: 'operator:eve' } : row)),
      entry: 4,
    },
    { what: 'an entry was taken out', change: (rows) => rows.filter(({ seq }) => seq !== 2), entry: 2 },
    { what: 'two were exchanged', change: (rows) => [rows[1], rows[0], ...rows.slice(2)] as Row[], entry: 2 },
    { what: 'the end was cut off', change: (rows) => rows.slice(0, 5), entry: 6 },
    { what: 'all of it was', change: () => [], entry: 2 },
  ] satisfies readonly { what: string; change: (rows: readonly Row[]) => readonly Row[]; entry: number }[]) {
    test(what, async (context) => {
      const { store, keys, database } = await atLog(context);
      forge(database, change);
      await store.verifyAudit();
      await assert.rejects(verifyLog(store, keys, []), { code: 'STORE_AUDIT_BROKEN', message: new RegExp(`entry ${entry}\\b`) });
    });
  }

  test('those that were kept elsewhere tell where the own ones are gone too', async (context) => {
    const { store, keys, database } = await atLog(context);
    const kept = await store.checkpoints();
    forge(database, (rows) => rows.slice(0, 3));
    database.exec('delete from audit_checkpoints where seq > 2');
    assert.deepEqual(await verifyLog(store, keys, []), { entries: 3, checkpoints: 1 });
    await assert.rejects(verifyLog(store, keys, kept), { code: 'STORE_AUDIT_BROKEN' });
  });
});

test('a checkpoint that this machine did not sign proves nothing', async (context) => {
  const { store, keys, clock } = await atLog(context);
  const other = new KeyRing(tempFolder(context));
  const forged = other.signAsHost({ seq: 6, hash: 'x', ts: clock.now() }, 'checkpoint', clock.now());
  await assert.rejects(verifyLog(store, keys, [forged]), { code: 'KEY_UNKNOWN' });
});

test('the log is searched by who, what, of what and when', async (context) => {
  const { store } = await atLog(context);
  const count = async (filter: Parameters<Store['auditLog']>[0]): Promise<number> => {
    let found = 0;
    for await (const _ of store.auditLog(filter)) found += 1;
    return found;
  };
  assert.equal(await count({}), 6);
  assert.equal(await count({ actor: 'operator:ada', action: 'stage', subject: 'trend' }), 6);
  assert.equal(await count({ action: 'stage.demoted' }), 0);
  assert.equal(await count({ action: '%' }), 0);
  assert.equal(await count({ from: 1_700_000_000_000_001 }), 0);
  assert.equal(await count({ to: 1_700_000_000_000_001 }), 6);
});
