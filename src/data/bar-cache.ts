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
 * What the cache at `path` says of its rows, if it was derived from the Parquet file of this identity.
 *
 * A cache holds the raw columns of a series: blocks of `CHUNK_BARS` rows (the last one shorter), in each block one column of
 * doubles after the other, so that a block is one read.
 */
export function cachedFacts(path: string, parquetIdentity: string): SeriesFacts | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const header = readHeader(file, path);
    return header?.parquet === parquetIdentity ? header.facts : undefined;
  } finally {
    closeSync(file);
  }
}

/**
 * The rows of a cache with `from <= openTime < to`, block by block; the same memory is filled again for each. The cache
 * may be replaced meanwhile: what is read is the file that was opened, by its own header.
 */
export function* readBarCache(path: string, range: TimeRange = {}): Generator<BarColumns, void> {
  const file = openSync(path, 'r');
  try {
    const header =
      readHeader(file, path) ??
      fail('DATA_CORRUPT', 'the cached columns are damaged', { where: path, mend: 'Delete the file; it is made anew.' });
    yield* readRows(file, header.facts.rows, range);
  } finally {
    closeSync(file);
  }
}

/** All rows of a cache that has no header yet. */
export function* readUnsealedCache(path: string, rows: number): Generator<BarColumns, void> {
  const file = openSync(path, 'r');
  try {
    yield* readRows(file, rows, {});
  } finally {
    closeSync(file);
  }
}

/** The header of an open cache; undefined where it cannot be one: a cache is derived, and can be made again. */
function readHeader(file: number, path: string): { readonly parquet: unknown; readonly facts: SeriesFacts } | undefined {
  const bytes = Buffer.alloc(CACHE_HEADER_BYTES);
  if (readSync(file, bytes, 0, CACHE_HEADER_BYTES, 0) < CACHE_HEADER_BYTES) return undefined;
  try {
    const stored = JSON.parse(bytes.toString('utf8')) as { version?: unknown; parquet?: unknown; facts?: unknown };
    if (stored.version !== CACHE_VERSION) return undefined;
    const facts = parseFacts(stored.facts, path);
    return fstatSync(file).size === CACHE_HEADER_BYTES + facts.rows * ROW_BYTES ? { parquet: stored.parquet, facts } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isBallastError(error)) return undefined;
    throw error;
  }
}

function* readRows(file: number, rows: number, range: TimeRange): Generator<BarColumns, void> {
  const from = range.from ?? -Infinity;
  const to = range.to ?? Infinity;
  const blocks = Math.ceil(rows / CHUNK_BARS);
  const memory = new Float64Array(Math.min(CHUNK_BARS, rows) * BAR_COLUMNS.length);
  for (let index = firstBlock(file, blocks, from); index < blocks; index += 1) {
    const block = readBlock(file, index, Math.min(CHUNK_BARS, rows - index * CHUNK_BARS), memory);
    if ((block.openTime[0] as number) >= to) return;
    const wanted = rowsBetween(block, firstRowAt(block, from), firstRowAt(block, to));
    if (wanted.length > 0) yield wanted;
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
