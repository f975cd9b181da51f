import type { StoredRun } from '../../../ports/store.ts';
import type { Database } from './schema.ts';

function selectRuns(database: Database) {
  return database.selectFrom('runs').select(['id', 'ts', 'strategy_id as strategyId', 'hash', 'settings', 'statistics', 'file']);
}

/** Keeps a backtest. */
export async function saveRun(database: Database, { strategyId, ...run }: StoredRun): Promise<void> {
  await database
    .insertInto('runs')
    .values({ ...run, strategy_id: strategyId })
    .execute();
}

/** Every kept backtest, oldest first. */
export function runs(database: Database): Promise<StoredRun[]> {
  return selectRuns(database).orderBy('ts').orderBy('id').execute();
}

/** One kept backtest. */
export function run(database: Database, id: string): Promise<StoredRun | undefined> {
  return selectRuns(database).where('id', '=', id).executeTakeFirst();
}

/** Forgets one kept backtest. */
export async function removeRun(database: Database, id: string): Promise<void> {
  await database.deleteFrom('runs').where('id', '=', id).execute();
}
