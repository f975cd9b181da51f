/** How long it takes from the call of the adapter until the bytes of an order arrive at its venue, beside bare ccxt's `createOrder`, in turns. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { replaceOrigins, type UrlTree } from '../src/adapters/venues/ccxt/feed-urls.ts';
import { createCcxtVenue } from '../src/adapters/venues/ccxt/trading/ccxt-venue.ts';
import { buildInstrument } from '../src/domain/instrument-spec.ts';
import type { OrderIntent } from '../src/domain/order.ts';
import { intentOf } from '../tests/tools/risk-cases.ts';
import { binanceExchangeInfo } from '../tests/tools/venue-server-binance.ts';

/** Milliseconds of each round. */
export interface OrderBytesTimes {
  readonly adapter: readonly number[];
  readonly bare: readonly number[];
}

/** A bare ccxt exchange, as far as it is measured. */
interface Bare {
  urls: { api: UrlTree };
  loadMarkets(): Promise<unknown>;
  createOrder(symbol: string, type: string, side: string, amount: number, price: number): Promise<unknown>;
}

const KEY = { key: 'bench-key', secret: 'bench-secret' };
const INSTRUMENT = buildInstrument({
  id: 'BTC/USDT.BINANCE',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  effectiveFrom: 0,
});
/** Between two orders: as live orders come, and longer than any limiter wants. */
const PAUSE_MS = 120;

/** Measures so many rounds against a venue on this machine that takes every order. */
export async function measureOrderBytes(rounds: number): Promise<OrderBytesTimes> {
  let arrived = 0;
  const server = await startVenue(() => (arrived = performance.now()));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const venue = createCcxtVenue({ venue: 'BINANCE', key: KEY, clock: systemClock, random: () => 0, urls: { rest: origin } });
  try {
    await venue.connect(new AbortController().signal);
    const bare = await bareExchange(origin);
    const [adapter, bareTimes]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      await pause(PAUSE_MS);
      const began = performance.now();
      await venue.submit(orderOf(round));
      adapter.push(arrived - began);
      await pause(PAUSE_MS);
      const beganBare = performance.now();
      await bare.createOrder('BTC/USDT', 'limit', 'buy', 0.001, 50_000);
      bareTimes.push(arrived - beganBare);
    }
    return { adapter, bare: bareTimes };
  } finally {
    await venue.close();
    server.closeAllConnections();
    server.close();
  }
}

async function bareExchange(origin: string): Promise<Bare> {
  const file = new URL('./src/pro/binance.js', import.meta.resolve('ccxt'));
  const module = (await import(file.href)) as { default: new (settings: object) => Bare };
  const exchange = new module.default({
    apiKey: KEY.key,
    secret: KEY.secret,
    // Without its limiter, which would make it wait: what is measured is the work.
    enableRateLimit: false,
    options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false },
  });
  exchange.urls = { ...exchange.urls, api: replaceOrigins(exchange.urls.api, { rest: origin }) };
  await exchange.loadMarkets();
  return exchange;
}

/** A venue that knows one market and an account, and takes every order; told when one has arrived whole. */
async function startVenue(onOrder: () => void): Promise<Server> {
  const answers: Readonly<Record<string, () => unknown>> = {
    'GET /api/v3/time': () => ({ serverTime: Date.now() }),
    'GET /api/v3/exchangeInfo': () => binanceExchangeInfo(['BTC/USDT']),
    'GET /sapi/v1/account/apiRestrictions': () => ({ enableWithdrawals: false, enableSpotAndMarginTrading: true, enableReading: true }),
    'GET /api/v3/account': () => ({ balances: [] }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const route = `${request.method} ${new URL(request.url ?? '/', 'http://venue').pathname}`;
      let body = answers[route]?.();
      if (route === 'POST /api/v3/order') {
        onOrder();
        const order = new URLSearchParams(Buffer.concat(chunks).toString());
        body = { symbol: 'BTCUSDT', orderId: 1, clientOrderId: order.get('newClientOrderId'), transactTime: Date.now(), status: 'NEW' };
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body ?? {}));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function orderOf(round: number): OrderIntent {
  const clientOrderId = `bench-${round + 1}`;
  return intentOf({ intentId: round + 1, clientOrderId, instrument: INSTRUMENT, type: 'limit', quantity: 100, limitPrice: 5_000_000 });
}
