import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';

import { createCcxtVenue } from '../../src/adapters/venues/ccxt/trading/ccxt-venue.ts';
import type { FeedUrls } from '../../src/adapters/venues/ccxt/feed-urls.ts';
import { isBallastError } from '../../src/kernel/errors.ts';
import { TEST_KEY } from '../tools/binance-wire.ts';
import { START } from '../tools/ccxt-bench.ts';
import { ManualClock } from '../tools/manual-clock.ts';
import { SELF_SIGNED } from '../tools/self-signed.ts';

async function refusedWith(code: 'VENUE_CERTIFICATE' | 'VENUE_UNAVAILABLE', urls: FeedUrls): Promise<void> {
  const venue = createCcxtVenue({ venue: 'BINANCE', key: TEST_KEY, clock: new ManualClock(START), random: () => 0, urls });
  await assert.rejects(venue.connect(new AbortController().signal), (error) => isBallastError(error, code));
  assert.equal(venue.health().connected, false);
  await venue.close();
}

it('who has no valid certificate is not the venue, and is told nothing', async () => {
  let requests = 0;
  const server = createServer(SELF_SIGNED, (_request, response) => {
    requests++;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await refusedWith('VENUE_CERTIFICATE', { rest: `https://localhost:${port}`, stream: `wss://localhost:${port}` });
  assert.equal(requests, 0);
  server.close();
});

it('a venue whose name does not resolve is not available', () =>
  refusedWith('VENUE_UNAVAILABLE', { rest: 'https://venue.invalid', stream: 'wss://venue.invalid' }));

it('a venue where nobody listens is not available', () =>
  refusedWith('VENUE_UNAVAILABLE', { rest: 'http://127.0.0.1:1', stream: 'ws://127.0.0.1:1' }));
