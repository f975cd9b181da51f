import type { BarSeriesKey } from '../domain/bars.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarCatalog } from '../ports/catalog.ts';

/** A stretch of time: from <= openTime < to. */
export interface Gap {
  readonly from: Micros;
  readonly to: Micros;
}

/** Where the catalog has no bars of a series between `from` and `to`, in time order: what is left to download. */
export async function downloadGaps(catalog: BarCatalog, key: BarSeriesKey, from: Micros, to: Micros): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  let next = from;
  const chunks = (await catalog.find(key)) === undefined ? [] : catalog.read(key, { from, to });
  for await (const { length, openTime, closeTime } of chunks) {
    for (let row = 0; row < length; row++) {
      const open = openTime[row] as number;
      if (open > next) gaps.push({ from: next, to: open });
      next = closeTime[row] as number;
    }
  }
  if (next < to) gaps.push({ from: next, to });
  return gaps;
}
