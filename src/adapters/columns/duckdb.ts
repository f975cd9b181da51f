import type { DuckDBConnection } from '@duckdb/node-api';

import { fail } from '../../kernel/errors.ts';

/** The parts of DuckDB's client that this folder uses. */
export type DuckDb = typeof import('@duckdb/node-api');

/** DuckDB and one connection to a database in memory. */
export interface DuckDbSession {
  readonly api: DuckDb;
  readonly connection: DuckDBConnection;
}

let session: Promise<DuckDbSession> | undefined;

/** The session of this process. DuckDB is loaded when it is first asked for: reading a warm cache must not pay for it. */
export function duckDb(): Promise<DuckDbSession> {
  session ??= start();
  return session;
}

async function start(): Promise<DuckDbSession> {
  const api = await import('@duckdb/node-api');
  const instance = await api.DuckDBInstance.create(':memory:', { threads: '2', preserve_insertion_order: 'true' });
  return { api, connection: await instance.connect() };
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
