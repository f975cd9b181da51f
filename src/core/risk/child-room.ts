import type { Quantity } from '../../domain/instrument.ts';
import type { OrderIntent, OrderView } from '../../domain/order.ts';
import type { ChildTally } from './trackers/child-tally.ts';

/** An open order, and what of it may still fill. */
interface OpenOrder extends Pick<OrderView, 'intent' | 'status'> {
  readonly remaining: Quantity;
}

/**
 * What an order may do that belongs to another: what that has filled, less what its children have done, and less what those may do that are
 * open beside it. Those of its own group are left out, since one of them ends the others. Infinite for an order that belongs to none.
 */
export function childRoom(child: OrderIntent, tally: ChildTally, open: Iterable<OpenOrder>): Quantity {
  const { intentId, parentId, ocoGroup } = child;
  let room = tally.room(child);
  if (room === Infinity) return room;
  for (const { intent, remaining, status } of open) {
    if (intent.parentId !== parentId || intent.intentId === intentId || status === 'PendingCancel') continue;
    // Of a group its first leg stands for all.
    const isCounted = intent.ocoGroup === undefined || (intent.ocoGroup !== ocoGroup && intent.ocoGroup === intent.intentId);
    if (isCounted) room -= remaining;
  }
  return room;
}
