import { CompiledQuery, sql, SqliteAdapter, type CreateTableBuilder, type Transaction } from 'kysely';
import { HELD } from '../../../domain/venue-event.ts';
import type { Tables } from './schema.ts';
import { GENESIS_HASH } from './audit-hash.ts';

/** One step of the schema. Steps are never changed once released; a new one is added instead. */
export interface Migration {
  readonly name: string;
  up(write: Transaction<Tables>): Promise<void>;
}

type Column = 'text' | 'bigint' | 'integer';
/** Columns by name; a question mark after the type means that it may be null. */
type Columns = Readonly<Record<string, Column | `${Column}?`>>;

/** The columns that every row of a session's record has. */
const RECORD: Columns = { session_id: 'text', seq: 'bigint', ts: 'bigint' };

function table(write: Transaction<Tables>, name: string, columns: Columns, key: readonly string[]): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = write.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const nullable = kind.endsWith('?');
    const type = (nullable ? kind.slice(0, -1) : kind) as Column;
    builder = builder.addColumn(column, type, (definition) => (nullable ? definition : definition.notNull()));
  }
  return builder.addPrimaryKeyConstraint(`${name}_key`, [...key]);
}

const SESSIONS: Columns = { id: 'text', epoch: 'bigint', holder: 'text', input_seq: 'bigint', record_seq: 'bigint' };
const JOURNAL: Columns = { ...RECORD, kind: 'text', version: 'integer', payload: 'text' };
const SNAPSHOTS: Columns = { session_id: 'text', seq: 'bigint', record_seq: 'bigint', version: 'integer', payload: 'text' };
const ORDERS: Columns = {
  session_id: 'text',
  seq: 'bigint',
  intent_id: 'bigint',
  client_order_id: 'text',
  venue_order_id: 'text?',
  account_id: 'text',
  strategy_id: 'text',
  instrument_id: 'text',
  side: 'text',
  type: 'text',
  role: 'text',
  quantity: 'bigint',
  filled_quantity: 'bigint',
  quantity_scale: 'integer',
  limit_price: 'bigint?',
  stop_price: 'bigint?',
  trail_offset: 'bigint?',
  price_scale: 'integer',
  time_in_force: 'text',
  post_only: 'integer',
  reduce_only: 'integer',
  bracket_stop_price: 'bigint?',
  bracket_target_price: 'bigint?',
  parent_id: 'bigint?',
  oco_group: 'bigint?',
  sizing: 'text',
  status: 'text',
  reason: 'text?',
  ts_init: 'bigint',
  ts_last: 'bigint',
};
const ORDER_EVENTS: Columns = {
  ...RECORD,
  intent_id: 'bigint',
  event: 'text',
  status: 'text',
  filled_quantity: 'bigint',
  venue_order_id: 'text?',
  reason: 'text?',
};
const FILLS: Columns = {
  ...RECORD,
  trade_id: 'text',
  intent_id: 'bigint',
  strategy_id: 'text',
  account_id: 'text',
  venue: 'text',
  instrument_id: 'text',
  side: 'text',
  quantity: 'bigint',
  quantity_scale: 'integer',
  price: 'bigint',
  price_scale: 'integer',
  notional: 'bigint',
  fee: 'bigint',
  money_scale: 'integer',
  currency: 'text',
  liquidity: 'text',
  ts_event: 'bigint',
};
const POSTINGS: Columns = {
  ...RECORD,
  leg: 'integer',
  entry: 'text',
  account: 'text',
  currency: 'text',
  scale: 'integer',
  amount: 'bigint',
};
const EQUITY: Columns = { ...RECORD, currency: 'text', equity: 'bigint', cash: 'bigint' };
const REFUSALS: Columns = { ...RECORD, strategy_id: 'text', instrument_id: 'text', code: 'text', message: 'text' };
const STRATEGY_STOPS: Columns = { ...RECORD, strategy_id: 'text', handler: 'text', code: 'text', message: 'text' };
const TRADING_STATES: Columns = { ...RECORD, state: 'text', reason: 'text' };
const ADJUSTMENTS: Columns = { ...RECORD, currency: 'text', scale: 'integer', amount: 'bigint', cause: 'text', ref: 'text' };
const GATES: Columns = { ...RECORD, state: 'text', reason: 'text' };
const INSTRUMENT_STATES: Columns = { ...RECORD, instrument_id: 'text', state: 'text', decided_by: 'text', reason: 'text' };
const STRATEGY_STATES: Columns = { ...RECORD, strategy_id: 'text', state: 'text', decided_by: 'text', reason: 'text' };
const REGIMES: Columns = { ...RECORD, instrument_id: 'text?', regime: 'text', reason: 'text' };
const LIMIT_EVENTS: Columns = {
  ...RECORD,
  level: 'text',
  name: 'text',
  limit_name: 'text',
  value: 'text',
  most: 'text',
  decided_by: 'text?',
  ends_at: 'bigint?',
  reason: 'text',
};
const RECONCILIATIONS: Columns = { ...RECORD, is_clean: 'integer', found: 'text' };
/** Every row tells of all shares, as a JSON list. */
const ALLOCATIONS: Columns = { ...RECORD, reason: 'text', shares: 'text' };
const AUDIT: Columns = {
  seq: 'bigint',
  session_id: 'text',
  ts: 'bigint',
  actor: 'text',
  action: 'text',
  subject: 'text',
  details: 'text',
  previous_hash: 'text',
  hash: 'text',
};
const AUDIT_HEAD: Columns = { id: 'integer', seq: 'bigint', hash: 'text' };
const RUNS: Columns = { id: 'text', ts: 'bigint', strategy_id: 'text', hash: 'text', settings: 'text', statistics: 'text', file: 'text' };

async function sessionTables(write: Transaction<Tables>): Promise<void> {
  await table(write, 'sessions', SESSIONS, ['id']).execute();
  await table(write, 'journal', JOURNAL, ['session_id', 'seq']).execute();
  await table(write, 'snapshots', SNAPSHOTS, ['session_id', 'seq']).execute();
}

async function orderTables(write: Transaction<Tables>): Promise<void> {
  const order = ['session_id', 'intent_id'];
  await table(write, 'orders', ORDERS, order).addUniqueConstraint('orders_client_order_id', ['session_id', 'client_order_id']).execute();
  await table(write, 'order_events', ORDER_EVENTS, ['session_id', 'seq'])
    .addForeignKeyConstraint('order_events_order', order, 'orders', order)
    .execute();
  await table(write, 'fills', FILLS, ['session_id', 'seq'])
    .addUniqueConstraint('fills_trade_id', ['session_id', 'venue', 'account_id', 'instrument_id', 'trade_id'])
    .addForeignKeyConstraint('fills_order', order, 'orders', order)
    .execute();
}

async function recordTables(write: Transaction<Tables>): Promise<void> {
  await table(write, 'postings', POSTINGS, ['session_id', 'seq', 'leg']).execute();
  await table(write, 'equity', EQUITY, ['session_id', 'seq']).execute();
  await table(write, 'refusals', REFUSALS, ['session_id', 'seq']).execute();
  await table(write, 'strategy_stops', STRATEGY_STOPS, ['session_id', 'seq']).execute();
  await table(write, 'trading_states', TRADING_STATES, ['session_id', 'seq']).execute();
}

async function auditTables(write: Transaction<Tables>): Promise<void> {
  await table(write, 'audit', AUDIT, ['seq']).execute();
  await table(write, 'audit_head', AUDIT_HEAD, ['id']).execute();
  await write.insertInto('audit_head').values({ id: 1, seq: 0, hash: GENESIS_HASH }).execute();
}

/** Until this step every fee was in the quote currency. */
async function feeCurrencies(write: Transaction<Tables>): Promise<void> {
  const fills = write.schema.alterTable('fills');
  await fills.addColumn('fee_currency', 'text', (column) => column.notNull().defaultTo('')).execute();
  await fills.addColumn('fee_scale', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await write
    .updateTable('fills')
    .set((fill) => ({ fee_currency: fill.ref('currency'), fee_scale: fill.ref('money_scale') }))
    .execute();
}

/** A venue counts its orders by instrument. Those that Ballast holds itself are all called the same. */
async function orderIndexes(write: Transaction<Tables>): Promise<void> {
  const atVenue = ['session_id', 'account_id', 'instrument_id', 'venue_order_id'];
  await write.schema
    .createIndex('orders_venue_order_id')
    .unique()
    .on('orders')
    .columns(atVenue)
    .where(sql.ref('venue_order_id'), '<>', HELD)
    .execute();
  await write.schema.createIndex('orders_status').on('orders').columns(['session_id', 'status']).execute();
  await write.schema.createIndex('fills_order').on('fills').columns(['session_id', 'intent_id']).execute();
}

async function venueTables(write: Transaction<Tables>): Promise<void> {
  await table(write, 'adjustments', ADJUSTMENTS, ['session_id', 'seq']).execute();
  await table(write, 'gates', GATES, ['session_id', 'seq']).execute();
  await table(write, 'instrument_states', INSTRUMENT_STATES, ['session_id', 'seq']).execute();
  await table(write, 'reconciliations', RECONCILIATIONS, ['session_id', 'seq']).execute();
}

const STAGE_EVENTS: Columns = {
  seq: 'bigint',
  ts: 'bigint',
  deployment: 'text',
  kind: 'text',
  stage: 'text',
  limit_amount: 'text',
  currency: 'text',
  skipped: 'text',
  actor: 'text',
  reason: 'text',
  certificate: 'text?',
};

/** What a step writes to most, parents first. */
const KEPT_BY_KEY = ['orders', 'journal', 'order_events', 'fills', 'postings', 'equity', 'audit'] as const;

/**
 * In SQLite a row lies in its table by a number that nobody asked for, with its key in a second tree. From this step on it lies by its key, so
 * that a commit writes fewer pages. In PostgreSQL there is no such choice, and nothing to do.
 */
async function keepByKey(write: Transaction<Tables>): Promise<void> {
  const raw = (text: string) => write.executeQuery(CompiledQuery.raw(text));
  // Tables before their indexes.
  const { rows: made } = await sql<{ tbl_name: string; sql: string }>`
    select tbl_name, sql from sqlite_master where sql is not null order by type desc`.execute(write);
  for (const name of KEPT_BY_KEY.toReversed()) {
    await raw(`create table ${name}_copy as select * from ${name}`);
    await raw(`drop table ${name}`);
  }
  for (const name of KEPT_BY_KEY) {
    const [table, ...indexes] = made.filter(({ tbl_name }) => tbl_name === name);
    await raw(`${table?.sql} without rowid`);
    await raw(`insert into ${name} select * from ${name}_copy`);
    await raw(`drop table ${name}_copy`);
    for (const index of indexes) await raw(index.sql);
  }
}

const VALIDATION_EVENTS: Columns = { run: 'text', seq: 'bigint', ts: 'bigint', kind: 'text', payload: 'text' };

/** Every step of the schema, oldest first; a store's version is the number of steps it has taken. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'sessions, orders, fills, ledger, audit and runs',
    async up(write) {
      await sessionTables(write);
      await orderTables(write);
      await recordTables(write);
      await auditTables(write);
      await table(write, 'runs', RUNS, ['id']).execute();
    },
  },
  {
    name: 'orders at venues: their ids, fees in any currency, and what comparing with a venue finds',
    async up(write) {
      await feeCurrencies(write);
      await orderIndexes(write);
      await venueTables(write);
    },
  },
  {
    name: 'halts of single strategies',
    async up(write) {
      await table(write, 'strategy_states', STRATEGY_STATES, ['session_id', 'seq']).execute();
    },
  },
  {
    name: 'what is allocated to each strategy',
    async up(write) {
      await table(write, 'allocations', ALLOCATIONS, ['session_id', 'seq']).execute();
    },
  },
  {
    name: 'the stages of deployments',
    async up(write) {
      await table(write, 'stage_events', STAGE_EVENTS, ['seq']).execute();
    },
  },
  {
    name: 'the regimes of instruments and of the market',
    async up(write) {
      await table(write, 'regimes', REGIMES, ['session_id', 'seq']).execute();
    },
  },
  {
    name: 'limits that were hit or set',
    async up(write) {
      await table(write, 'limit_events', LIMIT_EVENTS, ['session_id', 'seq']).execute();
    },
  },
  {
    name: 'rows of an embedded store by their key',
    async up(write) {
      if (write.getExecutor().adapter instanceof SqliteAdapter) await keepByKey(write);
    },
  },
  {
    name: 'validation runs',
    async up(write) {
      await table(write, 'validation_events', VALIDATION_EVENTS, ['run', 'seq']).execute();
    },
  },
  {
    name: 'checkpoints of the audit log',
    async up(write) {
      await table(write, 'audit_checkpoints', { seq: 'bigint', hash: 'text', ts: 'bigint', signature: 'text' }, ['seq']).execute();
    },
  },
];
