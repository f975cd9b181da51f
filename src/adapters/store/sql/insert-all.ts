import type { Row, Tables, Write } from './schema.ts';

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const PARAMETERS_MAX = 32_000;

/** Inserts rows, as many in one statement as every engine takes. All rows have the same columns. */
export async function insertAll<Table extends keyof Tables>(write: Write, table: Table, rows: readonly Row<Table>[]): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const size = Math.floor(PARAMETERS_MAX / Object.keys(first).length);
  for (let start = 0; start < rows.length; start += size) {
    await write.insertInto(table).values(rows.slice(start, start + size)).execute();
  }
}
