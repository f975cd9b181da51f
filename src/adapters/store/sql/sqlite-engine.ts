import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Engine, Hold } from './engine.ts';
import type { Tables } from './schema.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';
import { sqliteError } from './sqlite-errors.ts';

/** How long a write waits for another process's write. */
const BUSY_TIMEOUT_MS = 5_000;
/** How often the first starters, who both change the journal mode, are made to wait for each other. */
const OPEN_ATTEMPTS = 50;
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === SQLITE_BUSY;
}

/** WAL, synced at every commit, so that what was acknowledged survives a power cut. */
function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      // SQLite does not wait when two connections turn a new file to WAL at once.
      database.exec('pragma journal_mode = wal; pragma synchronous = full');
      return database;
    } catch (error) {
      if (isBusy(error) && attempt < OPEN_ATTEMPTS) continue;
      database.close();
      throw error;
    }
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
export function openSqlite(folder: string): Engine {
  const file = join(folder, 'ballast.sqlite');
  try {
    mkdirSync(folder, { recursive: true });
    const sqlite = openDatabase(file);
    const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(sqlite) });
    return {
      name: 'sqlite',
      place: file,
      database,
      inserts: new Map(),
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
