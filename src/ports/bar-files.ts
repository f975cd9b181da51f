import type { BarColumns } from '../domain/bars.ts';

/** What a file of bars says about itself beside its rows. */
export interface BarFileHeader {
  /** Decimals of the integer prices, 0 to 8. */
  readonly priceScale: number;
  /** JSON-safe facts that travel with the rows. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Files of bars in a columnar format that other tools read too.
 * Errors: `DATA_CORRUPT` for a file that is not one of ours or cannot be decoded; errors of the file system as Node raises them.
 */
export interface BarFiles {
  /** Writes a file whole; the caller syncs and names it. Rows are in time order; a block may be reused once the next one is asked for. */
  write(path: string, header: BarFileHeader, blocks: Iterable<BarColumns>): Promise<void>;
  header(path: string): Promise<BarFileHeader>;
  /** The rows in their stored order; a block is valid until the next one is asked for. */
  blocks(path: string): AsyncIterable<BarColumns>;
  /** Writes any table file of this format as CSV with a header; times become integer microseconds UTC. */
  toCsv(path: string, csvPath: string): Promise<void>;
}
