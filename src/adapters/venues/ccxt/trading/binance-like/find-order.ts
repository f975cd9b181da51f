import type { Instrument } from '../../../../../domain/instrument.ts';
import type { OrderRef, VenueOrder } from '../../../../../ports/venue.ts';
import { fail } from '../../../../../kernel/errors.ts';
import type { Micros } from '../../../../../kernel/time.ts';
import { itemsOf } from '../../reply-fields.ts';
import type { Call, Desk } from '../dialect.ts';
import { badReply } from '../wire-fields.ts';
import { decodeOrder } from './decode-order.ts';

/** The questions by which an order is searched for. */
export interface OrderQuestions {
  one(params: Readonly<Record<string, string>>): Call;
  open(symbol: string): Call;
  history(symbol: string, now: Micros): Call;
  fillsOf(symbol: string, orderId: string): Call;
}

/**
 * An order, by the venue's id where it is known. It is absent only when the venue does not know it by its id, and open orders, recent history
 * and fills lack it too: just after it was placed, one of them may be behind the others.
 */
export async function findOrder(ref: OrderRef, desk: Desk, questions: OrderQuestions): Promise<VenueOrder | undefined> {
  const { instrument, clientOrderId, venueOrderId } = ref;
  const symbol = desk.marketId(instrument);
  const refuse = badReply(`the orders of ${instrument.id}`);
  const id = venueOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: venueOrderId };
  const found = await desk.askMaybe(questions.one({ symbol, ...id }));
  if (found !== undefined) return checkIsThat(decodeOrder(found, instrument, symbol), ref);
  const lists = [await desk.ask(questions.open(symbol)), await desk.ask(questions.history(symbol, desk.now()))];
  const orders = lists.flatMap((list) => itemsOf(list, refuse).map((item) => decodeOrder(item, instrument, symbol)));
  const listed = orders.findLast((order) =>
    venueOrderId === undefined ? order.clientOrderId === clientOrderId : order.venueOrderId === venueOrderId,
  );
  if (listed !== undefined || venueOrderId === undefined) return listed;
  const fills = itemsOf(await desk.ask(questions.fillsOf(symbol, venueOrderId)), refuse);
  return fills.length === 0 ? undefined : refuse(`lack ${venueOrderId}, of which there are fills`);
}

/** A reply about another order is no answer. */
function checkIsThat(order: VenueOrder, { instrument, clientOrderId, venueOrderId }: OrderRef): VenueOrder {
  if (venueOrderId === undefined ? order.clientOrderId === clientOrderId : order.venueOrderId === venueOrderId) return order;
  return fail(
    'VENUE_BAD_REPLY',
    `asked for the order ${venueOrderId ?? clientOrderId} of ${instrument.id}, and told of ${order.venueOrderId}`,
  );
}

/** The open orders of some instruments. */
export async function findOpenOrders(
  instruments: readonly Instrument[],
  desk: Desk,
  questions: OrderQuestions,
): Promise<readonly VenueOrder[]> {
  const lists = await Promise.all(
    instruments.map(async (instrument) => {
      const symbol = desk.marketId(instrument);
      const orders = itemsOf(await desk.ask(questions.open(symbol)), badReply(`the open orders of ${instrument.id}`));
      return orders.map((order) => decodeOrder(order, instrument, symbol));
    }),
  );
  return lists.flat();
}
