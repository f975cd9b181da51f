import { replaceOrigins, type UrlTree } from '../../src/adapters/venues/ccxt/feed-urls.ts';
import { buildInstrument } from '../../src/domain/instrument-spec.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, parseTime } from '../../src/kernel/time.ts';
import { Exchange } from '../../src/testnet/exchange/exchange.ts';
import type { VenueRules } from '../../src/testnet/exchange/venue-rules.ts';
import { startTestnet, type Testnet } from '../../src/testnet/server/testnet-server.ts';
import type { FaceMaker } from '../../src/testnet/wire/venue-face.ts';
import { ManualClock } from './manual-clock.ts';

/** What ccxt makes of a venue's answer, as far as the tests look at it. */
export interface ClientRow {
  readonly id?: string;
  readonly clientOrderId?: string;
  readonly order?: string;
  readonly status?: string;
  readonly side?: string;
  readonly price?: string;
  readonly amount?: string;
  readonly filled?: string;
  readonly currency?: string;
  readonly takerOrMaker?: string;
  readonly fee?: { readonly cost?: string; readonly currency?: string };
  readonly info: Readonly<Record<string, unknown>>;
}

type Params = Readonly<Record<string, unknown>>;
type Rows = Promise<readonly ClientRow[]>;

/** ccxt's client of a venue, as far as the tests use it. */
export interface Client {
  readonly id: string;
  urls: { api: UrlTree };
  apiKey: string;
  secret: string;
  milliseconds: () => number;
  seconds: () => number;
  nonce: () => number;
  delay: () => void;
  handleMessage: (connection: unknown, message: unknown) => unknown;
  readonly markets: Readonly<Record<string, { readonly active: boolean; readonly precision: object; readonly limits: object }>>;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<unknown>;
  close(): Promise<void>;
  fetchTime(): Promise<number>;
  fetchOHLCV(symbol: string, timeframe: string, since?: number): Promise<readonly (readonly unknown[])[]>;
  createOrder(symbol: string, type: string, side: string, amount: string, price?: string, params?: Params): Promise<ClientRow>;
  cancelOrder(id: string | undefined, symbol: string, params?: Params): Promise<ClientRow>;
  fetchOrder(id: string | undefined, symbol: string, params?: Params): Promise<ClientRow>;
  fetchOrders(symbol: string): Rows;
  fetchOpenOrders(symbol?: string, since?: undefined, limit?: undefined, params?: Params): Rows;
  fetchClosedOrders(symbol: string): Rows;
  fetchMyTrades(symbol: string, since?: number, limit?: number, params?: Params): Rows;
  fetchBalance(): Promise<Readonly<Record<string, { readonly free?: string; readonly used?: string; readonly total?: string }>>>;
  fetchDeposits(code?: string, since?: undefined, limit?: undefined, params?: Params): Rows;
  watchOrders(): Rows;
  watchMyTrades(): Rows;
  watchBalance(): Promise<Readonly<Record<string, { readonly total?: string }>>>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly (readonly unknown[])[]>;
  watchTrades(symbol: string): Rows;
  watchTicker(symbol: string): Promise<{ readonly bid?: string; readonly ask?: string; readonly bidVolume?: string }>;
  request(path: string, api: unknown, method: string, params?: Params): Promise<unknown>;
}

/** Who trades in the tests. */
export const ACCOUNT = 'ann';

/** A test exchange that stands as a venue, on a clock of the test's, and ccxt's client of that venue pointed at it. */
export interface TestnetClient {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly exchange: Exchange;
  readonly testnet: Testnet;
  readonly instrument: Instrument;
  /** The number of ours that the exchange gave the order last. */
  readonly lastOrder: () => number;
  /** Resolves with the first stream message that is so, from the beginning on. */
  readonly heard: (isIt: (message: Readonly<Record<string, unknown>>) => boolean) => Promise<Readonly<Record<string, unknown>>>;
  /** Another client, with this key. */
  readonly clientWith: (key: { readonly id: string; readonly secret: string }) => Promise<Client>;
  /** Moves time on, and lets the exchange see it. */
  readonly pass: (seconds: number) => void;
  readonly close: () => Promise<void>;
}

interface Venue {
  readonly ccxtId: string;
  /** `BTC/USDT.MEXC`. */
  readonly instrumentId: string;
  readonly rules: VenueRules;
  readonly face: FaceMaker;
}

/** Opens a test exchange with one market (tick 0.01, lot 0.00001, last price 100.00) and one account with 10,000 of the quote currency and 10 of the base. */
export async function openTestnetClient({ ccxtId, instrumentId, rules, face }: Venue): Promise<TestnetClient> {
  const clock = new ManualClock(parseTime('2024-05-01T12:00:30Z'));
  const spec = { id: instrumentId, kind: 'spot', calendar: '24/7', tick: '0.01', lot: '0.00001', minQuantity: '0.0001' } as const;
  const instrument = buildInstrument({ ...spec, minNotional: '5', effectiveFrom: 0 });
  const exchange = new Exchange({ rules, now: clock.now() });
  exchange.list(instrument);
  exchange.openAccount(ACCOUNT);
  exchange.transfer(ACCOUNT, instrument.quote, 10_000 * 10 ** instrument.quote.scale);
  exchange.transfer(ACCOUNT, instrument.base, 10 * 10 ** instrument.base.scale);
  exchange.print(instrument.id, { price: 10_000, quantity: 1, takerSide: 'buy' });
  const server = { host: '127.0.0.1', port: 0, allowedHosts: [], adminToken: 'admin', seed: 1 };
  const testnet = await startTestnet({ ...server, face, exchange, makers: [], clock });
  const ear = new Ear();
  const clients: Client[] = [];
  const clientWith = async (key: { readonly id: string; readonly secret: string }): Promise<Client> => {
    const client = await newClient(ccxtId, key, testnet, clock);
    ear.listenTo(client);
    clients.push(client);
    return client;
  };
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((each) => each.close()));
    await testnet.close();
  };
  const client = await clientWith(addKey(testnet, { trade: true, withdraw: false }));
  await client.loadMarkets();
  const lastOrder = (): number => exchange.history(ACCOUNT).orders(exchange.now).at(-1)?.id ?? 0;
  const pass = (seconds: number): void => {
    clock.advance(seconds * MICROS_PER_SECOND);
    testnet.step();
  };
  return { client, clock, exchange, testnet, instrument, lastOrder, heard: (isIt) => ear.heard(isIt), clientWith, pass, close };
}

/** Makes tests of stories, each of which is played on a venue of its own. */
export function storiesOn(venue: Venue): (story: (bench: TestnetClient) => Promise<void>) => () => Promise<void> {
  return (story) => async () => {
    const bench = await openTestnetClient(venue);
    try {
      await story(bench);
    } finally {
      await bench.close();
    }
  };
}

let salts = 0;

/** A new key of the account. */
export function addKey(
  { exchange, face }: Testnet,
  permissions: { readonly trade: boolean; readonly withdraw: boolean },
): {
  readonly id: string;
  readonly secret: string;
} {
  const salt = ++salts;
  const key = face.makeKey((count) => Uint8Array.from({ length: count }, (_, at) => (at * 37 + salt * 101) % 256));
  exchange.addKey(ACCOUNT, { ...key, permissions });
  return key;
}

/** The client is ccxt's own: it is told other addresses and the time, has nonces that grow though time stands still, and no timers of its own. */
async function newClient(
  ccxtId: string,
  key: { readonly id: string; readonly secret: string },
  testnet: Testnet,
  clock: ManualClock,
): Promise<Client> {
  const file = new URL(`./src/pro/${ccxtId}.js`, import.meta.resolve('ccxt'));
  const module = (await import(file.href)) as { default: new (settings: object) => Client };
  const client = new module.default({ number: String, apiKey: key.id, secret: key.secret, enableRateLimit: false, newUpdates: true });
  client.urls = { ...client.urls, api: replaceOrigins(client.urls.api, { rest: testnet.url, stream: testnet.streamUrl }) };
  let nonces = 0;
  client.milliseconds = () => Math.floor(clock.now() / MICROS_PER_MILLISECOND);
  client.seconds = () => Math.floor(clock.now() / MICROS_PER_SECOND);
  client.delay = () => undefined;
  if (ccxtId === 'kraken') client.nonce = () => client.milliseconds() + ++nonces;
  await client.loadHttpProxyAgent();
  return client;
}

/** Hears every message of the streams, beside the client. */
class Ear {
  readonly #messages: Readonly<Record<string, unknown>>[] = [];
  readonly #waiting = new Set<() => void>();

  listenTo(client: Client): void {
    const handle = client.handleMessage.bind(client);
    client.handleMessage = (connection, message) => {
      const answer = handle(connection, message);
      if (typeof message === 'object' && message !== null) this.#messages.push(message as Readonly<Record<string, unknown>>);
      for (const wake of this.#waiting) wake();
      return answer;
    };
  }

  heard(isIt: (message: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#messages.find(isIt);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
