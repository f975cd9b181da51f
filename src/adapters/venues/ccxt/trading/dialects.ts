import { fail } from '../../../../kernel/errors.ts';
import type { VenueCapabilities } from '../../../../ports/venue.ts';
import type { Allowance } from './allowance-meter.ts';
import { BINANCE_DIALECT } from './binance/binance-dialect.ts';
import type { TradedVenue } from './capabilities.ts';
import { COINBASE_DIALECT } from './coinbase/coinbase-dialect.ts';
import type { VenueDialect } from './dialect.ts';
import { KRAKEN_DIALECT } from './kraken/kraken-dialect.ts';
import { MEXC_DIALECT } from './mexc/mexc-dialect.ts';

const DIALECTS: Readonly<Record<TradedVenue, VenueDialect>> = {
  BINANCE: BINANCE_DIALECT,
  MEXC: MEXC_DIALECT,
  KRAKEN: KRAKEN_DIALECT,
  COINBASE: COINBASE_DIALECT,
};

/** The wire of a venue, by its part of instrument ids. Errors: `VENUE_UNKNOWN`. */
export function dialectOf(venue: string): VenueDialect {
  return Object.hasOwn(DIALECTS, venue) ? DIALECTS[venue as TradedVenue] : fail('VENUE_UNKNOWN', `there is no way to trade on ${venue}`);
}

/** What a venue can, and what it allows in how long. */
export interface VenueTerms {
  readonly id: string;
  readonly capabilities: VenueCapabilities;
  readonly allowances: readonly Allowance[];
}

/** The terms of every venue that can be traded on. */
export function venueTerms(): readonly VenueTerms[] {
  return Object.entries(DIALECTS).map(([id, { capabilities, allowances }]) => ({ id, capabilities, allowances }));
}
