import type { VenueIdentity } from '../../../../ports/venue.ts';
import type { UrlTree } from '../feed-urls.ts';
import type { VenueDialect } from './dialect.ts';

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
