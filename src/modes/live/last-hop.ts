import type { ErrorCode } from '../../kernel/error-codes.ts';
import { quantise } from '../../kernel/exact.ts';
import { formatQuantity, type Quantity } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { childRoom } from '../../core/risk/child-room.ts';
import { childRefusal } from '../../core/risk/controls/children.ts';
import type { Account } from '../../engine/account.ts';

/** Why an order must not be sent after all. */
export interface LastRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * The last look at an order before a byte of it is sent. Risk has approved it, but it may have waited: the gate may have been shut since,
 * and a part of the position that it closes may be gone; then it goes out for what is left. An order that belongs to another does no more than
 * that has filled, whoever approved it. Returns the order as it is to be sent.
 * `isUnsent` tells which orders wait themselves. Orders that are to be cancelled are not asked about here.
 */
export function lastHop(intent: OrderIntent, account: Account, isUnsent: (intentId: number) => boolean): OrderIntent | LastRefusal {
  const { instrument, reduceOnly, quantity } = intent;
  if (!reduceOnly) {
    if (account.gate !== 'open') return { code: 'RISK_GATE_SHUT', message: 'the gate was shut while the order waited to be sent' };
    return isCleared(intent, account)
      ? intent
      : { code: 'GATE_REVOKED', message: 'its certificate ended while the order waited to be sent' };
  }
  const left = Math.max(0, quantise(leftToClose(intent, account, isUnsent), instrument.lot, 'floor'));
  const room = childRoom(intent, account.children, account.desk.all());
  if (Math.min(quantity, left) > room) return childRefusal(intent, room);
  if (quantity <= left) return intent;
  if (left > 0 && left >= instrument.minQuantity) return { ...intent, quantity: left };
  return { code: 'RISK_REDUCE_ONLY', message: `of the position ${formatQuantity(instrument, left)} is left to close` };
}

/** Whether the gate lets the strategy trade, where it is asked. */
function isCleared({ strategyId }: OrderIntent, { clearances, time }: Account): boolean {
  return clearances === undefined || time < (clearances.get(strategyId)?.expiresAt ?? 0);
}

/** What of a position no other order is closing already: one at the market, and sent, will. */
function leftToClose(closing: OrderIntent, account: Account, isUnsent: (intentId: number) => boolean): Quantity {
  const { strategyId, instrument, side, intentId } = closing;
  const position = account.ledger.book(strategyId, instrument).quantity;
  let left = side === 'sell' ? position : -position;
  for (const { intent, remaining, isTriggered } of account.desk.all()) {
    if (intent.intentId === intentId || intent.strategyId !== strategyId || intent.instrument !== instrument || intent.side !== side)
      continue;
    if (intent.reduceOnly && (intent.type === 'market' || isTriggered) && !isUnsent(intent.intentId)) left -= remaining;
  }
  return left;
}
