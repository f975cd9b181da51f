import type { BarColumns, BarSeriesKey } from '../domain/bars.ts';
import type { Micros } from '../kernel/time.ts';

/** What the catalog holds of one series. */
export interface SeriesInfo extends BarSeriesKey {
  /** Decimals of the integer prices: as many as the data needs, at most 8. */
  readonly priceScale: number;
  readonly rows: number;
  /** Opening time of the first bar and closing time of the last. */
  readonly from: Micros;
  readonly to: Micros;
  /** Where the rows came from, such as `import` or `download:binance`. */
  readonly origins: readonly string[];
  /** SHA-256 over the series' scale and columns: equal data has an equal fingerprint, in whatever order it was imported. */
  readonly fingerprint: string;
}

/** Which part of a series to read: bars with `from <= openTime < to`. */
export interface TimeRange {
  readonly from?: Micros;
  readonly to?: Micros;
}

/** New bars of one series: sorted by `openTime`, each time once, prices at `priceScale`. */
export interface BarBatch {
  readonly key: BarSeriesKey;
  readonly priceScale: number;
  readonly bars: BarColumns;
  /** Where they came from, such as `import` or `download:binance`. */
  readonly origin: string;
  /** Names the place of a row for error messages, such as a file and line. */
  placeOf?(row: number): string;
}

/** How to merge. */
export interface MergeOptions {
  /** At a time that is taken by a bar with other values: `fail` (the default, `DATA_CONFLICT`), `keep` the stored bar or `replace` it. */
  readonly onConflict?: 'fail' | 'keep' | 'replace';
}

/** What a merge did: bars added, bars that were there already, and bars at which stored and new values differed. */
export interface MergeResult {
  readonly added: number;
  readonly unchanged: number;
  readonly conflicts: number;
}

/** The market data that is kept. Errors: `DATA_NOT_FOUND`, `DATA_CORRUPT`, `DATA_CONFLICT`, `DATA_BUSY`, `DATA_UNWRITABLE`. */
export interface BarCatalog {
  list(): Promise<readonly SeriesInfo[]>;
  find(key: BarSeriesKey): Promise<SeriesInfo | undefined>;
  /** Chunks of the series in time order. A chunk is valid until the next one is asked for. */
  read(key: BarSeriesKey, range?: TimeRange): AsyncIterable<BarColumns>;
  /**
   * Merges bars (sorted, prices at `priceScale`) into a series, whole or not at all.
   * The same bar again changes nothing; a different bar at a time that is taken is `DATA_CONFLICT`.
   */
  merge(key: BarSeriesKey, priceScale: number, bars: BarColumns, origin: string): Promise<MergeResult>;
  /** Merges into several series at once: all of them or none. */
  mergeAll(batches: readonly BarBatch[], options?: MergeOptions): Promise<readonly MergeResult[]>;
  /** Removes series: all of them or none. Errors: `DATA_NOT_FOUND` for one that is not there. */
  remove(keys: readonly BarSeriesKey[]): Promise<void>;
}
