import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { fail } from '../../../kernel/errors.ts';
import { checkFeedUrls, replaceOrigins, type FeedUrls, type UrlTree } from './feed-urls.ts';
import { refuseBadReply } from './venue-reply.ts';

/** One of ccxt's WebSocket connections, as far as Ballast touches it. */
interface CcxtClient {
  connection?: { terminate?: () => void };
  send(message: unknown): Promise<unknown>;
  /** What will be resolved by a message, or rejected by its lack. */
  future(messageHash: string): Promise<unknown>;
}

/** A ccxt exchange, as far as market data touches it. What a venue sent stays `unknown` until it is decoded. */
export interface CcxtExchange {
  readonly id: string;
  readonly has: Readonly<Record<string, unknown>>;
  readonly timeframes: Readonly<Record<string, unknown>> | undefined;
  readonly features: { readonly spot?: { readonly fetchOHLCV?: { readonly limit?: number } } } | undefined;
  readonly markets: Readonly<Record<string, unknown>> | undefined;
  clients: Record<string, CcxtClient> | undefined;
  /** The pool of REST connections; there once a request was sent. */
  readonly fetchDispatcher?: { destroy(): Promise<void> };
  urls: { readonly api: UrlTree; readonly test?: UrlTree };
  log: (...args: unknown[]) => void;
  client(url: string): CcxtClient;
  handleErrors(...args: unknown[]): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  setSandboxMode(on: boolean): void;
  loadMarkets(reload: boolean): Promise<unknown>;
  setMarketsFromExchange(source: CcxtExchange): unknown;
  fetchTime(): Promise<unknown>;
  fetchOHLCV(symbol: string, timeframe: string, sinceMs: number, limit: number): Promise<unknown>;
  watchOHLCV(symbol: string, timeframe: string): Promise<unknown>;
  watchTrades(symbol: string): Promise<unknown>;
  watchBidsAsks(symbols: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined>;
  watchTicker(symbol: string): Promise<unknown>;
}

/** Makes new exchange objects of one venue. A broken one is thrown away, never mended. */
export type ExchangeFactory<Exchange extends CcxtExchange = CcxtExchange> = () => Promise<Exchange>;

/** How to make exchange objects of a venue. */
export interface ExchangeOptions {
  readonly urls: FeedUrls;
  readonly timeoutMs: number;
  /** Settings of ccxt besides those of every exchange object: keys, for example. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether to use the addresses of the venue's own sandbox. */
  readonly sandbox?: boolean;
}

/** Keeps ccxt from loading the derivatives of venues that have them: Ballast trades spot, and one list is a third of three. */
const SPOT_ONLY: Readonly<Record<string, object>> = {
  binance: { fetchMarkets: { types: ['spot'] }, fetchMargins: false },
  mexc: { fetchMarkets: { types: { spot: true, swap: { linear: false, inverse: false } } } },
};

/**
 * Loads the one class of ccxt that serves `id` (its index would load a hundred) and gives a factory of it.
 * Numbers stay texts with all their decimals; nothing is printed; replies that are no answers are errors.
 * Errors: `FEED_VENUE_UNKNOWN`, `FEED_URL_REFUSED`; the factory's: `VENUE_CANNOT` where there is no sandbox.
 */
export async function loadExchange<Exchange extends CcxtExchange>(
  id: string,
  options: ExchangeOptions,
): Promise<ExchangeFactory<Exchange>> {
  const file = new URL(`./src/pro/${id}.js`, import.meta.resolve('ccxt'));
  if (!/^[a-z0-9]+$/.test(id) || !existsSync(fileURLToPath(file))) fail('FEED_VENUE_UNKNOWN', `there is no feed for the venue ${id}`);
  const module = (await import(file.href)) as { default: new (settings: object) => Exchange };
  const urls = checkFeedUrls(options.urls);
  return async () => {
    const settings = {
      number: String,
      enableRateLimit: true,
      timeout: options.timeoutMs,
      options: { defaultType: 'spot', ...SPOT_ONLY[id] },
      ...options.settings,
    };
    const exchange = new module.default(settings);
    if (options.sandbox === true) {
      if (exchange.urls.test === undefined) fail('VENUE_CANNOT', `${id} has no sandbox`);
      exchange.setSandboxMode(true);
    }
    exchange.urls = { ...exchange.urls, api: replaceOrigins(exchange.urls.api, urls) };
    exchange.log = () => undefined;
    refuseBadReply(exchange);
    containPromises(exchange);
    // ccxt wants its agent for plain ws:// loaded beforehand.
    if (urls.stream?.startsWith('ws:') === true) await exchange.loadHttpProxyAgent();
    return exchange;
  };
}

/**
 * ccxt sends subscriptions without waiting for them, and makes promises that nobody waits for: on a connection that just broke, or whose
 * sign-in was refused, either would end the process.
 */
function containPromises(exchange: CcxtExchange): void {
  const contained = new WeakSet<CcxtClient>();
  const clientOf = exchange.client.bind(exchange);
  exchange.client = (url) => {
    const client = clientOf(url);
    if (contained.has(client)) return client;
    contained.add(client);
    const [send, future] = [client.send.bind(client), client.future.bind(client)];
    client.send = (message) => contain(send(message));
    client.future = (messageHash) => contain(future(messageHash));
    return client;
  };
}

/** The same promise, whose failure nobody has to hear of. */
function contain<Kept extends Promise<unknown>>(promise: Kept): Kept {
  promise.catch(() => undefined);
  return promise;
}

/** Ends the connections of an exchange object at once: a dead peer would never finish the closing handshake. */
export function terminateConnections(exchange: CcxtExchange): void {
  for (const client of Object.values(exchange.clients ?? {})) client.connection?.terminate?.();
}
