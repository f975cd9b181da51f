import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import { patiently } from './sqlite-patience.ts';
import type { SqliteStatements } from './sqlite-statements.ts';

/** Waits for other connections before a transaction; in one there is nothing left to wait for. */
class PatientConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;
  readonly #patienceMs: number;

  constructor(connection: DatabaseConnection, patienceMs: number) {
    this.#connection = connection;
    this.#patienceMs = patienceMs;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return patiently(this.#patienceMs, () => this.#connection.executeQuery<Row>(query));
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery(query, chunkSize);
  }
}

/**
 * Transactions take the write lock at their start: one that only finds out later that it writes
 * would be refused when another process wrote in between, however long it is ready to wait.
 */
class NodeDriver extends SqliteDriver {
  readonly #database: SqliteStatements;
  readonly #patienceMs: number;

  constructor(database: SqliteStatements, patienceMs: number) {
    super({ database: database });
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection(), this.#patienceMs);
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself.
    if (this.#database.isInTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
}

/** Kysely over Node's own SQLite. Integers come back as Number where that is exact, else as BigInt. */
export class NodeSqliteDialect implements Dialect {
  readonly #database: SqliteStatements;
  readonly #patienceMs: number;

  constructor(database: SqliteStatements, patienceMs: number) {
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  createDriver(): Driver {
    return new NodeDriver(this.#database, this.#patienceMs);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}
