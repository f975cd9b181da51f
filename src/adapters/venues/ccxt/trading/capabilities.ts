import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../../../kernel/time.ts';
import type { VenueCapabilities } from '../../../../ports/venue.ts';

/** The venues that Ballast trades on, by their part of instrument ids. */
export type TradedVenue = 'BINANCE' | 'MEXC' | 'KRAKEN' | 'COINBASE';

/** What each venue can, as its row of docs/venues.md; tests hold it to what is really sent. */
export const VENUE_CAPABILITIES: Readonly<Record<TradedVenue, VenueCapabilities>> = {
  BINANCE: {
    orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
    timesInForce: ['GTC', 'IOC', 'FOK'],
    postOnly: true,
    clientIdLength: 36,
    clientIdAlphabet: '.A-Z:/a-z0-9_-',
    clientIdUnique: 'open',
    lookupByClientId: 'any',
    requestLifetime: 3 * MICROS_PER_SECOND,
    orderStream: true,
    oco: true,
    cancelAllAfter: false,
  },
  MEXC: {
    orderTypes: ['market', 'limit'],
    timesInForce: ['GTC', 'IOC', 'FOK'],
    postOnly: true,
    clientIdLength: 32,
    clientIdAlphabet: 'A-Za-z0-9_-',
    clientIdUnique: 'open',
    lookupByClientId: 'any',
    requestLifetime: 5 * MICROS_PER_SECOND,
    orderStream: true,
    oco: false,
    cancelAllAfter: false,
  },
  KRAKEN: {
    orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
    timesInForce: ['GTC', 'IOC', 'FOK'],
    postOnly: true,
    clientIdLength: 18,
    clientIdAlphabet: 'A-Za-z0-9_-',
    clientIdUnique: 'open',
    lookupByClientId: 'any',
    // Its deadline is 5 seconds away by a clock that it tells in whole seconds.
    requestLifetime: 6 * MICROS_PER_SECOND,
    orderStream: true,
    oco: false,
    cancelAllAfter: true,
  },
  COINBASE: {
    orderTypes: ['market', 'limit', 'stop-limit'],
    timesInForce: ['GTC', 'IOC', 'FOK'],
    postOnly: true,
    clientIdLength: 36,
    clientIdAlphabet: 'A-Za-z0-9_-',
    clientIdUnique: 'ever',
    lookupByClientId: 'open',
    requestLifetime: 2 * MICROS_PER_MINUTE,
    orderStream: true,
    oco: false,
    cancelAllAfter: false,
  },
};
