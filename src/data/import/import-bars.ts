import type { BarSource } from '../../domain/bars.ts';
import type { CalendarId } from '../../domain/instrument.ts';
import type { Interval } from '../../domain/interval.ts';
import type { BarFiles } from '../../ports/bar-files.ts';
import type { BarBatch, BarCatalog, MergeOptions } from '../../ports/catalog.ts';
import { barAt } from '../bar-times.ts';
import { BadRows } from './bad-rows.ts';
import { BarRows } from './bar-rows.ts';
import { checkInterval } from './check-interval.ts';
import type { FileReport, ImportReport, OnBad } from './import-report.ts';
import { sizeOf } from './open-source.ts';
import { readBarFile, type ImportRun } from './read-bar-file.ts';
import { nameRow, settleRows } from './settle-rows.ts';

/** What to import and how. */
export interface ImportOptions extends MergeOptions {
  readonly paths: readonly string[];
  readonly instrumentId: string;
  readonly interval: Interval;
  /** When the instrument trades, which says where bars start and end; `24/7` by default. */
  readonly calendar?: CalendarId;
  /** `fail` (the default) imports nothing if any row is bad; `skip` drops bad rows; `fix` repairs what is sure and drops the rest. */
  readonly onBad?: OnBad;
  /** Hears how much was read, of how much, and how many rows that were. */
  onProgress?(progress: { readonly bytes: number; readonly totalBytes: number; readonly rows: number }): void;
}

/**
 * Imports files of bars into the catalog: all of them or nothing. Trades, bids and asks go to their own series.
 * Errors: `DATA_FILE_UNREADABLE`, `DATA_LAYOUT_UNKNOWN`, `DATA_BAD_ROW`, `DATA_INTERVAL_MISMATCH`, and those of `mergeAll`.
 */
export async function importBars(catalog: BarCatalog, files: BarFiles, options: ImportOptions): Promise<ImportReport> {
  const run = startRun(files, options);
  const reports: FileReport[] = [];
  for (const [index, path] of options.paths.entries()) reports.push(await readBarFile(run, path, index));
  const totals = { duplicates: 0, reordered: 0 };
  const batches: BarBatch[] = [];
  for (const [source, rows] of run.rowsBySource) {
    const settled = settleRows(rows, run);
    totals.duplicates += settled.duplicates;
    totals.reordered += settled.reordered;
    batches.push({
      key: { instrumentId: options.instrumentId, interval: options.interval, source },
      priceScale: rows.priceScale,
      bars: settled.bars,
      origin: 'import',
      placeOf: (row) => nameRow(rows, settled.rowOf[row] ?? 0, run).join(' line '),
    });
  }
  if ((options.onBad ?? 'fail') === 'fail') run.bad.failIfAny();
  for (const batch of batches) checkInterval(batch.bars, options.interval, options.paths[0] ?? '');
  const results = await catalog.mergeAll(batches, options);
  const series = batches.map((batch, index) => ({ ...batch.key, ...(results[index] ?? { added: 0, unchanged: 0, conflicts: 0 }) }));
  return { files: reports, series, ...totals, repairs: run.repairs, dropped: run.bad.count, bad: run.bad.rows };
}

interface WholeRun extends ImportRun {
  readonly paths: readonly string[];
  readonly rowsBySource: ReadonlyMap<BarSource, BarRows>;
}

function startRun(files: BarFiles, options: ImportOptions): WholeRun {
  const { paths, instrumentId, interval } = options;
  const rowsBySource = new Map<BarSource, BarRows>();
  const progress = { bytes: 0, totalBytes: paths.reduce((sum, path) => sum + sizeOf(path), 0), rows: 0 };
  return {
    files,
    paths,
    interval,
    rowsBySource,
    bad: new BadRows(),
    repairs: { widened: 0 },
    base: instrumentId.split(/[/.]/, 1)[0] ?? '',
    barAt: barAt(options.calendar ?? '24/7', interval),
    fix: options.onBad === 'fix',
    rowsOf(source) {
      const rows = rowsBySource.get(source) ?? new BarRows();
      rowsBySource.set(source, rows);
      return rows;
    },
    onProgress(bytes, rows) {
      progress.bytes += bytes;
      progress.rows += rows;
      options.onProgress?.({ ...progress });
    },
  };
}
