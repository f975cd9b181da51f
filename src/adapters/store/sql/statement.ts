import type { Compilable } from 'kysely';
import type { Engine, Statement } from './engine.ts';

/** A statement with its values, in the order in which the query names them. What the query itself is built with counts for its form only. */
export function statement<Row>(engine: Engine, name: string, parameters: readonly unknown[], build: () => Compilable<Row>): Statement<Row> {
  let built = engine.statements.get(name);
  if (built === undefined) {
    built = { sql: build().compile().sql, columns: [] };
    engine.statements.set(name, built);
  }
  return { name, sql: built.sql, parameters };
}
