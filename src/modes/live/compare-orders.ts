import { isOpen } from '../../domain/order.ts';
import type { Order } from '../../core/execution/order.ts';
import { venueName } from '../../core/execution/venue-name.ts';
import type { OrderRef, VenueOrder } from '../../ports/venue.ts';
import type { Adoption } from './adoption.ts';
import type { LiveLink } from './live-link.ts';
import type { OrderGateway } from './order-gateway.ts';
import type { VenueNews } from './venue-news.ts';

/** What a comparison of orders found. */
export interface ComparedOrders {
  /** Differences, in words. */
  readonly found: readonly string[];
  /** Open orders at the venue that are not ours, and were not adopted: counted, and left alone. */
  readonly others: number;
}

/**
 * Holds the orders that are open here against those that are open at the venue. What is listed there is taken in; what is missing there
 * is asked for by name, and only what was known at the venue before it was asked counts as missing: a new order may show late.
 * Errors: those of questions to the venue.
 */
export async function compareOrders(link: LiveLink, news: VenueNews, gateway: OrderGateway, adoption: Adoption): Promise<ComparedOrders> {
  const { venue, instruments, account } = link;
  const expected = [...account.desk.all()].filter((order) => venueName(order) !== undefined);
  const found: string[] = [];
  let others = 0;
  for (const told of await venue.openOrders(instruments)) {
    const intentId = await news.owners.intentOf(told);
    const order = intentId === undefined ? undefined : account.desk.find(intentId);
    if (intentId === undefined) others += (await adoption.adopt(told)) ? 0 : 1;
    else if (order !== undefined) await take(order, told, news, gateway);
    else found.push(...(await takeBack(told, link)));
  }
  for (const order of expected) {
    if (!isOpen(order.status) || gateway.pursues(order)) continue;
    const told = await venue.order(refOf(order));
    if (told !== undefined) await take(order, told, news, gateway);
    else if (isOpen(order.status)) {
      found.push(`order ${order.intent.clientOrderId} is open here, and ${venue.id} does not know it`);
      gateway.pursue(order, 'unlisted');
    }
  }
  return { found, others };
}

async function take(order: Order, told: VenueOrder, news: VenueNews, gateway: OrderGateway): Promise<void> {
  if (!(await news.learn(order, told))) gateway.pursue(order, told);
}

/** An order of ours stands at the venue that has ended here: nobody looks after it, so it is taken back; what it fills is booked. */
async function takeBack(listed: VenueOrder, { venue, instruments, onNotice }: LiveLink): Promise<readonly string[]> {
  const { clientOrderId = '', venueOrderId, instrumentId } = listed;
  const instrument = instruments.find(({ id }) => id === instrumentId);
  if (instrument === undefined) return [];
  const ref = { instrument, clientOrderId, venueOrderId };
  // The list was made before this was looked at; only what the venue says now counts.
  if ((await venue.order(ref))?.status !== 'open') return [];
  const text = `order ${clientOrderId || venueOrderId} of ${instrumentId} is open at ${venue.id}, and has ended here`;
  const { kind } = await venue.cancel(ref);
  if (kind === 'requested') onNotice({ severity: 'critical', code: 'ORDER_LEFT_BEHIND', text: `${text}; it is cancelled` });
  return [text];
}

function refOf(order: Order): OrderRef {
  const { instrument, clientOrderId } = order.intent;
  return { instrument, clientOrderId, venueOrderId: venueName(order) };
}
