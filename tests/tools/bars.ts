import { allocateBars, BAR_COLUMNS, type BarColumns } from '../../src/domain/bars.ts';
import { MICROS_PER_MINUTE } from '../../src/kernel/time.ts';

/** A bar as a row: minute since 2024-01-01, open, high, low, close, volume; prices as integers. */
export type BarTuple = readonly [minute: number, open: number, high: number, low: number, close: number, volume: number];

/** 2024-01-01T00:00:00Z. */
export const START = 1_704_067_200_000_000;

/** One-minute bars as columns. */
export function barsOf(rows: readonly BarTuple[]): BarColumns {
  const bars = allocateBars(rows.length);
  for (const [at, [minute, ...values]] of rows.entries()) {
    const openTime = START + minute * MICROS_PER_MINUTE;
    const row = [openTime, openTime + MICROS_PER_MINUTE, ...values];
    for (const [index, name] of BAR_COLUMNS.entries()) bars[name][at] = row[index] ?? Number.NaN;
  }
  bars.length = rows.length;
  return bars;
}

/** Columns as rows; copies, so that they outlive the chunk. */
export function rowsOf(bars: BarColumns): BarTuple[] {
  return Array.from({ length: bars.length }, (_, row) => {
    const [openTime = 0, , open = 0, high = 0, low = 0, close = 0, volume = 0] = BAR_COLUMNS.map((name) => bars[name][row] as number);
    return [(openTime - START) / MICROS_PER_MINUTE, open, high, low, close, volume];
  });
}

/** All rows of a stream of chunks. */
export async function collectRows(chunks: AsyncIterable<BarColumns>): Promise<BarTuple[]> {
  const rows: BarTuple[] = [];
  for await (const chunk of chunks) rows.push(...rowsOf(chunk));
  return rows;
}

/** Blocks, one after the other, as a stream. */
export async function* streamOf(...blocks: readonly BarColumns[]): AsyncGenerator<BarColumns, void> {
  yield* blocks;
}

/** `count` bars that differ from each other; the same for the same `seed`. */
export function sampleRows(count: number, seed = 0): BarTuple[] {
  return Array.from({ length: count }, (_, minute) => {
    const open = 10_000 + ((minute * 7919 + seed * 104_729) % 997);
    const close = 10_000 + (((minute + 1) * 7919 + seed * 104_729) % 997);
    return [minute, open, Math.max(open, close) + (minute % 5), Math.min(open, close) - (minute % 3), close, (minute % 11) / 8];
  });
}
