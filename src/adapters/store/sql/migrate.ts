import { fail } from '../../../kernel/errors.ts';
import type { Engine } from './engine.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import type { Write } from './schema.ts';

async function versionOf(write: Write): Promise<number> {
  await write.schema
    .createTable('schema_versions')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
  const row = await write
    .selectFrom('schema_versions')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/**
 * Takes every step that the store has not taken yet, all in one transaction: it ends up at our version or as it was.
 * Errors: `STORE_NEWER`, and those of the engine.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await engine.database.transaction().execute(async (write) => {
    await engine.lockSchema(write);
    const version = await versionOf(write);
    if (version > migrations.length) {
      fail('STORE_NEWER', `the store has schema version ${version}, this Ballast knows ${migrations.length}`, { where: engine.place });
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await migration.up(write);
      await write
        .insertInto('schema_versions')
        .values({ version: index + 1, name: migration.name })
        .execute();
    }
  });
}
