import type { Instrument } from '../../../../../domain/instrument.ts';
import type { Side } from '../../../../../domain/order.ts';
import type { OrderRef, VenueOrder, VenueOrderStatus } from '../../../../../ports/venue.ts';
import { fieldsOf, type Fields } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { Refusal } from '../failure.ts';
import { badReply, clientIdOf, idOf, isoTimeOf, limitPriceOf, quantityOf, wordOf } from '../wire-fields.ts';
import { coinbaseCall, readPages } from './coinbase-call.ts';

/** How Coinbase writes sides. */
export const SIDES: Readonly<Record<string, Side>> = { BUY: 'buy', SELL: 'sell' };

/** How Coinbase writes where an order stands. */
export const STATUSES: Readonly<Record<string, VenueOrderStatus>> = {
  PENDING: 'open',
  OPEN: 'open',
  QUEUED: 'open',
  CANCEL_QUEUED: 'open',
  EDIT_QUEUED: 'open',
  FILLED: 'filled',
  CANCELLED: 'canceled',
  EXPIRED: 'expired',
  FAILED: 'rejected',
};

const PAGE = 250;

/**
 * An order at Coinbase. It is known there by Coinbase's id only (ccxt would ask for `undefined`): by ours it is searched for in the list of a
 * market's orders, newest first, which has the open ones and the ended ones.
 */
export async function findCoinbaseOrder(
  { instrument, clientOrderId, venueOrderId }: OrderRef,
  desk: Desk,
): Promise<VenueOrder | undefined> {
  const refuse = badReply(`an order of ${instrument.id}`);
  if (venueOrderId !== undefined) {
    const reply = await desk.askMaybe(coinbaseCall('orders/historical/{order_id}', { order_id: venueOrderId }));
    return reply === undefined ? undefined : decodeCoinbaseOrder(fieldsOf(reply, refuse)['order'], instrument, desk);
  }
  const isOurs = (row: unknown): boolean => fieldsOf(row, refuse)['client_order_id'] === clientOrderId;
  const rows = await readPages(desk, ordersCall([instrument], desk), 'orders', (found) => found.some(isOurs));
  const ours = rows.find(isOurs);
  return ours === undefined ? undefined : decodeCoinbaseOrder(ours, instrument, desk);
}

/** The open orders of some instruments. */
export async function findOpenCoinbaseOrders(instruments: readonly Instrument[], desk: Desk): Promise<readonly VenueOrder[]> {
  const markets = new Map(instruments.map((instrument) => [desk.marketId(instrument), instrument]));
  const rows = await readPages(desk, ordersCall(instruments, desk, { order_status: 'OPEN' }), 'orders');
  return rows.flatMap((row) => {
    const instrument = markets.get(String(fieldsOf(row, badReply('an open order'))['product_id']));
    return instrument === undefined ? [] : [decodeCoinbaseOrder(row, instrument, desk)];
  });
}

/** The request that cancels an order, for which Coinbase's own id has to be known. */
export async function coinbaseCancelCall(ref: OrderRef, desk: Desk): Promise<Call> {
  const venueOrderId = ref.venueOrderId ?? (await findCoinbaseOrder(ref, desk))?.venueOrderId;
  if (venueOrderId === undefined) throw new Refusal('absent', 404, `there is no order ${ref.clientOrderId}`);
  return coinbaseCall('orders/batch_cancel', { order_ids: [venueOrderId] }, 'POST');
}

function ordersCall(instruments: readonly Instrument[], desk: Desk, params: Call['params'] = {}): Call {
  const product_ids = instruments.map((instrument) => desk.marketId(instrument));
  return coinbaseCall('orders/historical/batch', { product_ids, limit: PAGE, ...params });
}

function decodeCoinbaseOrder(value: unknown, instrument: Instrument, desk: Desk): VenueOrder {
  const refuse = badReply(`an order of ${instrument.id}`);
  const order = fieldsOf(value, refuse);
  if (order['product_id'] !== desk.marketId(instrument)) refuse('is of another market');
  const [configured] = Object.values(fieldsOf(order['order_configuration'], refuse)).map((each) => fieldsOf(each, refuse));
  const filledQuantity = quantityOf(order['filled_size'], instrument, refuse);
  return {
    instrumentId: instrument.id,
    venueOrderId: idOf(order['order_id'], 'id', refuse),
    clientOrderId: clientIdOf(order['client_order_id']),
    side: wordOf(order['side'], SIDES, 'side', refuse),
    // An order by hand may say how much money it spends instead.
    quantity: configured?.['base_size'] === undefined ? filledQuantity : quantityOf(configured['base_size'], instrument, refuse),
    filledQuantity,
    limitPrice: limitPriceOf(configured?.['limit_price'], instrument, refuse),
    status: wordOf(order['status'], STATUSES, 'status', refuse),
    reason: reasonOf(order),
    ts: isoTimeOf(order['last_fill_time'] ?? order['created_time'], refuse),
  };
}

function reasonOf(order: Fields): string | undefined {
  const reasons = [order['reject_message'], order['cancel_message']];
  return reasons.find((reason): reason is string => typeof reason === 'string' && reason !== '');
}
