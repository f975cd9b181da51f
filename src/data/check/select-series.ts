import type { BarSource } from '../../domain/bars.ts';
import type { Interval } from '../../domain/interval.ts';
import { fail } from '../../kernel/errors.ts';
import type { BarCatalog, SeriesInfo } from '../../ports/catalog.ts';

/** Which series are meant; what is left out stands for all. */
export interface SeriesFilter {
  readonly instrumentId?: string;
  readonly interval?: Interval;
  readonly source?: BarSource;
}

/** The series of the catalog that a filter means; at least one. Errors: `DATA_NOT_FOUND`, naming what there is. */
export async function selectSeries(catalog: BarCatalog, filter: SeriesFilter): Promise<readonly SeriesInfo[]> {
  const all = await catalog.list();
  const keys = ['instrumentId', 'interval', 'source'] as const;
  const selected = all.filter((info) => keys.every((key) => filter[key] === undefined || filter[key] === info[key]));
  if (selected.length > 0) return selected;
  if (all.length === 0) fail('DATA_NOT_FOUND', 'the catalog is empty');
  const wanted = keys.map((key) => filter[key]).filter((text) => text !== undefined);
  const there = all.map((info) => `${info.instrumentId} ${info.interval} ${info.source}`);
  return fail('DATA_NOT_FOUND', [`the catalog has no series ${wanted.join(' ')}; it has`, ...there].join('\n'));
}
