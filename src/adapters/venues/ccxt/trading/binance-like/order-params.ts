import type { OrderIntent } from '../../../../../domain/order.ts';
import type { OrderRef } from '../../../../../ports/venue.ts';
import type { Call, Desk } from '../dialect.ts';
import { wireNumber } from '../wire-fields.ts';

/** An order as Binance, and MEXC after it, want it; `type` is what makes it a market order, a limit or a stop. */
export function orderParams(intent: OrderIntent, type: Readonly<Record<string, string>>, desk: Desk): Call['params'] {
  const { instrument, side, quantity, clientOrderId } = intent;
  return {
    symbol: desk.marketId(instrument),
    side: side.toUpperCase(),
    quantity: wireNumber(quantity, instrument.quantityScale),
    ...type,
    newClientOrderId: clientOrderId,
  };
}

/** An order that is to be cancelled: by the venue's id where that is known, else by ours. */
export function cancelParams({ instrument, clientOrderId, venueOrderId }: OrderRef, desk: Desk): Call['params'] {
  const id = venueOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: venueOrderId };
  return { symbol: desk.marketId(instrument), ...id };
}
