import type { Micros } from '../kernel/time.ts';
import type { BarColumns } from '../domain/bars.ts';
import type { Money } from '../domain/instrument.ts';
import type { OrderIntent, OrderView } from '../domain/order.ts';
import type { VenueEvent } from '../domain/venue-event.ts';

/** What a venue says is held: signed positions by `strategy instrument`, and the intents of open orders. */
export interface VenueHoldings {
  readonly positions: ReadonlyMap<string, number>;
  readonly openOrders: readonly number[];
}

/**
 * The venue as the core's turn sees it: simulated here, or the near side of one that is elsewhere. It is pulled, one event at a time, so that
 * what the core does about one reaches it before the next. Markets are numbered in the order of the session.
 */
export interface SessionVenue<State = unknown> {
  /** The bar of a row closed. False when it concerns no order; else the caller pulls events until there are none. */
  openBar(market: number, bars: BarColumns, row: number): boolean;
  next(): VenueEvent | undefined;
  /** Takes an order. */
  submit(intent: OrderIntent, now: Micros): void;
  cancel(intentId: number, now: Micros): void;
  /** Two strategies of the account have traded with each other: this is one side, filled. A venue that is elsewhere knows no strategies, and has none. */
  cross?(intent: OrderIntent, value: Money): void;
  /**
   * What it was asked goes out now: all that led to it is durable. One that is simulated here has none: it acts at once, and is asked
   * only when what led to that is durable.
   */
  release?(): void;
  /** What must be remembered between two inputs, JSON-safe. */
  readonly state: State;
  /** Goes on from a saved state; `open` are the orders that the desk has open then. */
  restore(state: State, open: Iterable<OrderView>): void;
  /** What it says is held; undefined where it has to be asked over a network. */
  readonly holdings: VenueHoldings | undefined;
}
