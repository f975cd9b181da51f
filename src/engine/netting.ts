import type { Micros } from '../kernel/time.ts';
import { formatPrice, type Money, type Price, type Quantity } from '../domain/instrument.ts';
import { notional } from '../domain/money.ts';
import type { VenueEvent } from '../domain/venue-event.ts';
import { crossOrders } from '../core/allocation/cross-orders.ts';
import type { Order } from '../core/execution/order.ts';
import type { Draft } from './draft.ts';
import type { Seat, StrategyHost } from './strategy-host.ts';

/** An order at the market that waits for the end of its event. */
interface Held {
  readonly seat: Seat;
  readonly draft: Draft;
}

/** Where orders are placed: the pipeline. */
export interface OrderDoor {
  place(host: StrategyHost, seat: Seat, draft: Draft, crossed?: 'crossed'): Order | undefined;
  submit(seat: Seat, order: Order): void;
  cross(order: Order, notional: Money): void;
}

/**
 * Keeps the market orders of strategies until all of them have seen an event, then crosses those that stand against each other: at the last
 * price, without a fee, as orders and fills of their own on both sides. Only the rest goes to the venue.
 */
export class Netting {
  /** Whether orders are kept: while strategies are given bars, ticks and timers. */
  isOpen = false;
  readonly #held: Held[] = [];

  /** Keeps an order; false where it has to be placed now. */
  keeps(seat: Seat, draft: Draft, isByPerson: boolean): boolean {
    if (!this.isOpen || isByPerson || draft.type !== 'market' || draft.quantity <= 0 || Number.isNaN(seat.market.lastPrice)) return false;
    this.#held.push({ seat, draft });
    return true;
  }

  /** Takes out what a seat has kept, for an order that follows it. */
  takeOut(seat: Seat): Draft | undefined {
    const at = this.#held.findIndex((other) => other.seat === seat);
    return at === -1 ? undefined : this.#held.splice(at, 1)[0]?.draft;
  }

  /** The event is over: crosses what it can and places the rest. `fill` books the fills of what was crossed. */
  release(time: Micros, door: OrderDoor, fill: (event: VenueEvent) => void): void {
    this.isOpen = false;
    while (this.#held.length > 0) {
      const instrument = this.#held[0]?.seat.market.instrument;
      const kept = this.#held.filter(({ seat }) => seat.market.instrument === instrument);
      for (const each of kept) this.#held.splice(this.#held.indexOf(each), 1);
      // A strategy that was stopped meanwhile opens nothing any more.
      const group = kept.filter(({ seat, draft }) => seat.host.stopped === undefined || draft.reduceOnly);
      const left = this.#cross(group, time, door, fill);
      for (const [at, { seat, draft }] of group.entries()) {
        const quantity = left[at] ?? 0;
        if (quantity > 0) door.place(seat.host, seat, { ...draft, quantity });
      }
    }
  }

  /** What of each is left for the market. */
  #cross(group: readonly Held[], time: Micros, door: OrderDoor, fill: (event: VenueEvent) => void): readonly number[] {
    const left = group.map(({ draft }) => draft.quantity);
    const place = ({ seat }: Held, draft: Draft): Order | undefined => door.place(seat.host, seat, draft, 'crossed');
    const wishes = group.map(({ seat, draft }) => ({ strategyId: seat.host.id, side: draft.side, quantity: draft.quantity }));
    for (const { buyer, seller, quantity } of crossOrders(wishes, (size) => canBe(group[0], size))) {
      const [buy, sell] = [group[buyer], group[seller]];
      if (buy === undefined || sell === undefined) continue;
      const part = ({ seat, draft }: Held, other: Held): Draft => {
        const price = formatPrice(seat.market.instrument, seat.market.lastPrice);
        return { ...draft, quantity, sizing: `${draft.sizing}; crossed with ${other.seat.host.id} at ${price}` };
      };
      const [sold, bought] = [place(sell, part(sell, buy)), place(buy, part(buy, sell))];
      const isCrossed = sold !== undefined && bought !== undefined;
      for (const [{ seat }, order] of [[sell, sold] as const, [buy, bought] as const]) {
        if (order === undefined) continue;
        // What one of them may not do, the other tries at the market.
        if (!isCrossed) door.submit(seat, order);
        else {
          const event = crossFill(order, quantity, buy.seat.market.lastPrice, time);
          door.cross(order, event.notional);
          fill(event);
        }
      }
      left[buyer] = (left[buyer] ?? 0) - quantity;
      left[seller] = (left[seller] ?? 0) - quantity;
    }
    return left;
  }
}

/** Whether an order may be so small. */
function canBe(held: Held | undefined, quantity: number): boolean {
  if (held === undefined) return false;
  const { instrument, lastPrice } = held.seat.market;
  return quantity >= instrument.minQuantity && notional(instrument, lastPrice, quantity, 'floor') >= instrument.minNotional;
}

function crossFill({ intent }: Order, quantity: Quantity, price: Price, ts: Micros): VenueEvent & { readonly kind: 'fill' } {
  const { intentId, instrument } = intent;
  const money = { notional: notional(instrument, price, quantity, 'half-even'), fee: 0, feeCurrency: instrument.quote };
  return { kind: 'fill', intentId, ts, tradeId: `net-${intentId}`, price, quantity, ...money, liquidity: 'taker' };
}
