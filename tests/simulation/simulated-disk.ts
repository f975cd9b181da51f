import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Engine } from '../../src/adapters/store/sql/engine.ts';
import type { Tables } from '../../src/adapters/store/sql/schema.ts';
import { NodeSqliteDialect } from '../../src/adapters/store/sql/sqlite-dialect.ts';
import { sqliteError } from '../../src/adapters/store/sql/sqlite-errors.ts';
import { SqliteStatements } from '../../src/adapters/store/sql/sqlite-statements.ts';
import { sqliteTransaction } from '../../src/adapters/store/sql/sqlite-transaction.ts';
import { SqlStore } from '../../src/adapters/store/sql/sql-store.ts';

/** An empty store, made once: to copy it is faster than to make another. */
const EMPTY = await makeEmpty();

/**
 * The disk of a simulated world: a real SQLite database in memory, which outlives the processes that write to it. What a process
 * has not begun to commit when it dies is gone.
 */
export class SimulatedDisk {
  readonly #database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });

  constructor() {
    this.#database.deserialize(EMPTY);
  }

  /** The store as a process opens it. */
  open(): SqlStore {
    return new SqlStore(engineOf(this.#database));
  }

  /** All that was stored, in order, as text. */
  text(): string {
    const journal = this.#database.prepare('select seq, ts, kind, payload from journal order by seq').all();
    // The chain of hashes covers all that was put on record.
    return JSON.stringify([journal, this.#database.prepare('select seq, hash from audit_head').get()]);
  }

  close(): void {
    this.#database.close();
  }
}

function engineOf(sqlite: DatabaseSync): Engine {
  const statements = new SqliteStatements(sqlite);
  const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(statements, 0) });
  return {
    name: 'sqlite',
    place: 'memory',
    database,
    statements: new Map(),
    transact: sqliteTransaction(database, statements, 0),
    lockRows: (query) => query,
    lockSchema: async () => undefined,
    hold: async () => ({ lost: false, release: async () => undefined }),
    translate: (error) => sqliteError(error, 'memory'),
    close: async () => undefined,
  };
}

async function makeEmpty(): Promise<Uint8Array> {
  const sqlite = new DatabaseSync(':memory:');
  await new SqlStore(engineOf(sqlite)).migrate();
  const image = sqlite.serialize();
  sqlite.close();
  return image;
}
