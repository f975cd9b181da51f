import type { Instrument } from '../../../../../domain/instrument.ts';
import { fieldsOf, itemsOf, type Fields } from '../../reply-fields.ts';
import type { StreamDialect, StreamNews } from '../dialect.ts';
import { badReply, clientIdOf, idOf, isoTimeOf, limitPriceOf, quantityOf, wordOf } from '../wire-fields.ts';
import { SIDES, STATUSES } from './coinbase-orders.ts';

/** Coinbase's channel of the user's orders, kept open by its channel of heartbeats. It tells what an order has come to, but no single fills. */
export const COINBASE_STREAM: StreamDialect = {
  channels: ['user', 'heartbeats'],
  heartbeat: true,
  tellsFills: false,
  watch: (exchange) => [() => exchange.watchOrders(), () => exchange.subscribe('heartbeats', false)],
  reader: (instruments, desk) => {
    const markets = new Map(instruments.map((instrument) => [desk.marketId(instrument), instrument]));
    // What an ended order has left is nothing: how much was wanted is known from before.
    const wanted = new Map<string, number>();
    return (message) => readMessage(message, markets, wanted);
  },
};

function readMessage(value: unknown, markets: ReadonlyMap<string, Instrument>, wanted: Map<string, number>): readonly StreamNews[] {
  if (typeof value !== 'object' || value === null) return [];
  const message = value as Fields;
  const refuse = badReply('a message of the user channel');
  if (message['channel'] === 'subscriptions') {
    const events = itemsOf(message['events'], refuse).map((event) => fieldsOf(fieldsOf(event, refuse)['subscriptions'], refuse));
    return events.flatMap((each) => Object.keys(each).map((channel) => ({ kind: 'confirmed', channel }) as const));
  }
  if (message['channel'] !== 'user') return [];
  return itemsOf(message['events'], refuse).flatMap((event) =>
    itemsOf(fieldsOf(event, refuse)['orders'], refuse).flatMap((row) =>
      readOrder(fieldsOf(row, refuse), message['timestamp'], markets, wanted),
    ),
  );
}

function readOrder(
  order: Fields,
  timestamp: unknown,
  markets: ReadonlyMap<string, Instrument>,
  wanted: Map<string, number>,
): readonly StreamNews[] {
  const instrument = markets.get(String(order['product_id']));
  if (instrument === undefined) return [];
  const refuse = badReply(`a told order of ${instrument.id}`);
  const venueOrderId = idOf(order['order_id'], 'id', refuse);
  const filledQuantity = quantityOf(order['cumulative_quantity'], instrument, refuse);
  const quantity = Math.max(wanted.get(venueOrderId) ?? 0, filledQuantity + quantityOf(order['leaves_quantity'], instrument, refuse));
  const status = wordOf(order['status'], STATUSES, 'status', refuse);
  if (status === 'open') wanted.set(venueOrderId, quantity);
  else wanted.delete(venueOrderId);
  const told = {
    instrumentId: instrument.id,
    venueOrderId,
    clientOrderId: clientIdOf(order['client_order_id']),
    side: wordOf(order['order_side'], SIDES, 'side', refuse),
    quantity,
    filledQuantity,
    limitPrice: limitPriceOf(order['limit_price'], instrument, refuse),
    status,
    reason: [order['cancel_reason'], order['reject_reason']].find(
      (reason): reason is string => typeof reason === 'string' && reason !== '',
    ),
    ts: isoTimeOf(timestamp, refuse),
  };
  // Money has moved with it.
  return [{ kind: 'order', order: told }, { kind: 'balance' }];
}
