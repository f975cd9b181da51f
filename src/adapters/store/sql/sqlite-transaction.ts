import type { Engine, Found, Reads, Statement } from './engine.ts';
import { patiently } from './sqlite-patience.ts';
import type { SqliteStatements } from './sqlite-statements.ts';

/**
 * Runs a transaction without a wait in it, from its first statement to its commit, so that nothing else of this process comes between. What it
 * waits for, before, is another connection's write, and a transaction of the query builder on this one.
 */
export function sqliteTransaction(database: Engine['database'], sqlite: SqliteStatements, patienceMs: number): Engine['transact'] {
  return <Each extends Reads>(reads: Each, write: (found: Found<Each>) => readonly Statement[]) => {
    const transact = (): void => {
      const run = (sql: string, parameters: readonly unknown[] = []): unknown => sqlite.prepare(sql).run(parameters);
      run('begin immediate');
      try {
        const found = reads.map((read) => (read === undefined ? [] : sqlite.prepare(read.sql).all(read.parameters)));
        for (const { sql, parameters } of write(found as unknown as Found<Each>)) run(sql, parameters);
        run('commit');
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (sqlite.isInTransaction) run('rollback');
        throw error;
      }
    };
    return patiently(patienceMs, () => (sqlite.isInTransaction ? database.connection().execute(async () => transact()) : transact()));
  };
}
