import { sql, type SelectQueryBuilder } from 'kysely';
import type { Page } from '../../../ports/store.ts';
import type { Tables } from './schema.ts';

type Query<Table extends keyof Tables, Output> = SelectQueryBuilder<Tables, Table, Output>;

/** The rows of a page, oldest first; `by` names the columns of the order. */
export async function pageOf<Table extends keyof Tables, Output>(
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
