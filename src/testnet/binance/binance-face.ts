import type {
  FaceMaker,
  FaceTerms,
  Operation,
  StreamHandler,
  Trouble,
  VenueFace,
  WireConnection,
  WireReply,
  WireRequest,
} from '../wire/venue-face.ts';
import { troubleReply } from '../wire/trouble-reply.ts';
import { BinanceRest } from './binance-rest.ts';
import { MarketStreams } from './market-streams.ts';
import { refusalReply, REFUSALS, type BinanceRefusal } from './refusals.ts';
import { BINANCE_LIMITS, RequestLimits, type BinanceLimits } from './request-limits.ts';
import { WebsocketApi } from './websocket-api.ts';

const TROUBLES: Readonly<Record<Trouble, BinanceRefusal>> = {
  limited: REFUSALS.tooManyRequests,
  banned: REFUSALS.banned,
  timeout: REFUSALS.timeout,
  unavailable: REFUSALS.internal,
  maintenance: REFUSALS.maintenance,
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Binance's spot market: REST v3, streams of the market, and the WebSocket API with the data of a user. */
export class BinanceFace implements VenueFace {
  readonly venue = 'binance';
  readonly #rest: BinanceRest;
  readonly #streams: MarketStreams;
  readonly #api: WebsocketApi;

  constructor(terms: FaceTerms, limits: BinanceLimits = BINANCE_LIMITS) {
    const makeId = (): string => Array.from({ length: 22 }, () => ALPHABET[terms.random.nextBelow(ALPHABET.length)]).join('');
    this.#rest = new BinanceRest({ ...terms, limits: new RequestLimits(limits), makeId });
    this.#streams = new MarketStreams(terms);
    this.#api = new WebsocketApi(terms, this.#rest);
  }

  operationOf(request: WireRequest): Operation {
    return this.#rest.operationOf(request);
  }

  answer(request: WireRequest): WireReply {
    return this.#rest.answer(request);
  }

  trouble(kind: Trouble, retryAfter: number): WireReply {
    return troubleReply(kind, refusalReply(TROUBLES[kind]), retryAfter);
  }

  open(connection: WireConnection): StreamHandler | undefined {
    if (connection.path.startsWith('/ws-api/')) return this.#api.open(connection);
    return connection.path === '/stream' || /^\/ws(\/|$)/.test(connection.path) ? this.#streams.open(connection) : undefined;
  }

  tick(): void {
    this.#streams.tick();
  }

  expireStreams(): void {
    this.#api.expire();
  }

  announceShutdown(): void {
    this.#streams.announceShutdown();
    this.#api.announceShutdown();
  }

  makeKey(bytes: (count: number) => Uint8Array): { readonly id: string; readonly secret: string } {
    const text = (): string => Array.from(bytes(64), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return { id: text(), secret: text() };
  }
}

/** Makes Binance's face, with its own limits or others. */
export function binanceFace(limits?: BinanceLimits): FaceMaker {
  return (terms) => new BinanceFace(terms, limits);
}
