import { createCcxtVenue } from '../../adapters/venues/ccxt/trading/ccxt-venue.ts';
import { findVenueHost } from '../../adapters/venues/ccxt/trading/venue-host.ts';
import type { FeedUrls } from '../../adapters/venues/ccxt/feed-urls.ts';
import type { Config } from '../../config/schema.ts';
import { readVenueKey } from '../../config/venue-key.ts';
import { fail } from '../../kernel/errors.ts';
import { MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Venue, VenueIdentity } from '../../ports/venue.ts';
import { LIVE_LIMITS, type LiveLimits } from './live-link.ts';

/** The venue that live trading is configured for. */
export type LiveVenue = Omit<Config['venue'], 'id'> & { readonly id: NonNullable<Config['venue']['id']> };

/**
 * The venue of the configuration, or the one that is named instead; addresses and keys of the configuration belong to its own.
 * Errors: `VENUE_UNKNOWN`, `CONFIG_INVALID` where none is named.
 */
export function liveVenue({ venue }: Pick<Config, 'venue'>, named = venue.id): LiveVenue {
  const id = named ?? fail('CONFIG_INVALID', 'venue.id is missing: it names where orders go', { where: 'venue.id' });
  if (id === venue.id) return { ...venue, id };
  const { reconcileEvery, unknownPatience, queue, adopt } = venue;
  return { id, sandbox: false, reconcileEvery, unknownPatience, queue, adopt };
}

/**
 * The host that requests would reach, and whether real money trades there. Nothing is sent to find out.
 * Errors: `VENUE_UNKNOWN`, `VENUE_CANNOT`, `FEED_URL_REFUSED`.
 */
export function hostOf(venue: LiveVenue): Promise<Pick<VenueIdentity, 'host' | 'isReal'>> {
  return findVenueHost({ venue: venue.id, urls: urlsOf(venue), sandbox: venue.sandbox });
}

/** The venue, with the key of this process's environment or files; nothing is connected yet. Errors: those of `readVenueKey` and `createCcxtVenue`. */
export function openVenue(venue: LiveVenue, clock: Clock, env: Readonly<Record<string, string | undefined>>): Venue {
  const { id, sandbox, queue } = venue;
  // Randomness only spreads retries in time; no decision depends on it.
  const random = (): number => Math.random();
  return createCcxtVenue({ venue: id, key: readVenueKey(id, env, venue), clock, random, urls: urlsOf(venue), sandbox, queue });
}

/** How long live trading of so many instruments waits, and how much of it waits: longer at a venue that allows few questions. */
export function liveLimits({ id, unknownPatience, queue, adopt, ...settings }: LiveVenue, instruments: number): LiveLimits {
  const question = QUESTION_TIME[id] ?? 0;
  // A glance costs one question. A comparison asks for open orders and balances, and for the fills of each instrument, which costs twice as much.
  const glanceEvery = Math.max(settings.reconcileEvery, 2.5 * question);
  // Half of what the venue allows is left to orders.
  const share = 1 / (2 * question) - 1 / glanceEvery;
  const reconcileEvery = Math.max(settings.reconcileEvery, Math.ceil((2 + 2 * instruments) / share));
  return {
    ...LIVE_LIMITS,
    reconcileEvery,
    glanceEvery,
    unknownPatience,
    queue,
    adopts: adopt,
    firstPause: Math.max(LIVE_LIMITS.firstPause, question / 4),
    longestPause: Math.max(LIVE_LIMITS.longestPause, 2 * question),
    linkPatience: Math.max(LIVE_LIMITS.linkPatience, 3 * glanceEvery),
  };
}

/** Time after which a venue that counts questions allows one more. */
const QUESTION_TIME: Partial<Record<LiveVenue['id'], Micros>> = { KRAKEN: 3 * MICROS_PER_SECOND, BINANCE: MICROS_PER_SECOND / 5 };

/** The addresses of a venue that are not its own. */
export function urlsOf({ restUrl, streamUrl }: LiveVenue): FeedUrls {
  return { ...(restUrl !== undefined && { rest: restUrl }), ...(streamUrl !== undefined && { stream: streamUrl }) };
}
