import type { BarSeriesKey } from '../../domain/bars.ts';
import type { MergeResult } from '../../ports/catalog.ts';
import type { Layout } from './layout.ts';

/** What to do with rows that cannot be bars. */
export type OnBad = 'fail' | 'skip' | 'fix';

/** A row that cannot be a bar. */
export interface BadRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What `fix` repaired, each kind by itself. */
export interface Repairs {
  /** Highs raised or lows lowered to take in open and close. */
  widened: number;
}

/** What was read of one file. */
export interface FileReport {
  readonly file: string;
  readonly layout: Layout['name'];
  /** Rows, header and blank lines left out. */
  readonly rows: number;
  /** Rows whose trade columns are empty: nothing was traded then, only quoted. */
  readonly withoutTrade: number;
}

/** What an import did. */
export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly series: readonly (BarSeriesKey & MergeResult)[];
  /** Rows that were given more than once with the same values, and taken once. */
  readonly duplicates: number;
  /** Rows that stood against the order of their file, and were sorted. */
  readonly reordered: number;
  readonly repairs: Repairs;
  /** Rows that were dropped: their number, and the first of them. */
  readonly dropped: number;
  readonly bad: readonly BadRow[];
}
