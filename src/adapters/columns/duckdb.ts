import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { fail } from '../../kernel/errors.ts';

/** The parts of DuckDB's client that this folder uses. */
export type DuckDb = typeof import('@duckdb/node-api');

/** DuckDB and a connection to a database in memory. */
export interface DuckDbSession {
  readonly api: DuckDb;
  readonly connection: DuckDBConnection;
}

let database: Promise<{ readonly api: DuckDb; readonly instance: DuckDBInstance }> | undefined;

/**
 * A connection of its own for one piece of work, since a second query on a connection ends the stream of the first; to be closed.
 * DuckDB is loaded when it is first asked for: reading a warm cache must not pay for it.
 */
export async function connectDuckDb(): Promise<DuckDbSession> {
  database ??= startDuckDb();
  const { api, instance } = await database;
  return { api, connection: await instance.connect() };
}

async function startDuckDb(): Promise<{ readonly api: DuckDb; readonly instance: DuckDBInstance }> {
  const api = await import('@duckdb/node-api');
  return { api, instance: await api.DuckDBInstance.create(':memory:', { threads: '2', preserve_insertion_order: 'true' }) };
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The numbers of a DuckDB vector of DOUBLEs, to be read or set; the client types them as private. */
export function doublesOf(vector: object): Float64Array {
  if ('items' in vector && vector.items instanceof Float64Array) return vector.items;
  return fail('ASSERTION_FAILED', 'DuckDB gave a column that is not DOUBLE');
}
