import type { BarColumns } from '../domain/bars.ts';
import { assert } from '../kernel/assert.ts';
import { fail } from '../kernel/errors.ts';
import { formatDecimal } from '../kernel/exact.ts';
import { formatTime } from '../kernel/time.ts';
import type { BarFiles } from '../ports/bar-files.ts';
import type { BarBatch, MergeResult } from '../ports/catalog.ts';
import { readBarCache } from './bar-cache.ts';
import { neededScale, rescaled, rescaleInPlace } from './bar-scale.ts';
import type { Move } from './durable-files.ts';
import { mergeBars, type BarClash, type MergeTally, type OnConflict } from './merge-bars.ts';
import type { SeriesFacts } from './series-facts.ts';
import type { SeriesFiles } from './series-files.ts';
import { stageSeries } from './stage-series.ts';

/** The files of a merged series, ready to get their names, and what the merge does. No moves where nothing changes. */
export interface StagedBatch {
  readonly moves: readonly Move[];
  readonly result: MergeResult;
}

/** Merges a batch with what is stored (its cache is fresh) into new files beside the present ones. Errors: `DATA_CONFLICT`. */
export async function stageBatch(
  files: BarFiles,
  at: SeriesFiles,
  stored: SeriesFacts | undefined,
  batch: BarBatch,
  onConflict: OnConflict,
): Promise<StagedBatch> {
  assertSorted(batch.bars);
  const needed = neededScale(batch.bars, batch.priceScale);
  const priceScale = Math.max(needed, stored?.priceScale ?? 0);
  const offered = rescaled(batch.bars, batch.priceScale, priceScale);
  const present = (): Iterable<BarColumns> => (stored === undefined ? [] : storedAt(at.cache, stored.priceScale, priceScale));

  const tally = mergeBars(present(), offered, onConflict);
  if (tally.clashes > 0 && onConflict === 'fail') failConflict(batch, tally, priceScale, stored?.origins ?? []);
  const result = { added: tally.added, unchanged: tally.unchanged, conflicts: tally.clashes };
  if (tally.added === 0 && (tally.clashes === 0 || onConflict === 'keep')) return { moves: [], result };

  const origins = [...new Set([...(stored?.origins ?? []), batch.origin])].sort();
  const moves = await stageSeries(files, at, { priceScale, origins, fill: (sink) => void mergeBars(present(), offered, onConflict, sink) });
  return { moves, result };
}

function* storedAt(cache: string, fromScale: number, toScale: number): Generator<BarColumns, void> {
  for (const block of readBarCache(cache)) {
    rescaleInPlace(block, fromScale, toScale);
    yield block;
  }
}

function assertSorted(bars: BarColumns): void {
  for (let row = 1; row < bars.length; row += 1) {
    assert((bars.openTime[row] as number) > (bars.openTime[row - 1] as number), 'new bars come sorted, each time once');
  }
}

function failConflict(batch: BarBatch, tally: MergeTally, priceScale: number, origins: readonly string[]): never {
  const { instrumentId, interval, source } = batch.key;
  const place = (clash: BarClash): string => batch.placeOf?.(clash.row) ?? batch.origin;
  const lines = tally.examples.map((clash) => {
    const time = formatTime(batch.bars.openTime[clash.row] as number);
    return `${time}: stored ${describeBar(clash.stored, priceScale)}, new ${describeBar(clash.offered, priceScale)} (${place(clash)})`;
  });
  const more = tally.clashes > lines.length ? [`and ${tally.clashes - lines.length} more`] : [];
  const count = `${tally.clashes} ${interval} ${source} bar${tally.clashes === 1 ? '' : 's'} of ${instrumentId}`;
  fail('DATA_CONFLICT', [`${count} differ from those stored (${origins.join(', ')}):`, ...lines, ...more].join('\n'), {
    where: tally.examples[0] === undefined ? batch.origin : place(tally.examples[0]),
  });
}

/** Open, high, low, close and volume as a person reads them. */
export function describeBar(values: readonly number[], priceScale: number): string {
  const [open = 0, high = 0, low = 0, close = 0, volume = 0] = values;
  const price = (value: number): string => formatDecimal(value, priceScale);
  return `${price(open)} ${price(high)} ${price(low)} ${price(close)} volume ${volume}`;
}
