import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Liquidity } from '../domain/fill.ts';
import type { Currency, Instrument, Money, Price, Quantity } from '../domain/instrument.ts';
import type { OrderIntent, OrderType, Side, TimeInForce } from '../domain/order.ts';

/** How a venue finds an order by the id that we gave it. */
export type LookupByClientId =
  /** It tells any order of ours, open or closed. */
  | 'any'
  /** It finds open ones; closed ones are searched for in its history. */
  | 'open';

/** What a venue can do, verified against what its client really sends; docs/venues.md shows it as a table. */
export interface VenueCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  /** Longest client order id, and the characters that it may have, as the inside of a regular expression's brackets. */
  readonly clientIdLength: number;
  readonly clientIdAlphabet: string;
  /** Whether it refuses a second order under an id: never again, only while the first one is open, or not at all. */
  readonly clientIdUnique: 'ever' | 'open' | 'never';
  readonly lookupByClientId: LookupByClientId;
  /** How long after it was signed the venue still takes a request, at most. What has not arrived by then never will. */
  readonly requestLifetime: Micros;
  /** Whether its private stream tells orders and fills. */
  readonly orderStream: boolean;
  /** Whether it holds a stop and a target of which one ends the other: `submitLinked`. */
  readonly oco: boolean;
  /** Whether it counts down and cancels all orders unless told otherwise. */
  readonly cancelAllAfter: boolean;
}

/** An order at a venue: by the venue's id where it is known, else by ours. */
export interface OrderRef {
  readonly instrument: Instrument;
  readonly clientOrderId: string;
  readonly venueOrderId: string | undefined;
}

/** Where an order stands at the venue. */
export type VenueOrderStatus = 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';

/** An order as the venue tells it, in exact units. */
export interface VenueOrder {
  readonly instrumentId: string;
  readonly venueOrderId: string;
  /** Undefined for an order that was placed without one, such as by hand. */
  readonly clientOrderId: string | undefined;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly filledQuantity: Quantity;
  readonly limitPrice: Price | undefined;
  readonly status: VenueOrderStatus;
  readonly reason: string | undefined;
  readonly ts: Micros;
}

/** A fill as the venue tells it. Unique by (venue, account, instrument, tradeId). */
export interface VenueFill {
  readonly instrumentId: string;
  readonly tradeId: string;
  readonly venueOrderId: string;
  /** Undefined where the venue tells the order by its own id only. */
  readonly clientOrderId: string | undefined;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** In quote money units. */
  readonly notional: Money;
  /** In units of `feeCurrency`; negative for a rebate. */
  readonly fee: Money;
  readonly feeCurrency: Currency;
  readonly liquidity: Liquidity;
  readonly ts: Micros;
}

/** What the account holds of a currency: all of it, and how much of that open orders lock. In units of the currency. */
export interface VenueBalance {
  readonly currency: Currency;
  readonly total: Money;
  readonly locked: Money;
}

/** Money or coins that came or went other than by a trade. */
export interface VenueTransfer {
  /** Unique among the account's transfers. */
  readonly id: string;
  readonly currency: Currency;
  /** Positive for a deposit, negative for a withdrawal, its fee included. */
  readonly amount: Money;
  readonly ts: Micros;
}

/** What came of sending an order. It is never guessed: what is neither a yes nor a no of the venue is `unknown`. */
export type SubmitAnswer =
  | { readonly kind: 'accepted'; readonly venueOrderId: string; readonly ts: Micros }
  /** The venue, or a check in front of it, said no: the order does not exist there. */
  | { readonly kind: 'rejected'; readonly code: ErrorCode; readonly reason: string; readonly ts: Micros }
  /** A timeout, a 5xx, a reply without an order in it: it may exist. After `expiresAt` the venue no longer takes the request. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly expiresAt: Micros };

/** What came of asking for a cancel. */
export type CancelAnswer =
  /** The venue took the request; the order's end is told by what the order is then: `order`, where the venue tells it at once. */
  | { readonly kind: 'requested'; readonly order?: VenueOrder }
  /** The venue has no such open order: it has filled, has been cancelled, or was never there. Ask. */
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the private stream says. It is a hint: nothing is decided by it alone, and what it misses is fetched. */
export type VenueReport =
  | { readonly kind: 'order'; readonly order: VenueOrder }
  | { readonly kind: 'fill'; readonly fill: VenueFill }
  | { readonly kind: 'balance' }
  /** The stream came up, or went down; after each coming up all that it may have missed has to be fetched. */
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly reason: string };

/** An instrument as the venue lists it now. */
export interface VenueListing {
  readonly instrument: Instrument;
  /** Whether it takes orders; a halted or delisted one does not. */
  readonly isTrading: boolean;
}

/** Who we are at the venue. */
export interface VenueIdentity {
  /** The host that requests really go to, such as `api.binance.com` or `127.0.0.1:9001`. */
  readonly host: string;
  /** Whether real money trades there: told by the host that is resolved, never by a setting. */
  readonly isReal: boolean;
  /** What the key may do, where the venue tells; undefined where it does not. */
  readonly permissions: { readonly trade: boolean; readonly withdraw: boolean } | undefined;
}

/** How the connection to a venue is doing. */
export interface VenueHealth {
  readonly connected: boolean;
  readonly streamUp: boolean;
  /** The venue's clock minus ours, as last measured. */
  readonly clockOffset: Micros;
  /** Requests that wait for their turn. */
  readonly queued: number;
  /** Share of the venue's request weight and order count that is used now, 0 to 1. */
  readonly weightUsed: number;
  readonly ordersUsed: number;
  /** Since when the circuit breaker keeps new orders back; undefined while it is closed. */
  readonly brokenSince: Micros | undefined;
  readonly lastProblem: string | undefined;
}

/**
 * A venue that takes orders. Every question is answered whole (all pages) or fails; a failed one is never an empty answer.
 * Errors of questions: `VENUE_UNAVAILABLE` (network, 5xx, maintenance), `VENUE_BAD_REPLY` (what came is no answer), `VENUE_LIMITED`,
 * `VENUE_KEY_INVALID`, `VENUE_CLOCK` (our clock is too far off), `VENUE_SYMBOL_UNKNOWN`, `VENUE_CERTIFICATE`.
 */
export interface Venue {
  /** As in instrument ids: `BINANCE`. */
  readonly id: string;
  readonly capabilities: VenueCapabilities;
  /** Loads the listings, measures the clock, checks the key. Errors: besides those of questions `VENUE_KEY_CAN_WITHDRAW`. */
  connect(signal: AbortSignal): Promise<VenueIdentity>;
  /** What the venue lists for these instruments. */
  listings(instruments: readonly Instrument[]): readonly VenueListing[];
  /**
   * Sends an approved order, whose intent is durable. Never throws for what a network or a venue can do. An order may have to wait for its turn:
   * `isWanted` is asked right before it leaves, and one that is not wanted any more is `rejected` (`RISK_KILLED`) without a byte sent.
   */
  submit(intent: OrderIntent, isWanted?: () => boolean): Promise<SubmitAnswer>;
  /**
   * Sends a stop and the target of the same quantity as one list, where `oco`: both wait for their price, the one that the market reaches first
   * trades at the market, and the other expires; the cancel of one takes the other along. Both are taken or none; an answer for each.
   */
  submitLinked(stop: OrderIntent, target: OrderIntent, isWanted?: () => boolean): Promise<readonly [SubmitAnswer, SubmitAnswer]>;
  cancel(ref: OrderRef): Promise<CancelAnswer>;
  /**
   * Starts the venue's countdown to cancelling all orders of the account, or starts it anew; 0 ends it. Only where `capabilities.cancelAllAfter`.
   * Errors: those of questions.
   */
  cancelAllAfter?(micros: Micros): Promise<void>;
  /** The order, open or closed; undefined when open orders, history and fills all lack it. */
  order(ref: OrderRef): Promise<VenueOrder | undefined>;
  openOrders(instruments: readonly Instrument[]): Promise<readonly VenueOrder[]>;
  /** All fills of an instrument since a time, oldest first, fully paged. */
  fills(instrument: Instrument, since: Micros): Promise<readonly VenueFill[]>;
  balances(): Promise<readonly VenueBalance[]>;
  /** Finished deposits and withdrawals since a time; undefined where the venue or the key does not tell them. */
  transfers(since: Micros): Promise<readonly VenueTransfer[] | undefined>;
  /** The private stream until `signal` is aborted; it reconnects by itself. One reader. */
  reports(instruments: readonly Instrument[], signal: AbortSignal): AsyncIterable<VenueReport>;
  health(): VenueHealth;
  close(): Promise<void>;
}
