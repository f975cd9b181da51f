import { createHash, type Hash } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';

import { fail, isBallastError } from '../../../kernel/errors.ts';
import type { BackupSummary } from '../../../ports/store.ts';
import type { Engine } from './engine.ts';
import { inserts } from './inserts.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Row, Tables, Write } from './schema.ts';

/** The form of the lines. */
const FORMAT = 1;
/** Rows are read and written so many at a time. */
const PAGE = 500;

/** Every table with the columns by which its rows are in order. The versions of the schema belong to the store, not to what is in it. */
export const BACKED_UP = {
  sessions: ['id'],
  journal: ['session_id', 'seq'],
  snapshots: ['session_id', 'seq'],
  orders: ['session_id', 'intent_id'],
  order_events: ['session_id', 'seq'],
  fills: ['session_id', 'seq'],
  postings: ['session_id', 'seq', 'leg'],
  equity: ['session_id', 'seq'],
  refusals: ['session_id', 'seq'],
  strategy_stops: ['session_id', 'seq'],
  trading_states: ['session_id', 'seq'],
  strategy_states: ['session_id', 'seq'],
  adjustments: ['session_id', 'seq'],
  gates: ['session_id', 'seq'],
  instrument_states: ['session_id', 'seq'],
  reconciliations: ['session_id', 'seq'],
  allocations: ['session_id', 'seq'],
  regimes: ['session_id', 'seq'],
  limit_events: ['session_id', 'seq'],
  audit: ['seq'],
  audit_head: ['id'],
  audit_checkpoints: ['seq'],
  runs: ['id'],
  stage_events: ['seq'],
  validation_events: ['run', 'seq'],
} as const satisfies Record<Exclude<keyof Tables, 'schema_versions'>, readonly string[]>;

/** What else may go wrong while rows are written. */
const NOT_THE_BACKUP: ReadonlySet<string> = new Set(['STORE_FULL', 'STORE_READ_ONLY', 'STORE_UNAVAILABLE']);

type BackedUp = keyof typeof BACKED_UP;
const TABLES = Object.keys(BACKED_UP) as readonly BackedUp[];

/** All that a store holds, as it was at one moment, as lines: a heading, rows as JSON, and an end with what was counted and its SHA-256. */
export async function* backupLines(engine: Engine): AsyncGenerator<string> {
  const opened = engine.database.startTransaction();
  // On SQLite every transaction sees one moment.
  const write = await (engine.name === 'postgres' ? opened.setIsolationLevel('repeatable read') : opened).execute();
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const line = (value: unknown): string => {
    const text = JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? { bigint: String(field) } : field));
    hash.update(`${text}\n`);
    return text;
  };
  try {
    yield line({ ballastBackup: FORMAT, schema: MIGRATIONS.length });
    for (const table of TABLES) {
      rows[table] = 0;
      for await (const page of pagesOf(write, table)) {
        rows[table] += page.length;
        for (const row of page) yield line([table, row]);
      }
    }
    yield JSON.stringify({ end: { rows, sha256: hash.digest('hex') } });
  } finally {
    await write.rollback().execute();
  }
}

async function* pagesOf(write: Write, table: BackedUp): AsyncGenerator<readonly Record<string, unknown>[]> {
  const columns = BACKED_UP[table];
  const key = sql.join(columns.map((column) => sql.ref(column)));
  let after: readonly unknown[] | undefined;
  for (;;) {
    const where = after === undefined ? sql`` : sql`where (${key}) > (${sql.join(after)})`;
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(table)} ${where} order by ${key} limit ${sql.lit(PAGE)}`.execute(write);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = columns.map((column) => last[column]);
  }
}

/**
 * Fills an empty store with the lines of a backup, all of them or none.
 * Errors: `BACKUP_STORE_IN_USE`, `BACKUP_DAMAGED`, `BACKUP_UNREADABLE`, `BACKUP_OTHER_VERSION`.
 */
export async function restoreLines(engine: Engine, lines: AsyncIterable<string>): Promise<BackupSummary> {
  return engine.database.transaction().execute(async (write) => {
    await checkEmpty(engine, write);
    await write.deleteFrom('audit_head').execute();
    const reader = new BackupReader();
    const waiting: Record<string, unknown>[] = [];
    let table: BackedUp | undefined;
    const store = async (): Promise<void> => {
      if (table !== undefined) await insertRows(engine, write, table, waiting.splice(0));
    };
    for await (const text of lines) {
      const row = reader.take(text);
      if (row === undefined) continue;
      if (row.table !== table || waiting.length >= PAGE) await store();
      table = row.table;
      waiting.push(row.values);
    }
    await store();
    return reader.end();
  });
}

async function insertRows(engine: Engine, write: Write, table: BackedUp, rows: readonly Record<string, unknown>[]): Promise<void> {
  try {
    for (const { sql: text, parameters } of inserts(engine, table, rows as unknown as readonly Row<BackedUp>[]))
      await write.executeQuery(CompiledQuery.raw(text, [...parameters]));
  } catch (error) {
    const told = engine.translate(error);
    if (isBallastError(told) && NOT_THE_BACKUP.has(told.code)) throw told;
    fail('BACKUP_DAMAGED', `rows of ${table} do not fit the others`, { cause: error });
  }
}

async function checkEmpty(engine: Engine, write: Write): Promise<void> {
  for (const table of TABLES) {
    if (table === 'audit_head') continue;
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(write);
    if (rows.length > 0) fail('BACKUP_STORE_IN_USE', `its table ${table} has rows`, { where: engine.place });
  }
}

/** Reads the lines of a backup one by one, and knows in the end whether they are all of it, unchanged. */
class BackupReader {
  readonly #hash: Hash = createHash('sha256');
  readonly #rows: Record<string, number> = Object.fromEntries(TABLES.map((table) => [table, 0]));
  #line = 0;
  #end: { readonly rows: unknown; readonly sha256: unknown } | undefined;

  /** The row of a line; nothing for the heading and the end. */
  take(text: string): { readonly table: BackedUp; readonly values: Record<string, unknown> } | undefined {
    this.#line += 1;
    if (this.#end !== undefined) this.#damaged('something follows its end');
    const value = this.#parse(text);
    if (this.#line === 1) return this.#heading(value);
    if (isRecord(value) && isRecord(value['end'])) {
      this.#end = { rows: value['end']['rows'], sha256: value['end']['sha256'] };
      return undefined;
    }
    this.#hash.update(`${text}\n`);
    if (!Array.isArray(value)) return this.#damaged('this is no row');
    const [table, values] = value as readonly unknown[];
    const known = TABLES.find((name) => name === table);
    if (known === undefined || !isRecord(values)) return this.#damaged('this is no row');
    this.#rows[known] = (this.#rows[known] ?? 0) + 1;
    return { table: known, values };
  }

  end(): BackupSummary {
    const sha256 = this.#hash.digest('hex');
    if (this.#end === undefined) return this.#damaged('it ends too early');
    if (this.#end.sha256 !== sha256) this.#damaged('its SHA-256 is another');
    return { rows: { ...this.#rows }, sha256 };
  }

  #heading(value: unknown): undefined {
    if (!isRecord(value) || value['ballastBackup'] !== FORMAT) fail('BACKUP_UNREADABLE', 'its first line is not that of a backup');
    if (value['schema'] !== MIGRATIONS.length)
      fail('BACKUP_OTHER_VERSION', `it has schema version ${String(value['schema'])}, this Ballast writes ${MIGRATIONS.length}`);
    this.#hash.update(`${JSON.stringify(value)}\n`);
    return undefined;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text, (_, field: unknown) =>
        isRecord(field) && typeof field['bigint'] === 'string' ? BigInt(field['bigint']) : field,
      );
    } catch {
      return this.#line === 1 ? fail('BACKUP_UNREADABLE', 'its first line is not that of a backup') : this.#damaged('this is no JSON');
    }
  }

  #damaged(what: string): never {
    return fail('BACKUP_DAMAGED', what, { where: `line ${this.#line}` });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
