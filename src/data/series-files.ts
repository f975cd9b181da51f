import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { BarSeriesKey, BarSource } from '../domain/bars.ts';
import { INTERVALS, type Interval } from '../domain/interval.ts';

const SOURCES: readonly BarSource[] = ['trade', 'bid', 'ask'];
const TRUTH = '.parquet';
const CACHE = '.bars';
/** What a name ends with while its file is being written. */
export const DRAFT = '.tmp';

/** Where a series lies: the Parquet file that is the truth, and the raw columns derived from it. */
export interface SeriesFiles {
  readonly folder: string;
  readonly parquet: string;
  readonly cache: string;
}

/** The folder of an instrument inside the catalog. */
export function instrumentFolder(root: string, instrumentId: string): string {
  return join(root, encodeURIComponent(instrumentId));
}

/** The files of a series inside the catalog `root`. */
export function seriesFiles(root: string, key: BarSeriesKey): SeriesFiles {
  const folder = instrumentFolder(root, key.instrumentId);
  const name = join(folder, `${intervalName(key.interval)}.${key.source}`);
  return { folder, parquet: name + TRUTH, cache: name + CACHE };
}

/** Every series that has a file, by instrument, then interval, then source. */
export function storedSeries(root: string): readonly BarSeriesKey[] {
  const instruments = catalogFolders(root).map((folder) => decodeURIComponent(folder));
  return instruments.sort().flatMap((instrumentId) => {
    const names = new Set(readdirSync(instrumentFolder(root, instrumentId)));
    return INTERVALS.flatMap((interval) =>
      SOURCES.filter((source) => names.has(`${intervalName(interval)}.${source}${TRUTH}`)).map((source) => ({
        instrumentId,
        interval,
        source,
      })),
    );
  });
}

/** Paths of files that a writer began and did not finish. */
export function draftFiles(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  const drafts = (folder: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(DRAFT))
      .map((name) => join(folder, name));
  return [root, ...catalogFolders(root).map((folder) => join(root, folder))].flatMap(drafts);
}

function catalogFolders(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** A month is `1mo` on disk: some file systems hold `1M` and `1m` for the same name. */
function intervalName(interval: Interval): string {
  return interval === '1M' ? '1mo' : interval;
}
