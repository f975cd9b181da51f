import { createCcxtVenue, type CcxtVenueOptions } from '../../src/adapters/venues/ccxt/trading/ccxt-venue.ts';
import type { Venue } from '../../src/ports/venue.ts';
import { START } from './ccxt-bench.ts';
import { ManualClock } from './manual-clock.ts';
import { binanceExchangeInfo } from './venue-server-binance.ts';
import { WireServer } from './wire-server.ts';

/** Key and secret of the tests; no message may show them. */
export const TEST_KEY = { key: 'the-key-of-the-tests', secret: 'the-secret-of-the-tests' };

/** A Binance on the wire that knows BTC/USDT and an account, and answers nothing else unless told; with an adapter that is connected to it. */
export interface BinanceWire {
  readonly server: WireServer;
  readonly clock: ManualClock;
  readonly venue: Venue;
  dispose(): Promise<void>;
}

/** A server with what `connect` asks for. */
export async function startBinanceWire(clock: ManualClock): Promise<WireServer> {
  const server = await WireServer.start();
  server.on('GET /api/v3/time', () => ({ serverTime: Math.floor(clock.now() / 1000) }));
  server.on('GET /api/v3/exchangeInfo', () => binanceExchangeInfo(['BTC/USDT']));
  server.on('GET /sapi/v1/account/apiRestrictions', () => ({
    enableWithdrawals: false,
    enableSpotAndMarginTrading: true,
    enableReading: true,
  }));
  server.on('GET /api/v3/account', () => ({ balances: [{ asset: 'USDT', free: '900.5', locked: '99.5' }] }));
  return server;
}

/** Opens both ends of the wire. */
export async function openBinanceWire(options: Partial<CcxtVenueOptions> = {}): Promise<BinanceWire> {
  const clock = new ManualClock(START);
  const server = await startBinanceWire(clock);
  const venue = createCcxtVenue({
    venue: 'BINANCE',
    key: TEST_KEY,
    clock,
    random: () => 0,
    urls: server.urls,
    timeoutMs: 2000,
    ...options,
  });
  await venue.connect(new AbortController().signal);
  return {
    server,
    clock,
    venue,
    dispose: async () => {
      await venue.close();
      await server.close();
    },
  };
}
