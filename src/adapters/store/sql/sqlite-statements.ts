import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** How many prepared statements are kept; the hot path uses a few dozen. */
const STATEMENTS_MAX = 256;

/** A row as an ordinary object, its integers as Numbers where that is exact. */
function plainRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const column in row) {
    const value = row[column];
    plain[column] = typeof value === 'bigint' && BigInt.asIntN(54, value) === value ? Number(value) : value;
  }
  return plain;
}

/** One prepared statement in the shape that Kysely calls. */
class NodeStatement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.#statement.setReadBigInts(true);
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...(parameters as SQLInputValue[])).map(plainRow);
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...(parameters as SQLInputValue[]));
  }

  *iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    yield* this.all(parameters);
  }
}

/** A database whose statements stay prepared: the same few are run thousands of times a second. */
export class SqliteStatements implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, NodeStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): NodeStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = new NodeStatement(this.#database.prepare(sql));
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
