import type { ErrorCode } from '../../kernel/error-codes.ts';
import { formatQuantity } from '../../domain/instrument.ts';
import type { Order } from '../../core/execution/order.ts';
import type { Account } from '../../engine/account.ts';

/** Why an order must not be sent after all. */
export interface LastRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * The last look at an order before a byte of it is sent. Risk has approved it, but it may have waited: the gate may have been shut since,
 * and the position that it closes may be gone. Orders that are to be cancelled are not asked about here.
 */
export function lastHop({ intent }: Order, account: Account): LastRefusal | undefined {
  const { instrument, reduceOnly, side, quantity } = intent;
  if (!reduceOnly) {
    if (account.gate === 'open') return undefined;
    return { code: 'RISK_GATE_SHUT', message: 'the gate was shut while the order waited to be sent' };
  }
  const position = account.ledger.book(intent.strategyId, instrument).quantity;
  if (quantity <= (side === 'sell' ? position : -position)) return undefined;
  return { code: 'RISK_REDUCE_ONLY', message: `the position is ${formatQuantity(instrument, position)} now, and the order would turn it` };
}
