import type { OrderView } from '../../domain/order.ts';
import { HELD } from '../../domain/venue-event.ts';

/** What the venue calls an order; undefined before it has told, and of an order that Ballast holds itself. */
export function venueName({ venueOrderId }: Pick<OrderView, 'venueOrderId'>): string | undefined {
  return venueOrderId === HELD ? undefined : venueOrderId;
}

/** Whether Ballast holds an order itself, so that there is nothing of it at the venue. */
export function isHeldHere({ status, venueOrderId }: Pick<OrderView, 'status' | 'venueOrderId'>): boolean {
  return status === 'Accepted' && venueOrderId === HELD;
}
