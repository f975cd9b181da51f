import { allocateBars, BAR_COLUMNS, CHUNK_BARS, type BarColumns, type BarSeriesKey } from '../domain/bars.ts';
import { bucketClose, bucketOpen, intervalLength, type Interval } from '../domain/interval.ts';
import type { BarEvent } from '../domain/market-event.ts';
import type { Micros } from '../kernel/time.ts';
import type { BarCatalog } from '../ports/catalog.ts';
import type { FeedInstrument, MarketData } from '../ports/market-data.ts';
import { downloadGaps } from './download-gaps.ts';

/** What to download. */
export interface DownloadOptions {
  readonly instrument: FeedInstrument;
  readonly interval: Interval;
  /** Bars that open from here on, */
  readonly from: Micros;
  /** up to here; not later than now. */
  readonly to: Micros;
  /** Where the bars come from, as the catalog notes it: `download:binance`. */
  readonly origin: string;
  /** Stops the download; what has come by then is kept. */
  readonly signal: AbortSignal;
  /** Hears how many of the missing bars are behind us, of how many. */
  onProgress?(done: number, total: number): void;
}

/** What a download did. */
export interface DownloadReport extends BarSeriesKey {
  readonly from: Micros;
  readonly to: Micros;
  /** Bars that the catalog had already, so that they were not asked for. */
  readonly present: number;
  readonly added: number;
  /** Bars that the venue does not have either: nothing traded, it was down, or the market did not exist yet. */
  readonly missing: number;
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
}

/**
 * Downloads the closed bars that the catalog lacks. They are merged group by group, each whole, so that a download that
 * is cut off goes on where it was; what came before an error is kept too. Errors: those of `MarketData.history` and of `merge`.
 */
export async function downloadBars(catalog: BarCatalog, feed: MarketData, options: DownloadOptions): Promise<DownloadReport> {
  const { instrument, interval, signal } = options;
  const key: BarSeriesKey = { instrumentId: instrument.id, interval, source: 'trade' };
  const open = bucketOpen(interval, options.from);
  const from = open === options.from ? open : bucketClose(interval, open);
  const to = bucketOpen(interval, options.to);
  const length = intervalLength(interval);
  const wanted = Math.max(0, Math.round((to - from) / length));
  const gaps = await downloadGaps(catalog, key, from, to);
  const total = gaps.reduce((sum, gap) => sum + Math.round((gap.to - gap.from) / length), 0);
  const group = new BarGroup(catalog, key, instrument.priceScale, options.origin);
  let behind = 0;
  try {
    for (const gap of gaps) {
      for await (const page of feed.history(instrument, interval, gap.from, gap.to, signal)) {
        await group.add(page);
        options.onProgress?.(behind + Math.round(((page.at(-1)?.closeTime ?? gap.from) - gap.from) / length), total);
      }
      if (signal.aborted) break;
      behind += Math.round((gap.to - gap.from) / length);
    }
  } finally {
    await group.merge();
  }
  const missing = signal.aborted ? 0 : total - group.added;
  return { ...key, from, to, present: wanted - total, added: group.added, missing, stopped: signal.aborted };
}

/** Bars on their way into the catalog: large groups, since every merge writes the series anew. */
class BarGroup {
  added = 0;
  readonly #catalog: BarCatalog;
  readonly #key: BarSeriesKey;
  readonly #priceScale: number;
  readonly #origin: string;
  #bars: BarColumns = allocateBars(CHUNK_BARS);

  constructor(catalog: BarCatalog, key: BarSeriesKey, priceScale: number, origin: string) {
    this.#catalog = catalog;
    this.#key = key;
    this.#priceScale = priceScale;
    this.#origin = origin;
  }

  async add(page: readonly BarEvent[]): Promise<void> {
    for (const bar of page) {
      if (this.#bars.length === CHUNK_BARS) await this.merge();
      for (const name of BAR_COLUMNS) this.#bars[name][this.#bars.length] = bar[name];
      this.#bars.length++;
    }
  }

  async merge(): Promise<void> {
    if (this.#bars.length === 0) return;
    const { added } = await this.#catalog.merge(this.#key, this.#priceScale, this.#bars, this.#origin);
    this.added += added;
    this.#bars.length = 0;
  }
}
