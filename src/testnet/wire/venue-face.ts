import type { Micros } from '../../kernel/time.ts';
import type { SeededRandom } from '../../kernel/random.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ExchangeOrder } from '../exchange/exchange-order.ts';

/** A request as it came off the wire; nothing is decoded, so that signatures can be checked over what was sent. */
export interface WireRequest {
  readonly method: string;
  /** Without the query: `/api/v3/order`. */
  readonly path: string;
  /** What stands behind the question mark, as it was sent. */
  readonly query: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Who asks, for limits by address. */
  readonly address: string;
}

/** An answer; `body` is sent as JSON unless it is text. */
export interface WireReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request is about, in no venue's words: faults are ordered by it. */
export type Operation = 'place' | 'cancel' | 'order' | 'open-orders' | 'orders' | 'fills' | 'balances' | 'transfers' | 'market' | 'other';

/** Trouble that every venue can have, and says in its own words. */
export type Trouble = 'limited' | 'banned' | 'timeout' | 'unavailable' | 'maintenance';

/**
 * Whether a message answers the client or keeps a connection alive (`control`), or brings news of the market (`public`) or of an account
 * (`private`). Faults of streams fall on news only: a zombie answers pings and is silent otherwise.
 */
export type MessageKind = 'control' | 'public' | 'private';

/** A stream's connection as a face sees it. */
export interface WireConnection {
  /** Counts up; for the face's own tables. */
  readonly id: number;
  readonly path: string;
  /** As in `WireRequest`. */
  readonly query: string;
  /** An object is sent as JSON, bytes as a binary frame. */
  send(message: object | string | Uint8Array, kind: MessageKind): void;
  close(code: number, reason: string): void;
}

/** What a face does with a connection. */
export interface StreamHandler {
  /** A text frame of the client. */
  message(text: string): void;
  closed(): void;
}

/** What a face is given: the exchange behind it, and what faults can bend. */
export interface FaceTerms {
  readonly exchange: Exchange;
  /** What the venue takes for now: stamps of replies and the windows of signatures go by it. The exchange's own stamps do not. */
  time(): Micros;
  /** Use this rather than `exchange.cancel`: a fault may let the order fill first, as if a trade had crossed the request. */
  cancel(accountId: string, orderId: number): ExchangeOrder | 'unknown-order';
  /** For ids that have to look random; seeded. */
  readonly random: SeededRandom;
}

/**
 * The wire of a venue over the exchange. All of it is synchronous: a request is answered from what the exchange knows now, streams are fed
 * from the exchange's events (`exchange.listen`), and what takes time happens in `tick`. Sockets, faults and the clock are the server's.
 */
export interface VenueFace {
  /** As in instrument ids, in small letters: `binance`. */
  readonly venue: string;
  /** What a request is about. */
  operationOf(request: WireRequest): Operation;
  answer(request: WireRequest): WireReply;
  /** How the venue says trouble; `retryAfter` in seconds where it is limited or banned. */
  trouble(kind: Trouble, retryAfter: number): WireReply;
  /** A client opened a stream; undefined where there is none at its path. */
  open(connection: WireConnection): StreamHandler | undefined;
  /** Time has moved on: candles to push, keys to expire. Called at least every second or so. */
  tick(): void;
  /** Ends what its streams rely on: listen keys, subscriptions to private data. The client has to ask anew. */
  expireStreams(): void;
  /** Tells its streams that the server will go down, where the venue does so; the connections are cut afterwards. */
  announceShutdown?(): void;
  /** A new key with its secret in the form the venue's client wants, for `accountId`. */
  makeKey(bytes: (count: number) => Uint8Array): { readonly id: string; readonly secret: string };
}

/** Makes the face of a venue. */
export type FaceMaker = (terms: FaceTerms) => VenueFace;
