import { assert } from '../kernel/assert.ts';
import { rescale } from '../kernel/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { isOpen, type OrderIntent } from '../domain/order.ts';
import type { SavedIntent } from '../domain/saved-intent.ts';
import type { SavedOrder } from '../core/execution/order-desk.ts';
import type { Store, StoredOrder, StoredOrderId } from '../ports/store.ts';

/** An order as the store has it, with what was booked of it. */
export type RecallOrder = (id: StoredOrderId) => Promise<SavedOrder | undefined>;

/**
 * An order that has ended long ago, as the desk of the session would have it; undefined where the session has none of this id, or it is open.
 * `instruments` are those of the session. Errors: those of the store.
 */
export async function recallOrder(
  store: Pick<Store, 'order' | 'fills'>,
  sessionId: string,
  instruments: readonly Instrument[],
  id: StoredOrderId,
): Promise<SavedOrder | undefined> {
  const order = await store.order(sessionId, id);
  const instrument = instruments.find((each) => each.id === order?.instrumentId);
  if (order === undefined || instrument === undefined || isOpen(order.status)) return undefined;
  assert(order.priceScale === instrument.priceScale, 'a session keeps the price unit of its instruments');
  const tradeIds = (await store.fills(sessionId, { intentId: order.intentId })).map(({ tradeId }) => tradeId);
  const lastTradeId = tradeIds.pop();
  const { status, filledQuantity, venueOrderId } = order;
  return {
    intent: intentOf(order, instrument),
    status,
    filledQuantity: rescale(filledQuantity, order.quantityScale, instrument.quantityScale, 'floor'),
    reservedMoney: 0,
    ...(venueOrderId !== null && { venueOrderId }),
    ...(lastTradeId !== undefined && { lastTradeId }),
    ...(tradeIds.length > 0 && { tradeIds }),
  };
}

function intentOf(order: StoredOrder, { id, quantityScale }: Instrument): SavedIntent {
  const { intentId, clientOrderId, accountId, strategyId, timeInForce, postOnly, reduceOnly, sizing, tsInit } = order;
  const { bracketStopPrice: stopPrice, bracketTargetPrice: targetPrice } = order;
  return {
    ...{ intentId, clientOrderId, accountId, strategyId, postOnly, reduceOnly, sizing, tsInit },
    instrument: id,
    side: order.side as OrderIntent['side'],
    type: order.type as OrderIntent['type'],
    role: order.role as OrderIntent['role'],
    quantity: rescale(order.quantity, order.quantityScale, quantityScale, 'floor'),
    limitPrice: order.limitPrice ?? undefined,
    stopPrice: order.stopPrice ?? undefined,
    trailOffset: order.trailOffset ?? undefined,
    timeInForce: timeInForce as OrderIntent['timeInForce'],
    bracket:
      stopPrice === null && targetPrice === null ? undefined : { stopPrice: stopPrice ?? undefined, targetPrice: targetPrice ?? undefined },
    parentId: order.parentId ?? undefined,
    ocoGroup: order.ocoGroup ?? undefined,
  };
}
