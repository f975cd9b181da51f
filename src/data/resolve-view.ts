import type { BarSource } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';
import { fail } from '../kernel/errors.ts';
import type { BarCatalog } from '../ports/catalog.ts';
import { adjusted, type PriceView } from './adjusted.ts';
import { loadFactors } from './factors.ts';
import { resolveSeries, type ResolvedSeries } from './resolve-series.ts';

/** What to see of an instrument's bars. */
export interface SeriesView {
  readonly source?: BarSource;
  readonly view?: PriceView;
}

/**
 * As `resolveSeries`, seen in a view: the stored factors of the instrument adjust the prices as they are read.
 * Errors: `DATA_NOT_FOUND` for the series, or for the factors where the view needs them.
 */
export async function resolveView(
  catalog: BarCatalog,
  home: string,
  instrumentId: string,
  interval: Interval,
  { source = 'trade', view = 'raw' }: SeriesView = {},
): Promise<ResolvedSeries> {
  const series = await resolveSeries(catalog, instrumentId, interval, source);
  if (view === 'raw') return series;
  const factors =
    loadFactors(home, instrumentId) ??
    fail('DATA_NOT_FOUND', `no factors of ${instrumentId} are stored, which a ${view} view needs`, {
      mend: `Store them with \`ballast data factors FILE --instrument ${instrumentId}\`, or take the raw view.`,
    });
  return adjusted(series, factors, view);
}
