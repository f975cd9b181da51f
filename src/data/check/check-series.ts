import type { CalendarId } from '../../domain/instrument.ts';
import { formatTime } from '../../kernel/time.ts';
import type { BarCatalog, SeriesInfo } from '../../ports/catalog.ts';
import { BarCheck, type CheckResult } from './check-bars.ts';
import type { Finding } from './finding.ts';

/** What was found in a series of the catalog. */
export interface SeriesCheck extends CheckResult {
  readonly info: SeriesInfo;
  readonly calendar: CalendarId;
}

/** Reads a series and checks it. Errors: those of `BarCatalog.read`. */
export async function checkSeries(
  catalog: BarCatalog,
  info: SeriesInfo,
  calendar: CalendarId,
  onProgress: (rows: number) => void = () => undefined,
): Promise<SeriesCheck> {
  const check = new BarCheck({ calendar, interval: info.interval, source: info.source, priceScale: info.priceScale });
  let rows = 0;
  for await (const bars of catalog.read(info)) {
    check.add(bars);
    onProgress((rows += bars.length));
  }
  return { ...check.finish(), info, calendar };
}

/** What `data check --json` says of a series: every kind that was looked for, found or not; times are ISO 8601, UTC. */
export function seriesCheckJson({ info, calendar, rows, expected, present, findings }: SeriesCheck): Readonly<Record<string, unknown>> {
  const one = ({ time, until, size, text }: Finding): unknown => ({ time: formatTime(time), until: formatTime(until), size, text });
  return {
    instrumentId: info.instrumentId,
    interval: info.interval,
    source: info.source,
    calendar,
    rows,
    from: formatTime(info.from),
    to: formatTime(info.to),
    expected,
    present,
    findings: findings.map(({ kind, count, bars, worst, first }) => ({ kind, count, bars, worst: worst.map(one), first: first.map(one) })),
  };
}
