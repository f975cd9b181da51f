import type { OrderIntent } from '../../domain/order.ts';
import type { VenueCapabilities } from '../../ports/venue.ts';

/** What of an order the venue does not have, in words; undefined where it has all. */
export function venueCannot(
  { type, timeInForce, postOnly }: OrderIntent,
  { orderTypes, timesInForce, postOnly: hasPostOnly }: VenueCapabilities,
): string | undefined {
  if (!orderTypes.includes(type)) return `${type} orders`;
  // A market order trades at once, whatever else is said of it.
  if (type !== 'market' && !timesInForce.includes(timeInForce)) return `orders that are ${timeInForce}`;
  return postOnly && !hasPostOnly ? 'orders that only make liquidity' : undefined;
}
