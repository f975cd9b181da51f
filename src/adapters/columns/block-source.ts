import type { DuckDBConnection } from '@duckdb/node-api';

import { BAR_COLUMNS, type BarColumns } from '../../domain/bars.ts';
import { doublesOf, type DuckDb } from './duckdb.ts';

/** Rows that DuckDB takes at a time. */
const VECTOR_ROWS = 2048;
const NAMES = ['open_time', 'close_time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** A stream of bars that SQL can select from, once. */
export interface BlockSource {
  /** The name of the table function. */
  readonly name: string;
  /** What the blocks raised while DuckDB pulled them, if anything. */
  error(): unknown;
}

let sources = 0;

/** Makes blocks of bars selectable as a table function with DOUBLE columns, without a copy of the whole in memory. */
export function registerBlockSource(api: DuckDb, connection: DuckDBConnection, blocks: Iterable<BarColumns>): BlockSource {
  const name = `ballast_blocks_${(sources += 1)}`;
  const iterator = blocks[Symbol.iterator]();
  let block: BarColumns | undefined;
  let row = 0;
  let raised: unknown;
  const advance = (): BarColumns | undefined => {
    while (block === undefined || row >= block.length) {
      const next = iterator.next();
      if (next.done === true) return undefined;
      block = next.value;
      row = 0;
    }
    return block;
  };
  const source = api.DuckDBTableFunction.create({
    name,
    bindFunction: (bind) => NAMES.forEach((column) => bind.addResultColumn(column, api.DOUBLE)),
    initFunction: (init) => init.setMaxThreads(1),
    mainFunction: (call, output) => {
      try {
        const from = advance();
        const rows = from === undefined ? 0 : Math.min(VECTOR_ROWS, from.length - row);
        output.rowCount = rows;
        if (from === undefined || rows === 0) return;
        for (const [index, column] of BAR_COLUMNS.entries()) {
          const vector = output.getColumnVector(index);
          doublesOf(vector).set(from[column].subarray(row, row + rows));
          vector.flush();
        }
        row += rows;
      } catch (error) {
        raised = error;
        call.setError(String(error));
      }
    },
  });
  connection.registerTableFunction(source);
  return { name, error: () => raised };
}
