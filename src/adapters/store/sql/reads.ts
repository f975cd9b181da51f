import { sql } from 'kysely';
import type { AllocationShare } from '../../../domain/allocation-share.ts';
import type {
  JournalEntry,
  Page,
  Snapshot,
  StoredActivity,
  StoredAdjustment,
  StoredAllocation,
  StoredBalance,
  StoredEquity,
  StoredGate,
  StoredInstrumentState,
  StoredPosting,
  StoredReconciliation,
  StoredLimitEvent,
  StoredRegime,
  StoredRefusal,
  StoredSession,
  StoredStrategyState,
  StoredStrategyStop,
  StoredTradingState,
} from '../../../ports/store.ts';
import { pageOf } from './page.ts';
import type { Database } from './schema.ts';

/** How many inputs are read at a time. */
const JOURNAL_PAGE = 1_000;
/** Balances are summed in two halves, each exact: their sum may outgrow 64 bits. */
const HALF = 1_000_000_000;

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

/** Every snapshot of a session that is kept, oldest first. */
export function snapshots(database: Database, sessionId: string): Promise<Snapshot[]> {
  const columns = ['seq', 'record_seq as recordSeq', 'version', 'payload'] as const;
  return database.selectFrom('snapshots').select(columns).where('session_id', '=', sessionId).orderBy('seq').execute();
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

/** Every session of the store, by name. */
export async function sessions(database: Database): Promise<StoredSession[]> {
  const rows = await database
    .selectFrom('sessions')
    .leftJoin('journal', (join) => join.onRef('journal.session_id', '=', 'sessions.id').onRef('journal.seq', '=', 'sessions.input_seq'))
    .select(['sessions.id', 'sessions.holder', 'journal.ts as lastTime'])
    .orderBy('sessions.id')
    .execute();
  const found: StoredSession[] = [];
  for (const row of rows) found.push({ ...row, ...(await counts(database, row.id)) });
  return found;
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

/** What came into a session and left it other than by its fills. */
export function adjustments(database: Database, sessionId: string, page?: Page): Promise<StoredAdjustment[]> {
  const columns = ['seq', 'ts', 'currency', 'scale', 'amount', 'cause', 'ref'] as const;
  return pageOf(database.selectFrom('adjustments').select(columns).where('session_id', '=', sessionId), ['seq'], page);
}

/** The changes of a session's gate. */
export function gates(database: Database, sessionId: string, page?: Page): Promise<StoredGate[]> {
  const query = database.selectFrom('gates').select(['seq', 'ts', 'state', 'reason']).where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The instruments of a session that were halted, and those that were let go on. */
export function instrumentStates(database: Database, sessionId: string, page?: Page): Promise<StoredInstrumentState[]> {
  const columns = ['seq', 'ts', 'instrument_id as instrumentId', 'state', 'decided_by as by', 'reason'] as const;
  return pageOf(database.selectFrom('instrument_states').select(columns).where('session_id', '=', sessionId), ['seq'], page);
}

/** The strategies of a session that were halted, and those that were let go on. */
export function strategyStates(database: Database, sessionId: string, page?: Page): Promise<StoredStrategyState[]> {
  const columns = ['seq', 'ts', 'strategy_id as strategyId', 'state', 'decided_by as by', 'reason'] as const;
  return pageOf(database.selectFrom('strategy_states').select(columns).where('session_id', '=', sessionId), ['seq'], page);
}

/** What was allocated in a session, change by change. */
export async function allocations(database: Database, sessionId: string, page?: Page): Promise<StoredAllocation[]> {
  const query = database.selectFrom('allocations').select(['seq', 'ts', 'reason', 'shares']).where('session_id', '=', sessionId);
  const rows = await pageOf(query, ['seq'], page);
  return rows.map(({ shares, ...row }) => ({ ...row, shares: JSON.parse(shares) as AllocationShare[] }));
}

/** The limits of a session that were hit or set, in order. */
export function limitEvents(database: Database, sessionId: string, page?: Page): Promise<StoredLimitEvent[]> {
  const names = ['limit_name as limit', 'decided_by as by', 'ends_at as until'] as const;
  const columns = ['seq', 'ts', 'level', 'name', 'value', 'most', 'reason', ...names] as const;
  return pageOf(database.selectFrom('limit_events').select(columns).where('session_id', '=', sessionId), ['seq'], page);
}

/** How the regimes of a session's instruments and of its market changed. */
export function regimes(database: Database, sessionId: string, page?: Page): Promise<StoredRegime[]> {
  const columns = ['seq', 'ts', 'instrument_id as instrumentId', 'regime', 'reason'] as const;
  return pageOf(database.selectFrom('regimes').select(columns).where('session_id', '=', sessionId), ['seq'], page);
}

/** What comparing a session with its venue found. */
export async function reconciliations(database: Database, sessionId: string, page?: Page): Promise<StoredReconciliation[]> {
  const query = database.selectFrom('reconciliations').select(['seq', 'ts', 'is_clean', 'found']).where('session_id', '=', sessionId);
  const rows = await pageOf(query, ['seq'], page);
  return rows.map(({ is_clean, found, ...row }) => ({ ...row, isClean: is_clean === 1, found: JSON.parse(found) as string[] }));
}
