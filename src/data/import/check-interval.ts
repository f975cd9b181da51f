import type { BarColumns } from '../../domain/bars.ts';
import { INTERVALS, intervalLength, type Interval } from '../../domain/interval.ts';
import { fail } from '../../kernel/errors.ts';

/** Fewer bars tell nothing sure about how far apart they are meant to be. */
const FEWEST_BARS = 10;

/**
 * Refuses bars that plainly are of a longer interval than was said: no two are one interval apart, and most of them
 * exactly one of another. Days taken for hours would pass every check of a single row.
 * Errors: `DATA_INTERVAL_MISMATCH`.
 */
export function checkInterval(bars: BarColumns, interval: Interval, where: string): void {
  if (bars.length < FEWEST_BARS) return;
  let shortest = Infinity;
  let count = 0;
  for (let row = 1; row < bars.length; row += 1) {
    const step = (bars.openTime[row] as number) - (bars.openTime[row - 1] as number);
    if (step < shortest) count = 0;
    if (step <= shortest) count += 1;
    shortest = Math.min(shortest, step);
  }
  const real = INTERVALS.find((each) => intervalLength(each) === shortest);
  if (real === undefined || shortest <= intervalLength(interval) || count * 2 < bars.length) return;
  fail('DATA_INTERVAL_MISMATCH', `these are bars of ${real}, not of ${interval}: no two of them are less than ${real} apart`, { where });
}
