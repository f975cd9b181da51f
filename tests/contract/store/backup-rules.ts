import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { BACKED_UP } from '../../../src/adapters/store/sql/backup.ts';
import type { Store } from '../../../src/ports/store.ts';
import { tempFolder } from '../../tools/temp-folder.ts';
import { asOutsider, collect, refused, withSession, withStore, type TestedEngine } from './place.ts';
import { tradeBatch } from './trade.ts';

const from = async function* (lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
};

/** What holds for backups: of this engine, restored into this engine and into an embedded store. */
export function backupRules(engine: TestedEngine): void {
  /** Lines of a store with a trade in it. */
  const backedUp = async (): Promise<readonly string[]> => {
    let lines: readonly string[] = [];
    await withSession(engine, async ({ store, lease }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      lines = await collect(store.backup());
    });
    return lines;
  };

  test('a store that is restored is the one that was backed up, to the last row, and goes on', async (context) => {
    const lines = await backedUp();
    const check = async (store: Store): Promise<void> => {
      const { rows } = await store.restore(from(lines));
      assert.equal(rows['fills'], 1);
      const again = await collect(store.backup());
      assert.deepEqual(again.slice(1, -1), lines.slice(1, -1));
      assert.equal(await store.verifyAudit(), rows['audit']);
      const lease = await store.lease('paper');
      assert.ok(lease.epoch > 1, 'who had the lease before is fenced');
    };
    await withStore(await engine.place(), check);
    const embedded = await openStore({ engine: 'sqlite', home: tempFolder(context) });
    await embedded.migrate();
    await check(embedded);
    await embedded.close();
  });

  test('every table is backed up but that of the versions of the schema', async () => {
    const place = await engine.place();
    await withStore(place, async () => {
      const tables = await asOutsider(place, async ({ database }) => (await database.introspection.getTables()).map(({ name }) => name));
      assert.deepEqual([...tables].sort(), [...Object.keys(BACKED_UP), 'schema_versions'].sort());
    });
  });

  for (const { what, damage, code } of [
    { what: 'cut short', damage: (lines) => lines.slice(0, -1), code: 'BACKUP_DAMAGED' },
    { what: 'without one row', damage: (lines) => [...lines.slice(0, 3), ...lines.slice(4)], code: 'BACKUP_DAMAGED' },
    {
      what: 'with a changed amount',
      damage: (lines) => lines.map((line) => line.replace('"quantity":', '"quantity":1')),
      code: 'BACKUP_DAMAGED',
    },
    { what: 'that says something after its end', damage: (lines) => [...lines, lines[1] ?? ''], code: 'BACKUP_DAMAGED' },
    { what: 'that is no backup', damage: () => ['{"hello":1}'], code: 'BACKUP_UNREADABLE' },
    { what: 'that is no text of ours', damage: () => ['PK\u0003'], code: 'BACKUP_UNREADABLE' },
    {
      what: 'of another schema',
      damage: (lines) => [lines[0]?.replace(/"schema":\d+/, '"schema":1') ?? '', ...lines.slice(1)],
      code: 'BACKUP_OTHER_VERSION',
    },
  ] satisfies readonly { what: string; damage: (lines: readonly string[]) => readonly string[]; code: Parameters<typeof refused>[1] }[]) {
    test(`a backup ${what} is refused, and leaves nothing behind`, async () => {
      const lines = await backedUp();
      await withStore(await engine.place(), async (store) => {
        await refused(store.restore(from(damage(lines))), code);
        assert.deepEqual(await store.sessions(), []);
        await store.restore(from(lines));
      });
    });
  }

  test('a store that has something in it already is left alone', async () => {
    const lines = await backedUp();
    await withSession(engine, async ({ store, lease }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await refused(store.restore(from(lines)), 'BACKUP_STORE_IN_USE');
    });
  });
}
