import { join } from 'node:path';
import type { Store } from '../../../ports/store.ts';
import { SqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite-engine.ts';

/** Where the store lies. */
export type StoreOptions =
  /** Embedded, in the file `<home>/store/ballast.sqlite`. */
  { readonly engine: 'sqlite'; readonly home: string };

/**
 * Opens the store. Call `migrate()` before anything else, and `close()` at the end.
 * Errors: `STORE_UNAVAILABLE`, `STORE_READ_ONLY`, `STORE_FULL`, `STORE_CORRUPT`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return new SqlStore(openSqlite(join(options.home, 'store')));
}
