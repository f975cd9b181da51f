import type { Instrument } from '../../../../../domain/instrument.ts';
import type { Side } from '../../../../../domain/order.ts';
import type { VenueOrder, VenueOrderStatus } from '../../../../../ports/venue.ts';
import { fieldsOf } from '../../reply-fields.ts';
import { badReply, clientIdOf, idOf, limitPriceOf, quantityOf, timeOf, wordOf } from '../wire-fields.ts';

/** How Binance, and MEXC after it, write sides. */
export const SIDES: Readonly<Record<string, Side>> = { BUY: 'buy', SELL: 'sell' };

/** How Binance, and MEXC after it, write where an order stands. */
export const STATUSES: Readonly<Record<string, VenueOrderStatus>> = {
  NEW: 'open',
  PENDING_NEW: 'open',
  PARTIALLY_FILLED: 'open',
  PENDING_CANCEL: 'open',
  FILLED: 'filled',
  CANCELED: 'canceled',
  PARTIALLY_CANCELED: 'canceled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** An order as REST tells it. Errors: `VENUE_BAD_REPLY`. */
export function decodeOrder(value: unknown, instrument: Instrument, marketId: string): VenueOrder {
  const refuse = badReply(`an order of ${instrument.id}`);
  const order = fieldsOf(value, refuse);
  if (order['symbol'] !== marketId) refuse(`is of another market`);
  const status = wordOf(order['status'], STATUSES, 'status', refuse);
  return {
    instrumentId: instrument.id,
    venueOrderId: idOf(order['orderId'], 'id', refuse),
    clientOrderId: clientIdOf(order['clientOrderId']),
    side: wordOf(order['side'], SIDES, 'side', refuse),
    quantity: quantityOf(order['origQty'], instrument, refuse),
    filledQuantity: quantityOf(order['executedQty'], instrument, refuse),
    limitPrice: order['type'] === 'MARKET' ? undefined : limitPriceOf(order['price'], instrument, refuse),
    status,
    reason: status === 'expired' || status === 'rejected' ? String(order['status']) : undefined,
    ts: timeOf(order['updateTime'] ?? order['time'], refuse),
  };
}
