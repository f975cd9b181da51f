import type { Currency, Instrument } from '../../../../domain/instrument.ts';
import type { OrderIntent } from '../../../../domain/order.ts';
import type { Micros } from '../../../../kernel/time.ts';
import type {
  CancelAnswer,
  OrderRef,
  VenueBalance,
  VenueCapabilities,
  VenueFill,
  VenueIdentity,
  VenueOrder,
  VenueReport,
  VenueTransfer,
} from '../../../../ports/venue.ts';
import type { UrlTree } from '../feed-urls.ts';
import type { Fields } from '../reply-fields.ts';
import type { Allowance } from './allowance-meter.ts';
import type { Refusal } from './failure.ts';
import type { Cost } from './request-budget.ts';
import type { TradingExchange } from './trading-exchange.ts';

/** A request of a venue's interface, as ccxt names its endpoints. Every number in it is a text that ccxt passes on as it is. */
export interface Call {
  readonly path: string;
  readonly api: string | readonly string[];
  readonly verb: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly cost: Cost;
  /** Parameters that depend on when, by the venue's clock, the request is signed. */
  readonly timed?: (venueNow: Micros) => Readonly<Record<string, unknown>>;
}

/** What a dialect needs to ask its venue something. */
export interface Desk {
  /** The reply to a question. Errors: those of the port's questions. */
  ask(call: Call): Promise<unknown>;
  /** The reply, or undefined when the venue says that there is no such thing. */
  askMaybe(call: Call): Promise<unknown>;
  /** The reply, or undefined when the key may not ask or the venue has no such endpoint. */
  askIfAllowed(call: Call): Promise<unknown>;
  /** The venue's name of an instrument's market. Errors: `VENUE_SYMBOL_UNKNOWN`. */
  marketId(instrument: Instrument): string;
  /** The market as the venue listed it, in its own words; names of it that it uses elsewhere stand there. */
  marketInfo(instrument: Instrument): Fields;
  /** The currency that the venue calls so. */
  currency(venueCode: string): Currency;
  /** The venue's time. */
  now(): Micros;
}

/** What the venue calls an order that it has taken, and since when it has it. */
export interface PlacedOrder {
  readonly venueOrderId: string;
  readonly ts: Micros;
}

/** What a message of the private stream is. */
export type StreamNews =
  | VenueReport
  /** A subscription was confirmed; the stream is up once all of `StreamDialect.channels` were. */
  | { readonly kind: 'confirmed'; readonly channel: string };

/** How a venue's private stream is opened and read. */
export interface StreamDialect {
  /** What has to be confirmed before the stream counts as up. */
  readonly channels: readonly string[];
  /** Whether it tells single fills; where it does not, they are asked for. */
  readonly tellsFills: boolean;
  /** Whether a living connection is never silent for long, since the venue says something at least every few seconds. */
  readonly heartbeat: boolean;
  /** Subscribes; each promise ends when there is news, and fails when the stream breaks. */
  watch(exchange: TradingExchange): readonly (() => Promise<unknown>)[];
  /** Reads the messages of one connection: what each says of these instruments. Its errors: `VENUE_BAD_REPLY`. */
  reader(instruments: readonly Instrument[], desk: Desk): (message: unknown) => readonly StreamNews[];
  /** Gives back what the venue holds for a connection that has ended. */
  leave?(exchange: TradingExchange): Promise<void>;
}

/** The wire of one venue: what it can, what each request looks like, and what its replies mean. */
export interface VenueDialect {
  /** ccxt's name of the venue. */
  readonly ccxtId: string;
  readonly capabilities: VenueCapabilities;
  readonly allowances: readonly Allowance[];
  /** What loading the list of markets weighs. */
  readonly listingWeight: number;
  /** Whether signed requests must arrive in the order in which they were signed. */
  readonly oneAtATime: boolean;
  /** Hosts of the venue's own sandbox. */
  readonly sandboxHosts: readonly string[];
  /** The addresses that requests and the private stream really use. */
  usedUrls(api: UrlTree): readonly string[];
  /** The question for the venue's clock, and what it says. */
  readonly time: { readonly call: Call; read(reply: unknown): Micros };
  readonly stream: StreamDialect;

  /** The refusal that a reply is, if it is one; `json` is an object or a list. It never throws. */
  readRefusal(status: number, json: unknown): Refusal | undefined;
  /** What the venue counted, as its headers tell: name of the window's length and sum. */
  readUsage(
    headers: Readonly<Record<string, unknown>>,
  ): readonly { readonly counts: Allowance['counts']; readonly per: Micros; readonly total: number }[];

  /** The request that places an order. Errors: `VENUE_CANNOT`. */
  place(intent: OrderIntent, desk: Desk): Call;
  /** The order in the reply to it. Errors: `VENUE_BAD_REPLY`. */
  readPlaced(reply: unknown, intent: OrderIntent, desk: Desk): PlacedOrder;
  /** Where the venue links a stop and a target: the request that places both, and the two orders in the reply to it. Errors as with one. */
  readonly linked?: {
    place(stop: OrderIntent, target: OrderIntent, desk: Desk): Call;
    read(reply: unknown, intents: readonly [OrderIntent, OrderIntent], desk: Desk): readonly [PlacedOrder, PlacedOrder];
  };
  /** The request that cancels an order. Errors: those of questions; `Refusal` when there is no such order. */
  cancel(ref: OrderRef, desk: Desk): Call | Promise<Call>;
  readCancelled(reply: unknown, ref: OrderRef, desk: Desk): CancelAnswer;
  /** The request that starts the countdown to cancelling everything; 0 seconds end it. Left out where the venue has none. */
  cancelAllAfter?(seconds: number): Call;

  permissions(desk: Desk): Promise<VenueIdentity['permissions']>;
  order(ref: OrderRef, desk: Desk): Promise<VenueOrder | undefined>;
  openOrders(instruments: readonly Instrument[], desk: Desk): Promise<readonly VenueOrder[]>;
  fills(instrument: Instrument, since: Micros, desk: Desk): Promise<readonly VenueFill[]>;
  balances(desk: Desk): Promise<readonly VenueBalance[]>;
  transfers(since: Micros, desk: Desk): Promise<readonly VenueTransfer[] | undefined>;
}
