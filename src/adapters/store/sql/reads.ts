import { sql, type SelectQueryBuilder } from 'kysely';
import type { OrderStatus } from '../../../domain/order.ts';
import type {
  JournalEntry,
  Page,
  Snapshot,
  StoredActivity,
  StoredBalance,
  StoredEquity,
  StoredFill,
  StoredOrder,
  StoredOrderEvent,
  StoredPosting,
  StoredRefusal,
  StoredStrategyStop,
  StoredTradingState,
} from '../../../ports/store.ts';
import type { Database, Tables } from './schema.ts';

/** How many inputs are read at a time. */
const JOURNAL_PAGE = 1_000;
/** Balances are summed in two halves, each exact: their sum may outgrow 64 bits. */
const HALF = 1_000_000_000;

type Query<Table extends keyof Tables, Output> = SelectQueryBuilder<Tables, Table, Output>;

/** The rows of a page, oldest first; `by` names the columns of the order. */
async function pageOf<Table extends keyof Tables, Output>(
  query: Query<Table, Output>,
  by: readonly string[],
  page: Page = {},
): Promise<Output[]> {
  const newest = page.newest === true;
  let ordered = query;
  for (const column of by) ordered = ordered.orderBy(sql.ref(column), newest ? 'desc' : 'asc');
  const rows = await (page.limit === undefined ? ordered : ordered.limit(page.limit)).execute();
  return newest ? rows.reverse() : rows;
}

/** The newest snapshot of a session. */
export function latestSnapshot(database: Database, sessionId: string): Promise<Snapshot | undefined> {
  return database
    .selectFrom('snapshots')
    .select(['seq', 'record_seq as recordSeq', 'version', 'payload'])
    .where('session_id', '=', sessionId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Up to a thousand inputs after `afterSeq`, in order; none at the end. */
export function journalPage(database: Database, sessionId: string, afterSeq: number): Promise<JournalEntry[]> {
  return database
    .selectFrom('journal')
    .select(['seq', 'ts', 'kind', 'version', 'payload'])
    .where('session_id', '=', sessionId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(JOURNAL_PAGE)
    .execute();
}

/** The highest record number of a session; 0 for none. */
export async function lastRecordSeq(database: Database, sessionId: string): Promise<number> {
  const row = await database.selectFrom('sessions').select('record_seq').where('id', '=', sessionId).executeTakeFirst();
  return row?.record_seq ?? 0;
}

/** How many orders and fills a session has. */
export async function counts(database: Database, sessionId: string): Promise<{ orders: number; fills: number }> {
  const count = async (table: 'orders' | 'fills'): Promise<number> => {
    const query = database
      .selectFrom(table)
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('session_id', '=', sessionId);
    return (await query.executeTakeFirstOrThrow()).count;
  };
  return { orders: await count('orders'), fills: await count('fills') };
}

/** What each strategy of a session did. */
export async function activity(database: Database, sessionId: string): Promise<StoredActivity[]> {
  const found = new Map<string, { orders: number; fills: number; refusals: number }>();
  for (const table of ['orders', 'fills', 'refusals'] as const) {
    const query = database
      .selectFrom(table)
      .select('strategy_id')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('session_id', '=', sessionId)
      .groupBy('strategy_id');
    for (const { strategy_id, count } of await query.execute()) {
      const known = found.get(strategy_id) ?? { orders: 0, fills: 0, refusals: 0 };
      found.set(strategy_id, { ...known, [table]: count });
    }
  }
  return [...found].map(([strategyId, counts]) => ({ strategyId, ...counts })).sort((a, b) => (a.strategyId < b.strategyId ? -1 : 1));
}

/** The orders of a session, by intent. */
export async function orders(database: Database, sessionId: string, page?: Page): Promise<StoredOrder[]> {
  const query = database
    .selectFrom('orders')
    .select([
      'seq',
      'intent_id as intentId',
      'client_order_id as clientOrderId',
      'venue_order_id as venueOrderId',
      'account_id as accountId',
      'strategy_id as strategyId',
      'instrument_id as instrumentId',
      'side',
      'type',
      'role',
      'quantity',
      'filled_quantity as filledQuantity',
      'quantity_scale as quantityScale',
      'limit_price as limitPrice',
      'stop_price as stopPrice',
      'trail_offset as trailOffset',
      'price_scale as priceScale',
      'time_in_force as timeInForce',
      'post_only',
      'reduce_only',
      'bracket_stop_price as bracketStopPrice',
      'bracket_target_price as bracketTargetPrice',
      'parent_id as parentId',
      'oco_group as ocoGroup',
      'status',
      'reason',
      'sizing',
      'ts_init as tsInit',
      'ts_last as tsLast',
    ])
    .where('session_id', '=', sessionId);
  const rows = await pageOf(query, ['intent_id'], page);
  return rows.map(({ post_only, reduce_only, status, ...order }) => ({
    ...order,
    status: status as OrderStatus,
    postOnly: post_only === 1,
    reduceOnly: reduce_only === 1,
  }));
}

/** What happened to the orders of a session. */
export function orderEvents(database: Database, sessionId: string, page?: Page): Promise<StoredOrderEvent[]> {
  const query = database
    .selectFrom('order_events')
    .select([
      'seq',
      'ts',
      'intent_id as intentId',
      'event',
      'status',
      'filled_quantity as filledQuantity',
      'venue_order_id as venueOrderId',
      'reason',
    ])
    .where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The fills of a session. */
export function fills(database: Database, sessionId: string, page?: Page): Promise<StoredFill[]> {
  const query = database
    .selectFrom('fills')
    .select([
      'seq',
      'trade_id as tradeId',
      'intent_id as intentId',
      'strategy_id as strategyId',
      'account_id as accountId',
      'instrument_id as instrumentId',
      'side',
      'quantity',
      'quantity_scale as quantityScale',
      'price',
      'price_scale as priceScale',
      'notional',
      'fee',
      'money_scale as moneyScale',
      'currency',
      'liquidity',
      'ts_event as tsEvent',
    ])
    .where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The legs of a session's ledger, in order. */
export async function postings(database: Database, sessionId: string, page?: Page): Promise<StoredPosting[]> {
  const query = database
    .selectFrom('postings')
    .select(['seq', 'leg', 'ts', 'entry', 'account', 'currency', 'scale', 'amount'])
    .where('session_id', '=', sessionId);
  const rows = await pageOf(query, ['seq', 'leg'], page);
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** The balance of every ledger account of a session. */
export async function balances(database: Database, sessionId: string): Promise<StoredBalance[]> {
  const rows = await database
    .selectFrom('postings')
    .select(['account', 'currency', 'scale'])
    .select([
      sql<number | string>`sum(amount / ${sql.lit(HALF)})`.as('high'),
      sql<number | string>`sum(amount % ${sql.lit(HALF)})`.as('low'),
    ])
    .where('session_id', '=', sessionId)
    .groupBy(['account', 'currency', 'scale'])
    .execute();
  const byName = (a: StoredBalance, b: StoredBalance): number => (`${a.account} ${a.currency}` < `${b.account} ${b.currency}` ? -1 : 1);
  return rows.map(({ high, low, ...account }) => ({ ...account, balance: BigInt(high) * BigInt(HALF) + BigInt(low) })).sort(byName);
}

/** The equity points of a session. */
export function equity(database: Database, sessionId: string, page?: Page): Promise<StoredEquity[]> {
  const query = database.selectFrom('equity').select(['seq', 'ts', 'currency', 'equity', 'cash']).where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** What a session refused to do. */
export function refusals(database: Database, sessionId: string, page?: Page): Promise<StoredRefusal[]> {
  const query = database
    .selectFrom('refusals')
    .select(['seq', 'ts', 'strategy_id as strategyId', 'instrument_id as instrumentId', 'code', 'message'])
    .where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The strategies of a session that were stopped. */
export function strategyStops(database: Database, sessionId: string, page?: Page): Promise<StoredStrategyStop[]> {
  const query = database
    .selectFrom('strategy_stops')
    .select(['seq', 'ts', 'strategy_id as strategyId', 'handler', 'code', 'message'])
    .where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The trading states of a session. */
export function tradingStates(database: Database, sessionId: string, page?: Page): Promise<StoredTradingState[]> {
  const query = database.selectFrom('trading_states').select(['seq', 'ts', 'state', 'reason']).where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}
