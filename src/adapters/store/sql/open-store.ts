import { join } from 'node:path';
import type { Store } from '../../../ports/store.ts';

/** Where the store lies. */
export type StoreOptions =
  /** Embedded, in the file `<home>/store/ballast.sqlite`. */
  | { readonly engine: 'sqlite'; readonly home: string }
  /** A PostgreSQL database of its own: `postgres://user@host:5432/database`; a password in a file wins over one in the URL. */
  | { readonly engine: 'postgres'; readonly url: string; readonly passwordFile?: string | undefined };

/**
 * Opens the store; nothing of a database is loaded before this is called. Call `migrate()` before anything else, and `close()` at the end.
 * Errors: `STORE_SETTINGS_INVALID`, `STORE_UNAVAILABLE`, `STORE_READ_ONLY`, `STORE_FULL`, `STORE_CORRUPT`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { SqlStore } = await import('./sql-store.ts');
  if (options.engine === 'sqlite') {
    const { openSqlite } = await import('./sqlite-engine.ts');
    return new SqlStore(await openSqlite(join(options.home, 'store')));
  }
  const { openPostgres } = await import('./postgres-engine.ts');
  return new SqlStore(await openPostgres(options.url, options.passwordFile));
}
