import type { Micros } from '../../kernel/time.ts';
import type { Quantity } from '../../domain/instrument.ts';
import { isOpen } from '../../domain/order.ts';
import type { VenueEvent } from '../../domain/venue-event.ts';
import type { Order } from './order.ts';
import { venueName } from './venue-name.ts';

/** An order as its venue tells it. */
export interface ToldOrder {
  readonly venueOrderId: string;
  readonly filledQuantity: Quantity;
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';
  readonly reason: string | undefined;
  readonly ts: Micros;
}

/** A fill as its venue tells it: by the venue's order, not yet by ours. */
export type ToldFill = Omit<VenueEvent & { readonly kind: 'fill' }, 'kind' | 'intentId'> & { readonly venueOrderId: string };

/** What is new in what a venue told of an order. */
export interface Told {
  readonly events: readonly VenueEvent[];
  /** Its count of what has filled is not that of the fills that are known. They have to be fetched, and the order asked for again. */
  readonly disagrees: boolean;
}

/**
 * What a venue tells of one of our orders, as the events that are new to us: that it is there, its fills, its end.
 * Told twice, or in whatever order, it comes to the same. The end is believed only once all fills that it counts are known,
 * so that no fill is lost to a cancel that crossed it; a count below ours was made before them, and says nothing about the end either.
 */
export function toldEvents(order: Order, told: ToldOrder | undefined, fills: readonly ToldFill[]): Told {
  const { intentId } = order.intent;
  const events: VenueEvent[] = [];
  const name = venueName(order);
  const isOther = (venueOrderId: string): boolean => name !== undefined && name !== venueOrderId;
  // A second order at the venue under one of our ids: nothing of it is news of this one.
  if (told !== undefined && isOther(told.venueOrderId)) return { events, disagrees: true };
  const fresh = newFills(
    order,
    fills.filter(({ venueOrderId }) => !isOther(venueOrderId)),
  );
  // A venue that refuses an order may have given it an id; it is no order all the same.
  const witness = told?.status === 'rejected' ? fresh[0] : (told ?? fresh[0]);
  if (name === undefined && witness !== undefined && isOpen(order.status))
    events.push({ kind: 'accepted', intentId, ts: witness.ts, venueOrderId: witness.venueOrderId });
  let filled = order.filledQuantity;
  for (const { tradeId, price, quantity, notional, fee, feeCurrency, liquidity, ts } of fresh) {
    filled += quantity;
    events.push({ kind: 'fill', intentId, ts, tradeId, price, quantity, notional, fee, feeCurrency, liquidity });
  }
  if (told === undefined) return { events, disagrees: false };
  if (told.filledQuantity !== filled) return { events, disagrees: told.status !== 'open' || told.filledQuantity > filled };
  if (told.status !== 'open' && isOpen(order.status) && filled < order.intent.quantity) events.push(endOf(order, told));
  return { events, disagrees: false };
}

function newFills(order: Order, fills: readonly ToldFill[]): readonly ToldFill[] {
  const seen = new Set<string>();
  return fills.filter(({ tradeId }) => {
    if (seen.has(tradeId) || order.knowsTrade(tradeId)) return false;
    seen.add(tradeId);
    return true;
  });
}

/** The end of an order of which not all was filled. What trades at once or never has expired, whatever its venue calls that. */
function endOf({ intent, status: before }: Order, { status, filledQuantity, reason, ts }: ToldOrder): VenueEvent {
  const { intentId, type, timeInForce } = intent;
  const isAtOnce = type === 'market' || timeInForce !== 'GTC';
  if (status === 'filled')
    return { kind: 'canceled', intentId, ts, reason: reason ?? 'the venue takes it for filled at less than was ordered' };
  // What has filled in part was not refused, whatever its venue calls it.
  const hasExpired = status === 'expired' || (status === 'canceled' && isAtOnce && before !== 'PendingCancel');
  const kind = hasExpired ? 'expired' : status === 'rejected' && filledQuantity === 0 ? 'rejected' : 'canceled';
  return { kind, intentId, ts, reason: reason ?? `${status} by the venue` };
}
