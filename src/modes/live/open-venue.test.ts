import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../config/load.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import { hostOf, liveLimits, liveVenue } from './open-venue.ts';

const configured = (venue: string) => parseConfig(`version: 1\nvenue: ${venue}`, 'ballast.yaml').config;
const LOOPBACK = 'restUrl: "http://127.0.0.1:9001", streamUrl: "ws://127.0.0.1:9001"';

const hosts: readonly [what: string, venue: string, named: 'BINANCE' | 'MEXC' | 'KRAKEN' | 'COINBASE' | undefined, expected: string][] = [
  ['a test exchange on this machine', `{ id: BINANCE, ${LOOPBACK} }`, undefined, 'not real'],
  ['the sandbox of the venue', '{ id: BINANCE, sandbox: true }', undefined, 'not real'],
  ['Binance', '{ id: BINANCE }', undefined, 'real'],
  ['MEXC', '{ id: MEXC }', undefined, 'real'],
  ['Kraken', '{ id: KRAKEN }', undefined, 'real'],
  ['Coinbase', '{ id: COINBASE }', undefined, 'real'],
  ['a real venue for orders, with streams of a test exchange', '{ id: MEXC, streamUrl: "ws://127.0.0.1:9001" }', undefined, 'real'],
  ['a proxy elsewhere', '{ id: BINANCE, restUrl: "https://proxy.example", streamUrl: "wss://proxy.example" }', undefined, 'real'],
  ['a venue that is named, with addresses of another', `{ id: BINANCE, ${LOOPBACK} }`, 'KRAKEN', 'real'],
  ['a sandbox of a venue that has none', '{ id: KRAKEN, sandbox: true }', undefined, 'VENUE_CANNOT'],
];
for (const [what, venue, named, expected] of hosts) {
  test(`${what}: ${expected}`, async () => {
    const found = await hostOf(liveVenue(configured(venue), named)).then(
      ({ isReal }) => (isReal ? 'real' : 'not real'),
      (error: unknown) => (isBallastError(error) ? error.code : error),
    );
    assert.equal(found, expected);
  });
}

test('a venue that allows few questions is compared less often, the less the more is traded there, and its silence is borne longer', () => {
  const limits = (id: string, instruments: number) => {
    const { reconcileEvery, glanceEvery, linkPatience } = liveLimits(
      liveVenue(configured(`{ id: ${id}, reconcileEvery: 5s }`)),
      instruments,
    );
    return [reconcileEvery, glanceEvery, linkPatience].map((micros) => Math.round(micros / MICROS_PER_SECOND));
  };
  assert.deepEqual(limits('BINANCE', 1), [5, 5, 15]);
  // Its 20 lists of fills weigh 400 of the 6,000 that a minute has.
  assert.deepEqual(limits('BINANCE', 20), [18, 5, 15]);
  // One question in three seconds is all that it allows: one of them says whether there is anything to compare.
  assert.deepEqual(limits('KRAKEN', 1), [120, 8, 23]);
  assert.deepEqual(limits('KRAKEN', 3), [240, 8, 23]);
});
