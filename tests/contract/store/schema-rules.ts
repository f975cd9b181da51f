import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../../../src/adapters/store/sql/migrate.ts';
import { MIGRATIONS, type Migration } from '../../../src/adapters/store/sql/migrations.ts';
import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { asOutsider, refused, withStore, type Place, type TestedEngine } from './place.ts';
import { StoreProcess } from './store-process.ts';
import { tradeBatch } from './trade.ts';

/** Changes the schema and the data, then fails. */
const PLANTED: Migration = {
  name: 'planted',
  async up(write) {
    await write.schema.createTable('half_done').addColumn('id', 'integer').execute();
    await write.schema.alterTable('orders').addColumn('half_done', 'integer').execute();
    await write.deleteFrom('fills').execute();
    await sql`insert into no_such_table values (1)`.execute(write);
  },
};

function versions(place: Place): Promise<number[]> {
  return asOutsider(place, async ({ database }) =>
    (await database.selectFrom('schema_versions').select('version').execute()).map(({ version }) => version),
  );
}

/** Rules of the schema. */
export function schemaRules(engine: TestedEngine): void {
  test('migrating again changes nothing', async () => {
    const place = await engine.place();
    await withStore(place, async (store) => {
      await store.commit(tradeBatch('paper', (await store.lease('paper')).epoch, 1));
      await store.migrate();
      assert.deepEqual(await store.counts('paper'), { orders: 1, fills: 1 });
    });
    assert.deepEqual(
      await versions(place),
      MIGRATIONS.map((_, index) => index + 1),
    );
  });

  test('starters at the same moment all find the schema whole', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const place = await engine.place();
      const starters = Array.from({ length: 4 }, () => new StoreProcess(place, 'migrate'));
      assert.deepEqual(await Promise.all(starters.map((starter) => starter.ended())), [0, 0, 0, 0]);
      assert.deepEqual(
        await versions(place),
        MIGRATIONS.map((_, index) => index + 1),
      );
    }
  });

  test('a migration that fails half-way leaves an empty database empty', async () => {
    const place = await engine.place();
    await asOutsider(place, async (outsider) => {
      await assert.rejects(migrate(outsider, [...MIGRATIONS, PLANTED]));
      assert.deepEqual(await outsider.database.introspection.getTables(), []);
    });
    await withStore(place, (store) => store.ping());
  });

  test('a migration that fails half-way leaves a store as it was', async () => {
    const place = await engine.place();
    await withStore(place, async (store) => {
      const { epoch } = await store.lease('paper');
      await store.commit(tradeBatch('paper', epoch, 1));
      await asOutsider(place, async (outsider) => {
        const before = await outsider.database.introspection.getTables();
        await assert.rejects(migrate(outsider, [...MIGRATIONS, PLANTED]));
        assert.deepEqual(await outsider.database.introspection.getTables(), before);
      });
      await store.migrate();
      await store.commit(tradeBatch('paper', epoch, 2));
      assert.deepEqual(await store.counts('paper'), { orders: 2, fills: 2 });
    });
  });

  test('a store that a newer Ballast wrote is refused and left alone', async () => {
    const place = await engine.place();
    await withStore(place, async () => undefined);
    await asOutsider(place, ({ database }) =>
      database.insertInto('schema_versions').values({ version: 99, name: 'from the future' }).execute(),
    );
    const store = await openStore(place.options);
    const message = await refused(store.migrate(), 'STORE_NEWER');
    assert.match(message, new RegExp(`schema version 99, this Ballast knows ${MIGRATIONS.length}`));
    await store.close();
    assert.deepEqual(await versions(place), [...MIGRATIONS.map((_, index) => index + 1), 99]);
  });
}
