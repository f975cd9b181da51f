import { formatTime } from '../kernel/time.ts';
import type { SeriesInfo } from '../ports/catalog.ts';
import { renderTable } from './table.ts';

/** Characters that an instrument may take, so that the table fits 80 columns. */
const INSTRUMENT_WIDTH = 20;

/** The series of a catalog as a table that fits 80 columns. */
export function describeSeries(series: readonly SeriesInfo[]): readonly string[] {
  const rows = series.map((info) => [
    shorten(info.instrumentId),
    info.interval,
    info.source,
    info.rows.toLocaleString('en-US'),
    formatTime(info.from).slice(0, 10),
    formatTime(info.to).slice(0, 10),
    String(info.priceScale),
  ]);
  return renderTable(['instrument', 'bars', 'of', '>rows', 'from', 'to', '>decimals'], rows);
}

/** What `data list --json` says of a series; times are ISO 8601, UTC. */
export function seriesJson(info: SeriesInfo): Readonly<Record<string, unknown>> {
  const { instrumentId, interval, source, rows, priceScale, origins, fingerprint } = info;
  return { instrumentId, interval, source, rows, from: formatTime(info.from), to: formatTime(info.to), priceScale, origins, fingerprint };
}

function shorten(text: string): string {
  return text.length > INSTRUMENT_WIDTH ? `${text.slice(0, INSTRUMENT_WIDTH - 1)}…` : text;
}
