import { formatQuantity } from '../../domain/instrument.ts';
import type { Engine } from '../../engine/engine.ts';
import type { VenueOrder } from '../../ports/venue.ts';

/** An open order that is left. */
export interface LeftOrder {
  /** Ours where it is one of ours, else the venue's. */
  readonly id: string;
  readonly strategy: string | null;
  readonly instrument: string;
  readonly side: string;
  /** What of it can still fill. */
  readonly quantity: string;
  /**
   * `adds`: it can add exposure. `reduces`: it can only close a position, and stays. `unknown`: an order of ours that could add exposure,
   * of which the venue has not said what became of it. `other`: not of this session; it is left alone.
   */
  readonly what: 'adds' | 'reduces' | 'unknown' | 'other';
}

/** A position that is left. */
export interface LeftPosition {
  readonly strategy: string;
  readonly instrument: string;
  readonly quantity: string;
  /** Whether it is to be closed. */
  readonly isFlattening: boolean;
}

/** What is open and held. */
export interface LeftOver {
  /** Where open orders were asked for; null where the venue is simulated here. */
  readonly venue: string | null;
  readonly orders: readonly LeftOrder[];
  readonly positions: readonly LeftPosition[];
}

/** What a session has left: by what its venue tells of open orders, or by its own books where the venue is simulated here. */
export function leftOver({ account, hosts, markets }: Engine, venue: string | null, told: readonly VenueOrder[]): LeftOver {
  const open = [...account.desk.all()];
  const known = new Set<VenueOrder>();
  const orders: LeftOrder[] = [];
  for (const { intent, remaining, venueOrderId, status } of open) {
    const { clientOrderId, strategyId, instrument, side, reduceOnly } = intent;
    const atVenue = told.find((each) => each.venueOrderId === venueOrderId || each.clientOrderId === clientOrderId);
    if (atVenue !== undefined) known.add(atVenue);
    // A cash account sells what it holds.
    const reduces = reduceOnly || (account.terms.type === 'cash' && side === 'sell');
    const isUnsure = venue !== null && atVenue === undefined && (status === 'Submitted' || status === 'Unknown');
    // One that the venue no longer tells of has ended there: its news is on the way.
    if (!reduces && !isUnsure && venue !== null && atVenue === undefined) continue;
    const quantity = formatQuantity(instrument, remaining);
    const what = reduces ? 'reduces' : isUnsure ? 'unknown' : 'adds';
    orders.push({ id: clientOrderId, strategy: strategyId, instrument: instrument.id, side, quantity, what });
  }
  for (const each of told) {
    const instrument = markets.find((market) => market.instrument.id === each.instrumentId)?.instrument;
    if (known.has(each) || instrument === undefined) continue;
    // An order that the session forgot about would be a stranger too: by its name it is ours.
    const isOurs = each.clientOrderId?.startsWith(`${account.clientIds}-`) === true;
    const quantity = formatQuantity(instrument, each.quantity - each.filledQuantity);
    const what = isOurs ? (each.side === 'sell' ? 'reduces' : 'adds') : 'other';
    orders.push({
      id: each.clientOrderId ?? each.venueOrderId,
      strategy: null,
      instrument: instrument.id,
      side: each.side,
      quantity,
      what,
    });
  }
  const positions = hosts.flatMap(({ id, seats }) =>
    seats
      .filter(({ book }) => book.quantity !== 0)
      .map(({ book, market, isFlattening }) => ({
        strategy: id,
        instrument: market.instrument.id,
        quantity: formatQuantity(market.instrument, book.quantity),
        isFlattening: isFlattening && Math.abs(book.quantity) >= market.instrument.lot,
      })),
  );
  return { venue, orders, positions };
}
