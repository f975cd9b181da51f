import { CompiledQuery } from 'kysely';
import type { Engine } from './engine.ts';
import type { Row, Tables, Write } from './schema.ts';

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const PARAMETERS_MAX = 32_000;
/** Statements for up to so many rows are kept: building one takes longer than running it. */
const KEPT_ROWS_MAX = 16;

async function insert<Table extends keyof Tables>(engine: Engine, write: Write, table: Table, rows: readonly Row<Table>[]): Promise<void> {
  const name = `${table} ${rows.length}`;
  let statement = engine.inserts.get(name);
  if (statement === undefined) {
    statement = { sql: write.insertInto(table).values(rows).compile().sql, columns: Object.keys(rows[0] ?? {}) };
    if (rows.length <= KEPT_ROWS_MAX) engine.inserts.set(name, statement);
  }
  const { sql, columns } = statement;
  const cells = (row: Readonly<Record<string, unknown>>): unknown[] => columns.map((column) => row[column]);
  await write.executeQuery(CompiledQuery.raw(sql, rows.flatMap(cells)));
}

/** Inserts rows, as many in one statement as every engine takes. All rows name the same columns; `null` stands for no value. */
export async function insertAll<Table extends keyof Tables>(
  engine: Engine,
  write: Write,
  table: Table,
  rows: readonly Row<Table>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const size = Math.floor(PARAMETERS_MAX / Object.keys(first).length);
  for (let start = 0; start < rows.length; start += size) await insert(engine, write, table, rows.slice(start, start + size));
}
