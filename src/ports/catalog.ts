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
  /** SHA-256 over the series' integer columns: equal data has an equal fingerprint, in whatever order it was imported. */
  readonly fingerprint: string;
}

/** Which part of a series to read: bars with `from <= openTime < to`. */
export interface TimeRange {
  readonly from?: Micros;
  readonly to?: Micros;
}

/** The market data that is kept. Errors: `DATA_NOT_FOUND`, `DATA_CORRUPT`, `DATA_CONFLICT`. */
export interface BarCatalog {
  list(): Promise<readonly SeriesInfo[]>;
  find(key: BarSeriesKey): Promise<SeriesInfo | undefined>;
  /** Chunks of the series in time order. A chunk is valid until the next one is asked for. */
  read(key: BarSeriesKey, range?: TimeRange): AsyncIterable<BarColumns>;
  /**
   * Merges bars (sorted, prices at `priceScale`) into a series, whole or not at all.
   * The same bar again changes nothing; a different bar at a time that is taken is `DATA_CONFLICT`.
   */
  merge(
    key: BarSeriesKey,
    priceScale: number,
    bars: BarColumns,
    origin: string,
  ): Promise<{ readonly added: number; readonly unchanged: number }>;
}
