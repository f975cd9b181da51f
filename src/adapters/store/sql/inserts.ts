import type { Engine, Statement } from './engine.ts';
import type { Row, Tables } from './schema.ts';

/** Rows of one statement. SQLite takes 32,766 parameters, and no table has a hundred columns. */
const ROWS_MAX = 256;

/** Statements that insert rows. All rows name the same columns; `null` stands for no value. */
export function inserts<Table extends keyof Tables>(engine: Engine, table: Table, rows: readonly Row<Table>[]): readonly Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length;) {
    const size = blockOf(rows.length - start);
    statements.push(insert(engine, table, rows.slice(start, start + size)));
    start += size;
  }
  return statements;
}

/** Blocks are powers of two, so that a few statements, each built once, serve any number of rows. */
function blockOf(rows: number): number {
  return Math.min(ROWS_MAX, 2 ** Math.floor(Math.log2(rows)));
}

function insert<Table extends keyof Tables>(engine: Engine, table: Table, rows: readonly Row<Table>[]): Statement {
  const name = `insert ${rows.length} ${table}`;
  let built = engine.statements.get(name);
  if (built === undefined) {
    built = { sql: engine.database.insertInto(table).values(rows).compile().sql, columns: Object.keys(rows[0] ?? {}) };
    engine.statements.set(name, built);
  }
  const { sql, columns } = built;
  const parameters: unknown[] = [];
  for (const row of rows as readonly Readonly<Record<string, unknown>>[]) for (const column of columns) parameters.push(row[column]);
  return { name, sql, parameters };
}
