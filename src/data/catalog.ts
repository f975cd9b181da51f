import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { firstRowAt, type BarColumns, type BarSeriesKey } from '../domain/bars.ts';
import { assert } from '../kernel/assert.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { BarFiles } from '../ports/bar-files.ts';
import type { BarBatch, BarCatalog, MergeOptions, MergeResult, SeriesInfo, TimeRange } from '../ports/catalog.ts';
import { openBarCache, readBarCache, rowsBetween, type BarCache } from './bar-cache.ts';
import { withCatalogLock } from './catalog-lock.ts';
import { commitMoves, finishMoves, movesPending, type Move } from './durable-files.ts';
import { parquetIdentity } from './parquet-identity.ts';
import { parseFacts, type SeriesFacts } from './series-facts.ts';
import { draftFiles, seriesFiles, storedSeries } from './series-files.ts';
import { stageBatch } from './stage-batch.ts';
import { stageCache } from './stage-series.ts';
import { explainUnwritable, isUnwritable } from './unwritable.ts';

/** How long a writer waits for another one. */
const LOCK_WAIT_MS = 60_000;

/**
 * The catalog in the home folder `home`: a Parquet file a series is the truth, and a file of raw columns beside it,
 * made anew when it is absent or stale, is what is read. Nothing is touched before the first call, and a folder that
 * does not exist is an empty catalog.
 */
export function openCatalog(home: string, files: BarFiles): BarCatalog {
  return new FileCatalog(join(home, 'catalog'), files);
}

class FileCatalog implements BarCatalog {
  readonly #root: string;
  readonly #files: BarFiles;
  #settled = false;

  constructor(root: string, files: BarFiles) {
    this.#root = root;
    this.#files = files;
  }

  async list(): Promise<readonly SeriesInfo[]> {
    await this.#settle();
    const infos: SeriesInfo[] = [];
    for (const key of storedSeries(this.#root)) infos.push({ ...key, ...(await this.#facts(key)) });
    return infos;
  }

  async find(key: BarSeriesKey): Promise<SeriesInfo | undefined> {
    await this.#settle();
    return existsSync(seriesFiles(this.#root, key).parquet) ? { ...key, ...(await this.#facts(key)) } : undefined;
  }

  async *read(key: BarSeriesKey, range: TimeRange = {}): AsyncGenerator<BarColumns, void> {
    await this.#settle();
    const at = seriesFiles(this.#root, key);
    if (!existsSync(at.parquet))
      fail('DATA_NOT_FOUND', `there are no ${key.interval} ${key.source} bars of ${key.instrumentId}`, { where: at.folder });
    const cache = this.#freshCache(key) ?? (await this.#rebuildForReading(key));
    if (cache === undefined) yield* withinRange(this.#files.blocks(at.parquet), range);
    else yield* readBarCache(cache, range);
  }

  async merge(key: BarSeriesKey, priceScale: number, bars: BarColumns, origin: string): Promise<MergeResult> {
    const [result] = await this.mergeAll([{ key, priceScale, bars, origin }]);
    assert(result !== undefined, 'a merge has a result for its batch');
    return result;
  }

  async mergeAll(batches: readonly BarBatch[], options: MergeOptions = {}): Promise<readonly MergeResult[]> {
    return explainUnwritable(this.#root, () =>
      this.#locked(async () => {
        const moves: Move[] = [];
        const results: MergeResult[] = [];
        try {
          for (const batch of batches) {
            const at = seriesFiles(this.#root, batch.key);
            mkdirSync(at.folder, { recursive: true });
            const stored = existsSync(at.parquet) ? (this.#freshCache(batch.key) ?? (await this.#rebuild(batch.key))) : undefined;
            const staged = await stageBatch(this.#files, at, stored, batch, options.onConflict ?? 'fail');
            moves.push(...staged.moves);
            results.push(staged.result);
          }
          commitMoves(this.#root, moves);
        } catch (error) {
          if (!movesPending(this.#root)) for (const move of moves) rmSync(move.from, { force: true });
          throw error;
        }
        return results;
      }),
    );
  }

  /** Finishes what a crash cut off. A writer at work is waited for only where its commit is half carried out. */
  async #settle(): Promise<void> {
    if (movesPending(this.#root)) await explainUnwritable(this.#root, () => this.#locked(async () => undefined));
    if (this.#settled) return;
    this.#settled = true;
    if (draftFiles(this.#root).length === 0) return;
    try {
      await withCatalogLock(this.#root, 0, async () => this.#clean());
    } catch (error) {
      // A writer is at work, or the folder is read-only: the drafts harm nobody, and the next writer clears them.
      if (!isUnwritable(error) && !isBallastError(error, 'DATA_BUSY')) throw error;
    }
  }

  /** Runs `work` as the only writer, over a catalog in which nothing is half done. */
  #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    return withCatalogLock(this.#root, LOCK_WAIT_MS, () => {
      this.#clean();
      return work();
    });
  }

  #clean(): void {
    finishMoves(this.#root);
    for (const draft of draftFiles(this.#root)) rmSync(draft, { force: true });
  }

  async #facts(key: BarSeriesKey): Promise<SeriesFacts> {
    const cache = this.#freshCache(key);
    if (cache !== undefined) return cache.facts;
    const { parquet } = seriesFiles(this.#root, key);
    return parseFacts((await this.#files.header(parquet)).facts, parquet);
  }

  #freshCache(key: BarSeriesKey): BarCache | undefined {
    const at = seriesFiles(this.#root, key);
    return openBarCache(at.cache, parquetIdentity(at.parquet));
  }

  /** The cache made anew, or nothing where the folder cannot be written: then the Parquet file itself is read. */
  async #rebuildForReading(key: BarSeriesKey): Promise<BarCache | undefined> {
    try {
      return await this.#locked(async () => this.#freshCache(key) ?? (await this.#rebuild(key)));
    } catch (error) {
      if (isUnwritable(error)) return undefined;
      throw error;
    }
  }

  async #rebuild(key: BarSeriesKey): Promise<BarCache> {
    const at = seriesFiles(this.#root, key);
    const stored = parseFacts((await this.#files.header(at.parquet)).facts, at.parquet);
    const { facts, move } = await stageCache(this.#files, at, stored);
    if (facts.fingerprint !== stored.fingerprint) {
      rmSync(move.from, { force: true });
      fail('DATA_CORRUPT', 'the rows do not match the fingerprint they were stored with', { where: at.parquet });
    }
    renameSync(move.from, move.to);
    return { facts, path: at.cache };
  }
}

async function* withinRange(blocks: AsyncIterable<BarColumns>, range: TimeRange): AsyncGenerator<BarColumns, void> {
  for await (const block of blocks) {
    const wanted = rowsBetween(block, firstRowAt(block, range.from ?? -Infinity), firstRowAt(block, range.to ?? Infinity));
    if (wanted.length > 0) yield wanted;
  }
}
