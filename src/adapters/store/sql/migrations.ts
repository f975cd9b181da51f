import type { CreateTableBuilder, Transaction } from 'kysely';
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

async function sessionTables(write: Transaction<Tables>): Promise<void> {
  await table(write, 'sessions', { id: 'text', epoch: 'bigint', holder: 'text', input_seq: 'bigint', record_seq: 'bigint' }, [
    'id',
  ]).execute();
  await table(write, 'journal', { ...RECORD, kind: 'text', version: 'integer', payload: 'text' }, ['session_id', 'seq']).execute();
  const snapshot: Columns = { session_id: 'text', seq: 'bigint', record_seq: 'bigint', version: 'integer', payload: 'text' };
  await table(write, 'snapshots', snapshot, ['session_id', 'seq']).execute();
}

async function orderTables(write: Transaction<Tables>): Promise<void> {
  const order: Columns = {
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
  await table(write, 'orders', order, ['session_id', 'intent_id'])
    .addUniqueConstraint('orders_client_order_id', ['session_id', 'client_order_id'])
    .execute();
  const event: Columns = {
    ...RECORD,
    intent_id: 'bigint',
    event: 'text',
    status: 'text',
    filled_quantity: 'bigint',
    venue_order_id: 'text?',
    reason: 'text?',
  };
  await table(write, 'order_events', event, ['session_id', 'seq'])
    .addForeignKeyConstraint('order_events_order', ['session_id', 'intent_id'], 'orders', ['session_id', 'intent_id'])
    .execute();
  const fill: Columns = {
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
  await table(write, 'fills', fill, ['session_id', 'seq'])
    .addUniqueConstraint('fills_trade_id', ['session_id', 'venue', 'account_id', 'instrument_id', 'trade_id'])
    .addForeignKeyConstraint('fills_order', ['session_id', 'intent_id'], 'orders', ['session_id', 'intent_id'])
    .execute();
}

async function recordTables(write: Transaction<Tables>): Promise<void> {
  const posting: Columns = {
    ...RECORD,
    leg: 'integer',
    entry: 'text',
    account: 'text',
    currency: 'text',
    scale: 'integer',
    amount: 'bigint',
  };
  await table(write, 'postings', posting, ['session_id', 'seq', 'leg']).execute();
  const records: Readonly<Record<string, Columns>> = {
    equity: { currency: 'text', equity: 'bigint', cash: 'bigint' },
    refusals: { strategy_id: 'text', instrument_id: 'text', code: 'text', message: 'text' },
    strategy_stops: { strategy_id: 'text', handler: 'text', code: 'text', message: 'text' },
    trading_states: { state: 'text', reason: 'text' },
  };
  for (const [name, columns] of Object.entries(records)) {
    await table(write, name, { ...RECORD, ...columns }, ['session_id', 'seq']).execute();
  }
}

async function auditTables(write: Transaction<Tables>): Promise<void> {
  const entry: Columns = {
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
  await table(write, 'audit', entry, ['seq']).execute();
  await table(write, 'audit_head', { id: 'integer', seq: 'bigint', hash: 'text' }, ['id']).execute();
  await write.insertInto('audit_head').values({ id: 1, seq: 0, hash: GENESIS_HASH }).execute();
}

async function runTable(write: Transaction<Tables>): Promise<void> {
  const run: Columns = { id: 'text', ts: 'bigint', strategy_id: 'text', hash: 'text', settings: 'text', statistics: 'text', file: 'text' };
  await table(write, 'runs', run, ['id']).execute();
}

/** Every step of the schema, oldest first; a store's version is the number of steps it has taken. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'sessions, orders, fills, ledger, audit and runs',
    async up(write) {
      await sessionTables(write);
      await orderTables(write);
      await recordTables(write);
      await auditTables(write);
      await runTable(write);
    },
  },
];
