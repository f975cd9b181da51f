import type { BarColumns, BarSource } from '../domain/bars.ts';
import { builds, compareIntervals, type Interval } from '../domain/interval.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import type { BarCatalog, SeriesInfo, TimeRange } from '../ports/catalog.ts';
import { midBars, midFingerprint, midScale } from './mid-bars.ts';

/** Bars from which those of an instrument's interval are read or built. */
export interface ResolvedSeries {
  /** What is read; its interval is the wanted one or a shorter one from which the wanted one can be built. */
  readonly info: SeriesInfo;
  /** Chunks in time order, each valid until the next one is asked for. */
  read(range?: TimeRange): AsyncIterable<BarColumns>;
}

/**
 * The series for an instrument's bars: of the wanted interval if there is one, else of the longest shorter interval that
 * builds it. `mid` is computed from the bid and ask series. Errors: `DATA_NOT_FOUND`, which lists what there is.
 */
export async function resolveSeries(
  catalog: BarCatalog,
  instrumentId: string,
  interval: Interval,
  source: BarSource = 'trade',
): Promise<ResolvedSeries> {
  const stored = await catalog.list();
  const own = stored.filter((info) => info.instrumentId === instrumentId);
  const usable = own
    .filter((info) => builds(info.interval, interval))
    .sort((left, right) => compareIntervals(right.interval, left.interval));
  if (source !== 'mid') {
    const info = usable.find((each) => each.source === source);
    if (info !== undefined) return { info, read: (range) => catalog.read(info, range) };
  }
  for (const bid of source === 'mid' ? usable.filter((info) => info.source === 'bid') : []) {
    const ask = usable.find((info) => info.source === 'ask' && info.interval === bid.interval);
    if (ask !== undefined) return resolveMid(catalog, bid, ask);
  }
  return fail('DATA_NOT_FOUND', notFound(instrumentId, interval, source, own, stored));
}

async function resolveMid(catalog: BarCatalog, bid: SeriesInfo, ask: SeriesInfo): Promise<ResolvedSeries> {
  const read = (range?: TimeRange): AsyncIterable<BarColumns> =>
    midBars(catalog.read(bid, range), bid.priceScale, catalog.read(ask, range), ask.priceScale);
  const found = { rows: 0, from: 0, to: 0 };
  for await (const block of read()) {
    if (found.rows === 0) found.from = block.openTime[0] as number;
    found.rows += block.length;
    found.to = block.closeTime[block.length - 1] as number;
  }
  const origins = [...new Set([...bid.origins, ...ask.origins])].sort();
  const fingerprint = midFingerprint(bid.fingerprint, ask.fingerprint);
  const priceScale = midScale(bid.priceScale, ask.priceScale);
  return { info: { ...bid, ...found, source: 'mid', priceScale, origins, fingerprint }, read };
}

function notFound(
  instrumentId: string,
  interval: Interval,
  source: BarSource,
  own: readonly SeriesInfo[],
  all: readonly SeriesInfo[],
): string {
  const wanted = `there are no ${source} bars of ${instrumentId} from which ${interval} bars can be read or built`;
  if (own.length > 0) return [`${wanted}; the catalog has of it:`, ...own.map(describe)].join('\n');
  if (all.length === 0) return `${wanted}; the catalog is empty`;
  return `${wanted}; the catalog has ${[...new Set(all.map((info) => info.instrumentId))].join(', ')}`;
}

function describe(info: SeriesInfo): string {
  return `${info.interval} ${info.source}, ${info.rows} bars from ${formatTime(info.from)} to ${formatTime(info.to)}`;
}
