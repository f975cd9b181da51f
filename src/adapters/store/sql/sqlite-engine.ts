import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Engine, Hold } from './engine.ts';
import type { Tables } from './schema.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';
import { sqliteError } from './sqlite-errors.ts';
import { isBusy, patiently } from './sqlite-patience.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';

/** How long another process's write is waited for. */
const PATIENCE_MS = 5_000;

/**
 * Pages of the log after which a commit copies them into the database, 8 MB. The log is then written from its start again, so that it grows no more.
 * That commit takes some milliseconds: at SQLite's own 1,000 pages it would be one in a hundred, here it is one in some hundreds.
 */
const LOG_PAGES = 2_000;

/** WAL, synced at every commit, so that what was acknowledged survives a power cut. */
async function openDatabase(file: string, patienceMs: number): Promise<DatabaseSync> {
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
  try {
    await patiently(patienceMs, () => database.exec('pragma journal_mode = wal; pragma synchronous = full'));
    database.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An exclusive transaction on an empty database of its own: the operating system ends it with the process. */
function holdFile(file: string): Hold | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    get lost() {
      return !database.isOpen;
    },
    async release() {
      if (database.isOpen) database.close();
    },
  };
}

/**
 * The embedded store in `folder`, which is made if it is missing.
 * Errors: `STORE_READ_ONLY`, `STORE_FULL`, `STORE_CORRUPT`, `STORE_UNAVAILABLE`.
 */
export async function openSqlite(folder: string, patienceMs: number = PATIENCE_MS): Promise<Engine> {
  const file = join(folder, 'ballast.sqlite');
  try {
    mkdirSync(folder, { recursive: true });
    const sqlite = await openDatabase(file, patienceMs);
    const statements = new SqliteStatements(sqlite);
    const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(statements, patienceMs) });
    return {
      name: 'sqlite',
      place: file,
      database,
      statements: new Map(),
      transact: sqliteTransaction(database, statements, patienceMs),
      // A transaction here holds the one write lock from its start.
      lockRows: (query) => query,
      lockSchema: async () => undefined,
      hold: async (name) => holdFile(join(folder, `lease-${encodeURIComponent(name)}.lock`)),
      translate: (error) => sqliteError(error, file),
      async close() {
        await database.destroy();
        if (sqlite.isOpen) sqlite.close();
      },
    };
  } catch (error) {
    throw sqliteError(error, file);
  }
}
