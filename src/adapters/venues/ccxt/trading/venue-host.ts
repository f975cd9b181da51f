import type { VenueIdentity } from '../../../../ports/venue.ts';
import { loadExchange } from '../exchange.ts';
import type { FeedUrls, UrlTree } from '../feed-urls.ts';
import type { VenueDialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Where a venue's requests go, by the addresses that ccxt ends up with: real, unless every one of them is this machine's or the venue's
 * own sandbox.
 */
export function identifyHost(
  { usedUrls, sandboxHosts }: Pick<VenueDialect, 'usedUrls' | 'sandboxHosts'>,
  api: UrlTree,
): Pick<VenueIdentity, 'host' | 'isReal'> {
  const used = usedUrls(api).map((url) => new URL(url));
  const real = used.find(({ hostname }) => !LOOPBACK.has(hostname) && !sandboxHosts.includes(hostname));
  return { host: (real ?? used[0])?.host ?? 'nowhere', isReal: real !== undefined || used.length === 0 };
}

/**
 * Where the requests of a venue would go, and whether real money trades there; nothing is sent to find out.
 * Errors: `VENUE_UNKNOWN`, `VENUE_CANNOT` (no sandbox), `FEED_URL_REFUSED`.
 */
export async function findVenueHost(target: {
  readonly venue: string;
  readonly urls?: FeedUrls;
  readonly sandbox?: boolean;
}): Promise<Pick<VenueIdentity, 'host' | 'isReal'>> {
  const { venue, urls = {}, sandbox = false } = target;
  const dialect = dialectOf(venue);
  const newExchange = await loadExchange(dialect.ccxtId, { urls, sandbox, timeoutMs: 1 });
  return identifyHost(dialect, (await newExchange()).urls.api);
}
