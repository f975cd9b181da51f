import type { Instrument } from '../../../../../domain/instrument.ts';
import type { Side } from '../../../../../domain/order.ts';
import type { OrderRef, VenueOrder, VenueOrderStatus } from '../../../../../ports/venue.ts';
import { fieldsOf, type Fields } from '../../reply-fields.ts';
import type { Desk } from '../dialect.ts';
import { badReply, clientIdOf, limitPriceOf, quantityOf, secondsOf, wordOf } from '../wire-fields.ts';
import { krakenCall, resultOf } from './kraken-call.ts';

const SIDES: Readonly<Record<string, Side>> = { buy: 'buy', sell: 'sell' };
const STATUSES: Readonly<Record<string, VenueOrderStatus>> = {
  pending: 'open',
  open: 'open',
  closed: 'filled',
  canceled: 'canceled',
  expired: 'expired',
};

/**
 * An order at Kraken. By the venue's id `QueryOrders` tells it; by ours `OpenOrders` and then `ClosedOrders` are searched, in this order, since
 * an order ends but never opens again. (ccxt would ask `QueryOrders` with our id as `userref`, which is another thing.)
 */
export async function findKrakenOrder({ instrument, clientOrderId, venueOrderId }: OrderRef, desk: Desk): Promise<VenueOrder | undefined> {
  const refuse = badReply(`the orders of ${instrument.id}`);
  if (venueOrderId !== undefined) {
    const reply = await desk.askMaybe(krakenCall('QueryOrders', { txid: venueOrderId }));
    const found = reply === undefined ? undefined : resultOf(reply, refuse)[venueOrderId];
    return found === undefined ? undefined : decodeKrakenOrder(venueOrderId, found, instrument);
  }
  for (const [path, list] of [
    ['OpenOrders', 'open'],
    ['ClosedOrders', 'closed'],
  ] as const) {
    const orders = fieldsOf(resultOf(await desk.ask(krakenCall(path, { cl_ord_id: clientOrderId })), refuse)[list], refuse);
    const [newest] = Object.entries(orders).map(([id, order]) => decodeKrakenOrder(id, order, instrument));
    if (newest !== undefined) return newest.clientOrderId === clientOrderId ? newest : refuse('were asked for one, and told of another');
  }
  return undefined;
}

/** The open orders of some instruments; Kraken tells those of all markets at once. */
export async function findOpenKrakenOrders(instruments: readonly Instrument[], desk: Desk): Promise<readonly VenueOrder[]> {
  const refuse = badReply('the open orders');
  const open = fieldsOf(resultOf(await desk.ask(krakenCall('OpenOrders')), refuse)['open'], refuse);
  const byPair = new Map(instruments.flatMap((instrument) => pairsOf(instrument, desk).map((pair) => [pair, instrument] as const)));
  return Object.entries(open).flatMap(([id, value]) => {
    const { pair } = fieldsOf(fieldsOf(value, refuse)['descr'], refuse);
    const instrument = typeof pair === 'string' ? byPair.get(pair) : refuse('do not tell their market');
    return instrument === undefined ? [] : [decodeKrakenOrder(id, value, instrument)];
  });
}

/** The names of a market in Kraken's replies: its key, and the other one, which orders are told by. */
export function pairsOf(instrument: Instrument, desk: Desk): readonly string[] {
  return [desk.marketId(instrument), String(desk.marketInfo(instrument)['altname'])];
}

function decodeKrakenOrder(id: string, value: unknown, instrument: Instrument): VenueOrder {
  const refuse = badReply(`the order ${id} of ${instrument.id}`);
  const order = fieldsOf(value, refuse);
  const descr = fieldsOf(order['descr'], refuse);
  const quantity = quantityOf(order['vol'], instrument, refuse);
  const filledQuantity = quantityOf(order['vol_exec'], instrument, refuse);
  const told = wordOf(order['status'], STATUSES, 'status', refuse);
  return {
    instrumentId: instrument.id,
    venueOrderId: id,
    clientOrderId: clientIdOf(order['cl_ord_id']),
    side: wordOf(descr['type'], SIDES, 'side', refuse),
    quantity,
    filledQuantity,
    limitPrice: limitOf(descr, instrument),
    // It calls closed also what has ended with less than was wanted.
    status: told === 'filled' && filledQuantity < quantity ? 'canceled' : told,
    reason: typeof order['reason'] === 'string' ? order['reason'] : undefined,
    ts: secondsOf(order['closetm'] ?? order['opentm'], refuse),
  };
}

/** The limit is `price`, unless that is a trigger. */
function limitOf(descr: Fields, instrument: Instrument): VenueOrder['limitPrice'] {
  const refuse = badReply(`an order of ${instrument.id}`);
  if (descr['ordertype'] === 'limit') return limitPriceOf(descr['price'], instrument, refuse);
  return String(descr['ordertype']).endsWith('-limit') ? limitPriceOf(descr['price2'], instrument, refuse) : undefined;
}
