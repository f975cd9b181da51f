import type { Micros } from '../kernel/time.ts';
import type { VenueConnection } from '../ports/status-source.ts';
import type { StoredOrderId } from '../ports/store.ts';
import type { VenueOrder } from '../ports/venue.ts';
import type { RecallOrder } from './recall-order.ts';
import type { Words } from './session-notices.ts';
import type { SessionInput } from './session-input.ts';
import type { SessionRules } from './session-rules.ts';
import type { TradingSession } from './trading-session.ts';

/** The way from a venue into the session. */
export interface VenueWay {
  /** Takes inputs into the session, made when their turn has come; resolves once what came of them is stored. */
  readonly enter: (inputs: () => readonly SessionInput[]) => Promise<void>;
  /** The intent of an order that the store has. */
  readonly findIntent: (id: StoredOrderId) => Promise<number | undefined>;
  /** An order that the store has, ended long ago. */
  readonly recall: RecallOrder;
  readonly onNotice: (words: Words) => void;
  /** Whether nothing that adds exposure may leave any more: a kill was heard that is not stored yet. */
  readonly isLatched: () => boolean;
  /** Asks it to end. */
  readonly signal: AbortSignal;
}

/** The side of a session that faces its venue: simulated here, or real and elsewhere. */
export interface VenueSide {
  readonly stage: 'paper' | 'live';
  readonly session: TradingSession;
  /** Where a venue that is elsewhere takes orders: a session is never continued at another place. */
  readonly place?: string;
  /** What the client order ids of a session that begins now start with; the account's id where left out. */
  readonly clientIds?: string;
  /** By what rules the venue lists its instruments now, where they are not those by which the session has come back. */
  readonly newRules?: SessionRules | undefined;
  /** Joins the session, which has come back, to its venue. */
  begin(way: VenueWay): Promise<void>;
  /** The session ends in order: what it has at a venue elsewhere is to stay as it is. */
  leave?(): Promise<void>;
  /** Resolves once what was begun has ended. Errors: what made it end. */
  ended(): Promise<void>;
  /**
   * Compares session and venue: what differs, in words, once what nothing explains is booked where a person accepts it by name.
   * Left out where the venue is here. Errors: those of asking the venue.
   */
  compare?(acceptedBy?: string): Promise<readonly string[]>;
  /** The open orders that a venue which is elsewhere has. Errors: those of asking it. */
  openOrders?(): Promise<readonly VenueOrder[]>;
  /** How the connection to a venue that is elsewhere is doing at a moment. */
  status?(now: Micros): VenueConnection;
  /** Lets go of the venue, begun or not. */
  close(): Promise<void>;
}
