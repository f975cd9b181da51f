import { Kysely, PostgresDialect, sql } from 'kysely';
import type { ClientConfig } from 'pg';
import type { Engine } from './engine.ts';
import { postgresAddress } from './postgres-address.ts';
import { postgresError } from './postgres-errors.ts';
import { holdAdvisoryLock } from './postgres-lock.ts';
import { postgresTransaction } from './postgres-transaction.ts';
import type { Tables } from './schema.ts';

const POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** The name of the advisory lock under which the schema is changed; any number that no one else uses. */
const SCHEMA_LOCK = 5_427_301_644_291_006;
type TypeParser = (text: string) => unknown;

/** A 64-bit integer as a Number where that is exact, else as a BigInt. */
function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** A commit is acknowledged only when it is on disk, even where the server is set to answer earlier. */
const SYNCED = `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;

/**
 * The store in a PostgreSQL database that is Ballast's own. The driver is loaded here and nowhere else.
 * Errors: `STORE_SETTINGS_INVALID`, `STORE_UNAVAILABLE`.
 */
export async function openPostgres(url: string, passwordFile?: string): Promise<Engine> {
  const { connectionString, place } = postgresAddress(url, passwordFile);
  const { default: pg } = await import('pg');
  const config: ClientConfig = {
    connectionString,
    application_name: 'ballast',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // For these connections only: other users of the driver in this process keep theirs.
    types: {
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8 && format !== 'binary' ? parseInt8 : (pg.types.getTypeParser(type, format) as TypeParser),
    },
  };
  const pool = new pg.Pool({
    ...config,
    max: POOL_SIZE,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: 2 * STATEMENT_TIMEOUT_MS,
    pipeline: true,
    verify: (client, done) => client.query(SYNCED, (error) => done(error ?? undefined)),
  });
  // A connection that breaks fails its query, and is replaced for the next one; unheard, its error event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const engine: Engine = {
    name: 'postgres',
    place,
    database,
    statements: new Map(),
    transact: postgresTransaction(pool),
    lockRows: (query) => query.forUpdate(),
    async lockSchema(write) {
      await sql`select pg_advisory_xact_lock(${sql.lit(SCHEMA_LOCK)})`.execute(write);
    },
    hold: (name) => holdAdvisoryLock(new pg.Client({ ...config, application_name: `ballast lease ${name}` }), name),
    translate: (error) => postgresError(error, place),
    close: () => database.destroy(),
  };
  try {
    await sql`select 1`.execute(database);
    return engine;
  } catch (error) {
    await pool.end();
    throw engine.translate(error);
  }
}
