import type { BarColumns } from '../domain/bars.ts';

/** What to do with a new bar whose time is taken by a bar with other values. */
export type OnConflict = 'fail' | 'keep' | 'replace';

/** Takes the merged rows, in time order. */
export interface BarSink {
  append(bars: BarColumns, row: number): void;
}

/** A bar whose time is taken by another one: its row in the new bars, and the values of both. */
export interface BarClash {
  readonly row: number;
  readonly stored: readonly number[];
  readonly offered: readonly number[];
}

/** What a merge did, or would do. */
export interface MergeTally {
  added: number;
  unchanged: number;
  clashes: number;
  /** The first few clashes. */
  readonly examples: BarClash[];
}

const EXAMPLES = 3;

/**
 * Walks stored blocks and new bars (both in time order, at one scale, without double times) and hands the merged
 * rows to `sink`. At a clash the stored bar stays, unless `onConflict` is `replace`.
 */
export function mergeBars(stored: Iterable<BarColumns>, offered: BarColumns, onConflict: OnConflict, sink?: BarSink): MergeTally {
  const tally: MergeTally = { added: 0, unchanged: 0, clashes: 0, examples: [] };
  let next = 0;
  const addUntil = (time: number): void => {
    while (next < offered.length && (offered.openTime[next] as number) < time) {
      sink?.append(offered, next);
      tally.added += 1;
      next += 1;
    }
  };
  for (const block of stored) {
    for (let row = 0; row < block.length; row += 1) {
      const time = block.openTime[row] as number;
      addUntil(time);
      if (offered.openTime[next] !== time || next >= offered.length) {
        sink?.append(block, row);
        continue;
      }
      if (sameBar(block, row, offered, next)) tally.unchanged += 1;
      else noteClash(tally, block, row, offered, next);
      if (onConflict === 'replace') sink?.append(offered, next);
      else sink?.append(block, row);
      next += 1;
    }
  }
  addUntil(Infinity);
  return tally;
}

/** Whether two bars agree in prices and volume; their times are known to agree. */
export function sameBar(left: BarColumns, leftRow: number, right: BarColumns, rightRow: number): boolean {
  return (
    left.open[leftRow] === right.open[rightRow] &&
    left.high[leftRow] === right.high[rightRow] &&
    left.low[leftRow] === right.low[rightRow] &&
    left.close[leftRow] === right.close[rightRow] &&
    left.volume[leftRow] === right.volume[rightRow]
  );
}

/** Open, high, low, close and volume of a row. */
function valuesOf(bars: BarColumns, row: number): readonly number[] {
  return [bars.open, bars.high, bars.low, bars.close, bars.volume].map((column) => column[row] as number);
}

function noteClash(tally: MergeTally, stored: BarColumns, row: number, offered: BarColumns, next: number): void {
  tally.clashes += 1;
  if (tally.examples.length >= EXAMPLES) return;
  tally.examples.push({ row: next, stored: valuesOf(stored, row), offered: valuesOf(offered, next) });
}
