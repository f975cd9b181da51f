import type { Store, StoredFill, StoredOrder, StoredOrderEvent } from '../../ports/store.ts';

/** What a session has on record of its orders. */
export interface OrderRecords {
  readonly orders: readonly StoredOrder[];
  readonly events: readonly StoredOrderEvent[];
  readonly fills: readonly StoredFill[];
}

/** Reads it. */
export async function orderRecords(store: Pick<Store, 'orders' | 'orderEvents' | 'fills'>, sessionId: string): Promise<OrderRecords> {
  const [orders, events, fills] = [await store.orders(sessionId), await store.orderEvents(sessionId), await store.fills(sessionId)];
  return { orders, events, fills };
}

/**
 * Accounts for every order: what was ordered, what is told to have happened to it, and what was filled must agree. Returns every disagreement,
 * in words, by two ways of counting that share nothing; none when all is accounted for.
 */
export function accountFor({ orders, events, fills }: OrderRecords): readonly string[] {
  const found: string[] = [];
  const byId = new Map(orders.map((order) => [order.intentId, order]));
  const last = new Map(events.map((event) => [event.intentId, event]));
  const filled = new Map<number, number>();
  const seen = new Set<string>();
  for (const fill of fills) {
    const { tradeId, intentId, instrumentId, side, quantity } = fill;
    const name = `fill ${tradeId} in ${instrumentId}`;
    const key = JSON.stringify([instrumentId, tradeId]);
    if (seen.has(key)) found.push(`${name} is booked twice`);
    seen.add(key);
    const order = byId.get(intentId);
    if (order === undefined) found.push(`${name} belongs to no order`);
    else if (order.instrumentId !== instrumentId || order.side !== side) found.push(`${name} is not what order ${intentId} wanted`);
    filled.set(intentId, (filled.get(intentId) ?? 0) + quantity);
  }
  for (const { intentId, status, quantity, filledQuantity } of orders) {
    const sum = filled.get(intentId) ?? 0;
    if (sum !== filledQuantity) found.push(`order ${intentId} has filled ${filledQuantity}, and its fills are ${sum}`);
    if (sum > quantity) found.push(`order ${intentId} was for ${quantity}, and ${sum} was filled`);
    if (status === 'Filled' && sum !== quantity) found.push(`order ${intentId} is told as filled with ${sum} of ${quantity}`);
    const told = last.get(intentId);
    if (told === undefined) found.push(`nothing is told of order ${intentId}`);
    else if (told.status !== status || told.filledQuantity !== filledQuantity)
      found.push(
        `order ${intentId} is ${status} with ${filledQuantity}, and its last event says ${told.status} with ${told.filledQuantity}`,
      );
  }
  for (const intentId of last.keys()) if (!byId.has(intentId)) found.push(`something is told of order ${intentId}, which is not there`);
  return found;
}

/** Whether the accounting would see an order that is wrong: a fill that nobody ordered, put beside what is there, must be found. */
export function catchesCanary(records: OrderRecords): boolean {
  const [fill] = records.fills;
  const order = records.orders.find(({ intentId }) => intentId === fill?.intentId);
  if (fill === undefined || order === undefined) return false;
  const before = accountFor(records).length;
  const phantom = { ...fill, intentId: Math.max(...records.orders.map(({ intentId }) => intentId)) + 1, tradeId: `${fill.tradeId}-canary` };
  const doubled = { ...records, fills: [...records.fills, fill] };
  return accountFor({ ...records, fills: [...records.fills, phantom] }).length > before && accountFor(doubled).length > before;
}
