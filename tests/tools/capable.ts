import type { VenueCapabilities } from '../../src/ports/venue.ts';

/** A venue that can do all but trail. */
export const CAPABLE: VenueCapabilities = {
  orderTypes: ['market', 'limit', 'stop', 'stop-limit'],
  timesInForce: ['GTC', 'IOC', 'FOK'],
  postOnly: true,
  clientIdLength: 36,
  clientIdAlphabet: 'a-z0-9-',
  clientIdUnique: 'open',
  lookupByClientId: 'any',
  requestLifetime: 5_000_000,
  orderStream: true,
  oco: false,
  cancelAllAfter: false,
};
