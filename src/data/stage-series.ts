import { rmSync } from 'node:fs';

import type { BarColumns } from '../domain/bars.ts';
import type { BarFiles } from '../ports/bar-files.ts';
import { readUnsealedCache } from './bar-cache.ts';
import { BarCacheWriter } from './bar-cache-writer.ts';
import { syncPath, type Move } from './durable-files.ts';
import type { BarSink } from './merge-bars.ts';
import { parquetIdentity } from './parquet-identity.ts';
import type { SeriesFacts } from './series-facts.ts';
import { DRAFT, type SeriesFiles } from './series-files.ts';

/** What to write: the scale, where the rows came from, and the rows, handed to a sink in time order. */
export interface SeriesDraft {
  readonly priceScale: number;
  readonly origins: readonly string[];
  fill(sink: BarSink): void;
}

/** Writes a series' two files beside the present ones, synced; the moves give them their names. */
export async function stageSeries(files: BarFiles, at: SeriesFiles, draft: SeriesDraft): Promise<readonly Move[]> {
  const parquet = { from: at.parquet + DRAFT, to: at.parquet };
  const cache = { from: at.cache + DRAFT, to: at.cache };
  const writer = new BarCacheWriter(cache.from, draft.priceScale);
  try {
    draft.fill(writer);
    const facts = writer.finish(draft.origins);
    // The rows go from the raw columns into Parquet, so that neither is ever whole in memory.
    await files.write(parquet.from, { priceScale: facts.priceScale, facts: { ...facts } }, readUnsealedCache(cache.from, facts.rows));
    syncPath(parquet.from);
    writer.seal(facts, parquetIdentity(parquet.from));
    return [parquet, cache];
  } catch (error) {
    for (const move of [parquet, cache]) rmSync(move.from, { force: true });
    throw error;
  } finally {
    writer.close();
  }
}

/** Derives the raw columns anew from the Parquet file. The facts tell what was read, to be held against what was stored. */
export async function stageCache(
  files: BarFiles,
  at: SeriesFiles,
  stored: SeriesFacts,
): Promise<{ readonly facts: SeriesFacts; readonly move: Move }> {
  const move = { from: at.cache + DRAFT, to: at.cache };
  const writer = new BarCacheWriter(move.from, stored.priceScale);
  try {
    for await (const block of files.blocks(at.parquet)) appendAll(writer, block);
    const facts = writer.finish(stored.origins);
    writer.seal(facts, parquetIdentity(at.parquet));
    return { facts, move };
  } catch (error) {
    rmSync(move.from, { force: true });
    throw error;
  } finally {
    writer.close();
  }
}

function appendAll(sink: BarSink, block: BarColumns): void {
  for (let row = 0; row < block.length; row += 1) sink.append(block, row);
}
