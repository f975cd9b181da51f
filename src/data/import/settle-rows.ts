import { allocateBars, type BarColumns } from '../../domain/bars.ts';
import { formatTime } from '../../kernel/time.ts';
import type { BadRows } from './bad-rows.ts';
import type { BarRows } from './bar-rows.ts';

/** Rows made into bars: sorted, each time once. `rowOf` tells which row a bar was. */
export interface SettledRows {
  readonly bars: BarColumns;
  readonly rowOf: Uint32Array;
  /** Rows that repeated another one. */
  readonly duplicates: number;
  /** Rows that stood against the order of their file. */
  readonly reordered: number;
}

/** What `settleRows` needs to know of the import. */
export interface SettleRun {
  readonly paths: readonly string[];
  readonly bad: BadRows;
}

/**
 * Sorts the rows of all files by time: each row says when it was, so no order of files or rows is wrong.
 * A row that repeats another is dropped and counted; one that contradicts another is bad.
 */
export function settleRows(rows: BarRows, run: SettleRun): SettledRows {
  const order = rowsByTime(rows);
  const bars = allocateBars(order.length);
  const rowOf = new Uint32Array(order.length);
  let duplicates = 0;
  for (const row of order) {
    const last = rowOf[bars.length - 1];
    if (bars.length > 0 && last !== undefined && rows.openTime[last] === rows.openTime[row]) {
      if (rows.sameValues(last, row)) duplicates += 1;
      else
        run.bad.add(
          ...nameRow(rows, row, run),
          `${formatTime(rows.openTime[row] as number)} has other values in ${nameRow(rows, last, run).join(' line ')}`,
        );
      continue;
    }
    rowOf[bars.length] = row;
    copyRow(rows, row, bars);
  }
  return { bars, rowOf, duplicates, reordered: countReordered(rows) };
}

/** The file and line of a row. */
export function nameRow(rows: BarRows, row: number, run: Pick<SettleRun, 'paths'>): [file: string, line: number] {
  const place = rows.placeOf(row);
  return [run.paths[place.file] ?? '', place.line];
}

/** Rows that stand against the order of their file, which is oldest or newest first, whichever most steps say. */
function countReordered(rows: BarRows): number {
  let count = 0;
  for (let start = 0; start < rows.length;) {
    const end = endOfFile(rows, start);
    const direction = directionOf(rows, start, end);
    let reached = rows.openTime[start] as number;
    for (let row = start; row < end; row += 1) {
      const time = rows.openTime[row] as number;
      if ((time - reached) * direction >= 0) reached = time;
      else count += 1;
    }
    start = end;
  }
  return count;
}

function endOfFile(rows: BarRows, start: number): number {
  const { file } = rows.placeOf(start);
  let end = start + 1;
  while (end < rows.length && rows.placeOf(end).file === file) end += 1;
  return end;
}

function directionOf(rows: BarRows, start: number, end: number): number {
  let up = 0;
  let down = 0;
  for (let row = start + 1; row < end; row += 1) {
    const step = (rows.openTime[row] as number) - (rows.openTime[row - 1] as number);
    if (step > 0) up += 1;
    else if (step < 0) down += 1;
  }
  return down > up ? -1 : 1;
}

/** Row numbers by time; rows of one time stay in the order of reading. */
function rowsByTime(rows: BarRows): Uint32Array {
  const order = Uint32Array.from({ length: rows.length }, (_, row) => row);
  const time = (row: number): number => rows.openTime[row] as number;
  const sorted = order.every((row) => row === 0 || time(row) >= time(row - 1));
  return sorted ? order : order.sort((left, right) => time(left) - time(right) || left - right);
}

function copyRow(rows: BarRows, row: number, bars: BarColumns): void {
  const at = bars.length;
  bars.openTime[at] = rows.openTime[row] as number;
  bars.closeTime[at] = rows.closeTime[row] as number;
  bars.open[at] = rows.open[row] as number;
  bars.high[at] = rows.high[row] as number;
  bars.low[at] = rows.low[row] as number;
  bars.close[at] = rows.close[row] as number;
  bars.volume[at] = rows.volume[row] as number;
  bars.length = at + 1;
}
