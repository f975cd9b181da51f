import type { CcxtExchange } from '../exchange.ts';
import { refuseBadReply, VenueReply } from '../venue-reply.ts';
import { NotSent, Refusal } from './failure.ts';

/** A ccxt exchange, as far as trading touches it: its signed requests and its private stream. */
export interface TradingExchange extends CcxtExchange {
  readonly markets_by_id: Readonly<Record<string, readonly { readonly symbol: string; readonly spot: boolean }[]>> | undefined;
  has: Record<string, unknown>;
  options: Record<string, unknown>;
  /** The number of a signed request, in ccxt's venues a time in milliseconds. */
  nonce(): number;
  seconds(): number;
  /** Signs and sends a request; what comes back is the parsed body. */
  request(path: string, api: string | readonly string[], method: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  undiciRequest(url: string, params: unknown): Promise<unknown>;
  safeCurrencyCode(id: string): string;
  handleMessage(client: unknown, message: unknown): unknown;
  /** Only where pushes are protobuf: takes what ccxt has decoded. */
  handleProtobufMessage?(client: unknown, message: unknown): unknown;
  /** Calls a method later: ccxt renews listen keys so. */
  delay(millis: number, method: (...args: unknown[]) => Promise<unknown>, ...args: unknown[]): void;
  watchOrders(): Promise<unknown>;
  watchMyTrades(): Promise<unknown>;
  watchBalance(): Promise<unknown>;
  /** Coinbase only: subscribes to a channel. */
  subscribe(channel: string, isPrivate: boolean): Promise<unknown>;
}

/** What Ballast puts in the place of ccxt's own ways in an exchange object that trades. */
export interface TradingHooks {
  /** The venue's time in milliseconds, for the next signed request; never the same twice. */
  stamp(): number;
  /** The refusal that a reply is, if it is one; `json` is an object or a list. */
  readRefusal(status: number, json: unknown): Refusal | undefined;
  /** Sees the headers of every reply. */
  seeHeaders(headers: Readonly<Record<string, unknown>>): void;
}

/**
 * Makes an exchange object fit for money: signed by a clock that was compared with the venue's, with the venue's own words as errors,
 * and telling a request that never left from one of which nobody knows. ccxt's limiter is off: Ballast paces, and bounds what waits.
 */
export function fitForTrading(exchange: TradingExchange, hooks: TradingHooks): TradingExchange {
  // Some venues ask for currencies with the key, at every loading of markets; Ballast needs none of what they tell.
  exchange.has = { ...exchange.has, fetchCurrencies: exchange.id === 'kraken' || exchange.id === 'coinbase' };
  exchange.nonce = () => hooks.stamp();
  exchange.seconds = () => Math.floor(hooks.stamp() / 1000);
  exchange.handleErrors = (...args) => {
    const [status, , , , headers, , json] = args as [number, unknown, unknown, unknown, Record<string, unknown>, unknown, unknown];
    hooks.seeHeaders(headers);
    const refusal = hooks.readRefusal(status, json);
    if (refusal !== undefined) throw refusal;
  };
  refuseBadReply(exchange);
  tellWhoWasNotLetIn(exchange);
  tellWhatWasNotSent(exchange);
  return exchange;
}

/** A status of 401 is the door's own no, whatever else the reply says or does not say: nothing was done. */
function tellWhoWasNotLetIn(exchange: TradingExchange): void {
  const handle = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (...args) => {
    try {
      return handle(...args);
    } catch (error) {
      throw error instanceof VenueReply && error.status === 401 ? new Refusal('VENUE_KEY_INVALID', 401, 'the key is not let in') : error;
    }
  };
}

/** ccxt drops the code of a failed connection, which alone tells whether any byte can have left. */
function tellWhatWasNotSent(exchange: TradingExchange): void {
  const send = exchange.undiciRequest.bind(exchange);
  exchange.undiciRequest = async (url, params) => {
    try {
      return await send(url, params);
    } catch (error) {
      throw NotSent.from(error) ?? error;
    }
  };
}
