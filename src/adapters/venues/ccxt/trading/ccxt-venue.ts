import type { Clock } from '../../../../ports/clock.ts';
import type { Venue } from '../../../../ports/venue.ts';
import { fail } from '../../../../kernel/errors.ts';
import type { Micros } from '../../../../kernel/time.ts';
import type { FeedUrls } from '../feed-urls.ts';

/** What trading through ccxt needs to know. */
export interface CcxtVenueOptions {
  /** As in instrument ids: `BINANCE`, `MEXC`, `KRAKEN` or `COINBASE`. */
  readonly venue: string;
  /** Held in memory only; no message, error or record shows it. */
  readonly key: { readonly key: string; readonly secret: string };
  readonly clock: Clock;
  /** Numbers in [0, 1); they spread retries in time. */
  readonly random: () => number;
  /** Other addresses to reach the venue at: a test exchange on this machine. */
  readonly urls?: FeedUrls;
  /** Whether to use the venue's own sandbox, where it has one (`BINANCE`). */
  readonly sandbox?: boolean;
  /** A request that takes longer has no answer; 10 seconds unless given. */
  readonly timeoutMs?: number;
  /** So many requests wait for their turn at most; 256 unless given. */
  readonly queue?: number;
  /** A private stream of a venue with heartbeats that is silent for so long is rebuilt; 30 seconds unless given. */
  readonly maxSilence?: Micros;
}

/**
 * A venue that takes real orders, through ccxt, which is loaded by `connect`. Nothing else may be called before `connect` has ended well,
 * but `id`, `capabilities`, `health` and `close`. Whether what it trades is real money, `connect` says; what then is allowed, the caller decides.
 * Errors: `VENUE_UNKNOWN`, `VENUE_CANNOT` (no sandbox), `FEED_URL_REFUSED`; then those of the port.
 */
export function createCcxtVenue(options: CcxtVenueOptions): Venue {
  return fail('VENUE_UNKNOWN', `there is no way to trade on ${options.venue} yet`);
}
