import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

import { BAR_COLUMNS, CHUNK_BARS, firstRowAt, type BarColumns } from '../domain/bars.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { TimeRange } from '../ports/catalog.ts';
import { parseFacts, type SeriesFacts } from './series-facts.ts';

/** Bytes before the first block: one JSON text, padded with spaces. */
export const CACHE_HEADER_BYTES = 4096;
/** Written into every cache; another number means another layout, and the cache is made anew. */
export const CACHE_VERSION = 1;
const ROW_BYTES = BAR_COLUMNS.length * Float64Array.BYTES_PER_ELEMENT;

/**
 * The raw columns of a series: blocks of `CHUNK_BARS` rows (the last one shorter), in each block one column of
 * doubles after the other, so that a block is one read. Derived from the Parquet file whose identity it carries.
 */
export interface BarCache {
  readonly facts: SeriesFacts;
  readonly path: string;
}

/** The cache at `path`, if it was derived from the Parquet file of this identity. */
export function openBarCache(path: string, parquetIdentity: string): BarCache | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(CACHE_HEADER_BYTES);
    if (readSync(file, header, 0, CACHE_HEADER_BYTES, 0) < CACHE_HEADER_BYTES) return undefined;
    const stored = JSON.parse(header.toString('utf8')) as { version?: unknown; parquet?: unknown; facts?: unknown };
    if (stored.version !== CACHE_VERSION || stored.parquet !== parquetIdentity) return undefined;
    const facts = parseFacts(stored.facts, path);
    return fstatSync(file).size === CACHE_HEADER_BYTES + facts.rows * ROW_BYTES ? { facts, path } : undefined;
  } catch (error) {
    // A header that cannot be read makes the cache stale; it is derived and can be made again.
    if (error instanceof SyntaxError || isBallastError(error)) return undefined;
    throw error;
  } finally {
    closeSync(file);
  }
}

/** The rows with `from <= openTime < to`, block by block; the same memory is filled again for each. */
export function* readBarCache(cache: BarCache, range: TimeRange = {}): Generator<BarColumns, void> {
  const from = range.from ?? -Infinity;
  const to = range.to ?? Infinity;
  const file = openSync(cache.path, 'r');
  try {
    const blocks = Math.ceil(cache.facts.rows / CHUNK_BARS);
    const memory = new Float64Array(Math.min(CHUNK_BARS, cache.facts.rows) * BAR_COLUMNS.length);
    for (let index = firstBlock(file, blocks, from); index < blocks; index += 1) {
      const block = readBlock(file, index, Math.min(CHUNK_BARS, cache.facts.rows - index * CHUNK_BARS), memory);
      const wanted = rowsBetween(block, firstRowAt(block, from), firstRowAt(block, to));
      if (wanted.length > 0) yield wanted;
      if (wanted.length === 0 && (block.openTime[0] as number) >= to) return;
    }
  } finally {
    closeSync(file);
  }
}

/** The last block that opens at or before `time`, by bisection over the blocks' first opening times. */
function firstBlock(file: number, blocks: number, time: number): number {
  const opening = new Float64Array(1);
  let low = 0;
  let high = blocks - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    readSync(file, opening, 0, Float64Array.BYTES_PER_ELEMENT, blockOffset(middle));
    if ((opening[0] as number) <= time) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

function readBlock(file: number, index: number, rows: number, memory: Float64Array): BarColumns {
  const bytes = rows * ROW_BYTES;
  if (readSync(file, memory, 0, bytes, blockOffset(index)) < bytes) fail('DATA_CORRUPT', `block ${index} of the cached columns is cut`);
  return columnsOver(memory, rows);
}

function blockOffset(index: number): number {
  return CACHE_HEADER_BYTES + index * CHUNK_BARS * ROW_BYTES;
}

/** Views of `memory` as columns of `rows` rows, one after the other. */
function columnsOver(memory: Float64Array, rows: number): BarColumns {
  return mapColumns(rows, (_, index) => memory.subarray(index * rows, (index + 1) * rows));
}

/** Views of rows `from` to `to` of a block. */
export function rowsBetween(bars: BarColumns, from: number, to: number): BarColumns {
  return from === 0 && to === bars.length ? bars : mapColumns(to - from, (name) => bars[name].subarray(from, to));
}

function mapColumns(length: number, column: (name: (typeof BAR_COLUMNS)[number], index: number) => Float64Array): BarColumns {
  return {
    length,
    openTime: column('openTime', 0),
    closeTime: column('closeTime', 1),
    open: column('open', 2),
    high: column('high', 3),
    low: column('low', 4),
    close: column('close', 5),
    volume: column('volume', 6),
  };
}
