import { basename } from 'node:path';

import { fail } from '../../kernel/errors.ts';
import { formatTime } from '../../kernel/time.ts';
import type { BarSource } from '../../domain/bars.ts';
import type { Interval } from '../../domain/interval.ts';
import type { BarFiles } from '../../ports/bar-files.ts';
import type { BarAt } from '../bar-times.ts';
import type { BadRows } from './bad-rows.ts';
import { BarRowReader } from './bar-row-reader.ts';
import type { BarRows } from './bar-rows.ts';
import type { FileReport, Repairs } from './import-report.ts';
import { layoutOf, type BarColumnsAt, type Layout } from './layout.ts';
import { openSource } from './open-source.ts';
import { readLines } from './read-lines.ts';
import { RowDistances } from './row-distances.ts';
import { RowFields } from './row-fields.ts';
import { readTime } from './time-field.ts';

/** Lines that may stand before the header. */
const BANNER_LINES = 5;
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

/** What the files of one import share. */
export interface ImportRun {
  readonly files: BarFiles;
  /** The base currency of the instrument, which tells a file's volumes apart. */
  readonly base: string;
  readonly interval: Interval;
  readonly barAt: BarAt;
  readonly bad: BadRows;
  readonly repairs: Repairs;
  readonly fix: boolean;
  rowsOf(source: BarSource): BarRows;
  onProgress(bytes: number, rows: number): void;
}

/**
 * Reads the bars of one file into the rows of the run; rows that cannot be bars go to its bad rows.
 * Errors: `DATA_FILE_UNREADABLE`, `DATA_LAYOUT_UNKNOWN`, and `DATA_INTERVAL_MISMATCH` where its rows are closer together than the interval.
 */
export async function readBarFile(run: ImportRun, path: string, file: number): Promise<FileReport> {
  const reader = new BarFileReader(run, path, file);
  let reported = 0;
  const chunks = openSource(path, run.files, (bytes) => {
    run.onProgress(bytes, reader.rows - reported);
    reported = reader.rows;
  });
  await readLines(path, chunks, (bytes, start, end, line, ended) => reader.take(bytes, start, end, line, ended));
  return reader.report();
}

class BarFileReader {
  rows = 0;
  #withoutTrade = 0;
  #layout: Layout | undefined;
  #fields = new RowFields(',', 0);
  readonly #distances = new RowDistances();
  #bars: readonly BarRowReader[] = [];
  readonly #run: ImportRun;
  readonly #path: string;
  readonly #file: number;

  constructor(run: ImportRun, path: string, file: number) {
    this.#run = run;
    this.#path = path;
    this.#file = file;
  }

  take(bytes: Buffer, start: number, end: number, line: number, ended: boolean): void {
    if (start === end) return;
    if (this.#layout === undefined && !this.#detect(bytes.toString('latin1', start, end), line)) return;
    this.rows += 1;
    const reason = this.#takeRow(bytes, start, end, line, ended);
    if (reason !== undefined) this.#run.bad.add(this.#path, line, reason);
  }

  report(): FileReport {
    const layout = this.#layout ?? fail('DATA_LAYOUT_UNKNOWN', 'the file has no rows', { where: this.#path });
    this.#distances.refuseShorterThan(this.#run.interval, this.#path);
    return { file: this.#path, layout: layout.name, rows: this.rows, withoutTrade: this.#withoutTrade };
  }

  /** Tells the layout from a first line. Whether the line is itself a row. */
  #detect(text: string, line: number): boolean {
    const layout = layoutOf(line === 1 ? text.replace(BYTE_ORDER_MARK, '') : text, this.#run.base);
    if (layout === undefined) {
      if (line < BANNER_LINES) return false;
      fail('DATA_LAYOUT_UNKNOWN', `none of the first ${line} lines of ${basename(this.#path)} is a header or a row of bars`, {
        where: `${this.#path} line ${line}`,
      });
    }
    this.#layout = layout;
    this.#fields = new RowFields(layout.delimiter, layout.columns);
    this.#bars = layout.bars.map((bar) => this.#barReader(bar, layout));
    return !layout.header;
  }

  #barReader(columns: BarColumnsAt, layout: Layout): BarRowReader {
    const { fix, repairs } = this.#run;
    const rows = this.#run.rowsOf(columns.source);
    return new BarRowReader(columns, rows, { mayBeAbsent: layout.bars.length > 1, ...(fix ? { repairs } : {}) });
  }

  #takeRow(bytes: Buffer, start: number, end: number, line: number, ended: boolean): string | undefined {
    const layout = this.#layout as Layout;
    const fields = this.#fields;
    fields.split(bytes, start, end);
    if (fields.count !== layout.columns) {
      return ended || fields.count > layout.columns
        ? `it has ${fields.count} columns, not ${layout.columns}`
        : 'the file ends in the middle of this line';
    }
    const time = readTime(bytes, fields.start(layout.time), fields.end(layout.time));
    if (Number.isNaN(time)) return `"${fields.text(layout.time)}" is not a time`;
    this.#distances.add(time);
    const span = this.#run.barAt(time);
    if (span === undefined) return `${formatTime(time)} is not the start of a ${this.#run.interval} bar`;
    for (const bar of this.#bars) {
      const reason = bar.read(fields, span);
      if (reason !== undefined) return reason;
    }
    for (const bar of this.#bars) bar.keep(this.#file, line);
    if (layout.name === 'trades-and-quotes' && this.#bars[0]?.absent === true) this.#withoutTrade += 1;
    return undefined;
  }
}
