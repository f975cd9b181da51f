import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { firstRowAt, type BarColumns, type BarSeriesKey } from '../domain/bars.ts';
import { assert } from '../kernel/assert.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { BarFiles } from '../ports/bar-files.ts';
import type { BarBatch, BarCatalog, MergeOptions, MergeResult, SeriesInfo, TimeRange } from '../ports/catalog.ts';
import { cachedFacts, readBarCache, rowsBetween } from './bar-cache.ts';
import { withCatalogLock } from './catalog-lock.ts';
import { commitMoves, finishMoves, movesPending, type Move } from './durable-files.ts';
import { parquetIdentity } from './parquet-identity.ts';
import { parseFacts, type SeriesFacts } from './series-facts.ts';
import { DRAFT, draftFiles, seriesFiles, storedSeries, type SeriesFiles } from './series-files.ts';
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
    if (!existsSync(at.parquet)) notThere(key, at.folder);
    const isCached = this.#freshFacts(at) !== undefined || (await this.#rebuildForReading(at));
    if (isCached) yield* readBarCache(at.cache, range);
    else yield* this.#readParquet(at, range);
  }

  async merge(key: BarSeriesKey, priceScale: number, bars: BarColumns, origin: string): Promise<MergeResult> {
    const [result] = await this.mergeAll([{ key, priceScale, bars, origin }]);
    assert(result !== undefined, 'a merge has a result for its batch');
    return result;
  }

  async mergeAll(batches: readonly BarBatch[], options: MergeOptions = {}): Promise<readonly MergeResult[]> {
    const names = new Set(batches.map(({ key }) => seriesFiles(this.#root, key).parquet));
    assert(names.size === batches.length, 'a merge has one batch a series');
    return explainUnwritable(this.#root, () =>
      this.#locked(LOCK_WAIT_MS, async () => {
        const moves: Move[] = [];
        const results: MergeResult[] = [];
        try {
          for (const batch of batches) {
            const at = seriesFiles(this.#root, batch.key);
            mkdirSync(at.folder, { recursive: true });
            const stored = existsSync(at.parquet) ? (this.#freshFacts(at) ?? (await this.#rebuild(at))) : undefined;
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

  async remove(keys: readonly BarSeriesKey[]): Promise<void> {
    await explainUnwritable(this.#root, () =>
      this.#locked(LOCK_WAIT_MS, async () => {
        // A draft is what the next writer clears: once the names are committed, nobody sees the series again, whatever happens now.
        const moves = keys.flatMap((key) => {
          const { folder, parquet, cache } = seriesFiles(this.#root, key);
          if (!existsSync(parquet)) notThere(key, folder);
          return [parquet, ...(existsSync(cache) ? [cache] : [])].map((path) => ({ from: path, to: `${path}.removed${DRAFT}` }));
        });
        commitMoves(this.#root, moves);
        this.#clean();
      }),
    );
  }

  /** Finishes what a crash cut off. A writer at work is waited for only where its commit is half carried out. */
  async #settle(): Promise<void> {
    if (movesPending(this.#root)) await explainUnwritable(this.#root, () => this.#locked(LOCK_WAIT_MS, async () => undefined));
    if (this.#settled) return;
    this.#settled = true;
    if (draftFiles(this.#root).length === 0) return;
    try {
      await this.#locked(0, async () => undefined);
    } catch (error) {
      // A writer is at work, or the folder is read-only: the drafts harm nobody, and the next writer clears them.
      if (!isUnwritable(error) && !isBallastError(error, 'DATA_BUSY')) throw error;
    }
  }

  /** Runs `work` as the only writer, over a catalog in which nothing is half done. */
  #locked<Result>(waitMs: number, work: () => Promise<Result>): Promise<Result> {
    return withCatalogLock(this.#root, waitMs, () => {
      this.#clean();
      return work();
    });
  }

  #clean(): void {
    finishMoves(this.#root);
    for (const draft of draftFiles(this.#root)) rmSync(draft, { force: true });
  }

  async #facts(key: BarSeriesKey): Promise<SeriesFacts> {
    const at = seriesFiles(this.#root, key);
    return this.#freshFacts(at) ?? parseFacts((await this.#files.header(at.parquet)).facts, at.parquet);
  }

  #freshFacts(at: SeriesFiles): SeriesFacts | undefined {
    return cachedFacts(at.cache, parquetIdentity(at.parquet));
  }

  /** Makes the cache anew; false where the folder cannot be written, or a writer is at work: then the Parquet file itself is read. */
  async #rebuildForReading(at: SeriesFiles): Promise<boolean> {
    try {
      await this.#locked(0, async () => this.#freshFacts(at) ?? this.#rebuild(at));
      return true;
    } catch (error) {
      if (isUnwritable(error) || isBallastError(error, 'DATA_BUSY')) return false;
      throw error;
    }
  }

  async #rebuild(at: SeriesFiles): Promise<SeriesFacts> {
    const stored = parseFacts((await this.#files.header(at.parquet)).facts, at.parquet);
    const { facts, move } = await stageCache(this.#files, at, stored);
    if (facts.fingerprint !== stored.fingerprint) {
      rmSync(move.from, { force: true });
      fail('DATA_CORRUPT', 'the rows do not match the fingerprint they were stored with', { where: at.parquet });
    }
    renameSync(move.from, move.to);
    return facts;
  }

  async *#readParquet(at: SeriesFiles, range: TimeRange): AsyncGenerator<BarColumns, void> {
    const identity = parquetIdentity(at.parquet);
    for await (const block of this.#files.blocks(at.parquet)) {
      if (parquetIdentity(at.parquet) !== identity)
        fail('DATA_BUSY', 'the series was written anew while it was read', { where: at.parquet });
      const wanted = rowsBetween(block, firstRowAt(block, range.from ?? -Infinity), firstRowAt(block, range.to ?? Infinity));
      if (wanted.length > 0) yield wanted;
    }
  }
}

function notThere({ interval, source, instrumentId }: BarSeriesKey, folder: string): never {
  return fail('DATA_NOT_FOUND', `there are no ${interval} ${source} bars of ${instrumentId}`, { where: folder });
}
