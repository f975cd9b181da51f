import { createCcxtVenue, type CcxtVenueOptions } from '../../src/adapters/venues/ccxt/trading/ccxt-venue.ts';
import { buildInstrument } from '../../src/domain/instrument-spec.ts';
import type { Instrument, Price } from '../../src/domain/instrument.ts';
import { MICROS_PER_MINUTE, parseTime } from '../../src/kernel/time.ts';
import type { Venue } from '../../src/ports/venue.ts';
import { Exchange } from '../../src/testnet/exchange/exchange.ts';
import type { VenueRules } from '../../src/testnet/exchange/venue-rules.ts';
import { startTestnet, type Testnet } from '../../src/testnet/server/testnet-server.ts';
import type { FaceMaker } from '../../src/testnet/wire/venue-face.ts';
import { ManualClock } from './manual-clock.ts';
import type { VenueBench } from './venue-bench.ts';

const ACCOUNT = 'main';

/** A venue as the test exchange plays it. */
export interface TestnetVenue {
  /** As in instrument ids: `BINANCE`. */
  readonly id: string;
  readonly symbol: string;
  readonly rules: VenueRules;
  readonly face: FaceMaker;
}

/** A test exchange with one market and one account on a clock of the test's, and ccxt's real client connected to it. */
export async function openTestnetBench({ id, symbol, rules, face }: TestnetVenue): Promise<VenueBench> {
  const clock = new ManualClock(parseTime('2024-05-01T12:00:30Z'));
  const instrument = benchInstrument(`${symbol}.${id}`);
  const exchange = new Exchange({ rules, now: clock.now() });
  exchange.list(instrument);
  exchange.openAccount(ACCOUNT);
  exchange.transfer(ACCOUNT, instrument.quote, 1_000_000 * 10 ** instrument.quote.scale);
  exchange.transfer(ACCOUNT, instrument.base, 10 * 10 ** instrument.base.scale);
  const testnet = await startTestnet({
    face,
    exchange,
    makers: [],
    clock,
    seed: 1,
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    adminToken: 'admin',
  });
  const options = { venue: id, clock, random: () => 0, urls: { rest: testnet.url, stream: testnet.streamUrl }, timeoutMs: 500 };
  const venues: Venue[] = [];
  const connect = async (key: CcxtVenueOptions['key']): Promise<Venue> => {
    const venue = createCcxtVenue({ ...options, key });
    venues.push(venue);
    await venue.connect(new AbortController().signal);
    return venue;
  };
  /** What others do there, they do now. */
  const now = (): Exchange => {
    exchange.advance(clock.now());
    return exchange;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all(venues.map((each) => each.close()));
    await testnet.close();
  };
  const key = addKey(testnet, false);
  const venue = await connect(key).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    venue,
    clock,
    instrument,
    connectWith: (which) => {
      // Venues limit what one address asks for at once.
      clock.advance(MICROS_PER_MINUTE);
      return connect(keyOf(which, testnet));
    },
    connectAgain: () => {
      clock.advance(MICROS_PER_MINUTE);
      return connect(key);
    },
    quote: (side, price, quantity) => void now().quote(instrument.id, side, price, quantity),
    sweep: (side, price, quantity) => void now().sweep(instrument.id, side, price, quantity),
    print: (price) => now().print(instrument.id, { price, quantity: 1, takerSide: 'sell' }),
    lead: (price) => lead(now(), instrument.id, price),
    fault: (order) => void testnet.faults.add(order, clock.now()),
    healFaults: () => testnet.faults.clear(),
    cutStreams: () => testnet.cutStreams(),
    expireStreams: () => testnet.face.expireStreams(),
    deposit: (amount) => void now().transfer(ACCOUNT, instrument.quote, amount * 10 ** instrument.quote.scale),
    halt: () => exchange.setStatus(instrument.id, 'halted'),
    dispose,
  };
}

/** What the house quotes, by market: it is taken back before it quotes anew. */
const quotes = new WeakMap<Exchange, readonly (() => void)[]>();

function lead(exchange: Exchange, instrumentId: string, price: Price): void {
  for (const takeBack of quotes.get(exchange) ?? []) takeBack();
  for (const side of ['buy', 'sell'] as const) exchange.sweep(instrumentId, side, price, 1e9);
  quotes.set(exchange, [exchange.quote(instrumentId, 'buy', price - 1, 1e9), exchange.quote(instrumentId, 'sell', price, 1e9)]);
  exchange.print(instrumentId, { price, quantity: 1, takerSide: 'sell' });
}

function benchInstrument(id: string): Instrument {
  return buildInstrument({
    id,
    kind: 'spot',
    calendar: '24/7',
    tick: '0.01',
    lot: '0.00001',
    maxQuantity: '9000',
    minNotional: '5',
    maxNotional: '9000000',
    effectiveFrom: 0,
  });
}

/** The same bytes at every run; keys of tests are no secrets. */
let keys = 0;

function addKey({ exchange, face }: Testnet, withdraw: boolean): CcxtVenueOptions['key'] {
  const { id, secret } = makeKey(face);
  exchange.addKey(ACCOUNT, { id, secret, permissions: { trade: true, withdraw } });
  return { key: id, secret };
}

function makeKey(face: Testnet['face']): { readonly id: string; readonly secret: string } {
  const salt = ++keys;
  return face.makeKey((count) => Uint8Array.from({ length: count }, (_, at) => (at * 37 + salt * 101) % 256));
}

function keyOf(key: Parameters<VenueBench['connectWith']>[0], testnet: Testnet): CcxtVenueOptions['key'] {
  const unknown = makeKey(testnet.face);
  if (key === 'unknown') return { key: unknown.id, secret: unknown.secret };
  const known = addKey(testnet, key === 'can-withdraw');
  return key === 'wrong-secret' ? { key: known.key, secret: unknown.secret } : known;
}
