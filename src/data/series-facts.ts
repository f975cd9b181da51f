import type { BarSeriesKey } from '../domain/bars.ts';
import { fail } from '../kernel/errors.ts';
import type { SeriesInfo } from '../ports/catalog.ts';

/** What a series' files say about it beside the rows. */
export type SeriesFacts = Omit<SeriesInfo, keyof BarSeriesKey>;

/** The facts in `value`, which was read from the file at `path`. Errors: `DATA_CORRUPT`. */
export function parseFacts(value: unknown, path: string): SeriesFacts {
  const facts = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof SeriesFacts, unknown>>;
  const { priceScale, rows, from, to, origins, fingerprint } = facts;
  if (
    isCount(priceScale) &&
    isCount(rows) &&
    Number.isSafeInteger(from) &&
    Number.isSafeInteger(to) &&
    Array.isArray(origins) &&
    origins.every((origin) => typeof origin === 'string') &&
    typeof fingerprint === 'string'
  ) {
    return { priceScale, rows, from: Number(from), to: Number(to), origins, fingerprint };
  }
  return fail('DATA_CORRUPT', 'the file lacks the facts that Ballast writes beside the rows', { where: path });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
