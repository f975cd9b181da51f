import type { Pool, QueryResult } from 'pg';
import { assert } from '../../../kernel/assert.ts';
import type { Engine, Found, Reads, Statement } from './engine.ts';

/**
 * Runs a transaction in two round trips: what is read goes out together, and then what is written, with its commit. One statement that fails
 * fails all after it, and the server makes the commit a rollback. The server plans a statement once for each connection.
 */
export function postgresTransaction(pool: Pool): Engine['transact'] {
  return async <Each extends Reads>(reads: Each, write: (found: Found<Each>) => readonly Statement[]) => {
    const client = await pool.connect();
    const send = async (statement: Statement | undefined): Promise<QueryResult | undefined> =>
      statement && client.query({ name: statement.name, text: statement.sql, values: [...statement.parameters] });
    try {
      const [, ...found] = await answers([client.query('begin'), ...reads.map(send)]);
      const statements = write(found.map((result): readonly unknown[] => result?.rows ?? []) as unknown as Found<Each>);
      const results = await answers([...statements.map(send), client.query('commit')]);
      assert(results.at(-1)?.command === 'COMMIT', 'a transaction none of whose statements failed is committed');
      client.release();
    } catch (error) {
      // Ended with its connection, whatever became of it.
      client.release(true);
      throw error;
    }
  };
}

/** What all were answered; the first error once every one of them was. */
async function answers(queries: readonly Promise<QueryResult | undefined>[]): Promise<readonly (QueryResult | undefined)[]> {
  const settled = await Promise.allSettled(queries);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}
