import type { Instrument, Price } from '../../domain/instrument.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Account } from './account.ts';
import { hasLimit, hasTrigger } from './check-request.ts';
import type { OrderRequest, SelfTrade } from './exchange-order.ts';
import type { WorkingOrder } from './working-order.ts';

/** What an order has besides what was asked for. */
export interface OrderMaking {
  readonly id: number;
  readonly account: Account;
  readonly instrument: Instrument;
  /** Where the request does not say. */
  readonly selfTrade: SelfTrade;
  readonly now: Micros;
  readonly listId?: number;
  /** The dearest price of its list. */
  readonly lockPrice?: Price;
  readonly sharesLock?: boolean;
}

/** The order that a request asks for, before it has met the book. */
export function makeOrder(request: OrderRequest, making: OrderMaking): WorkingOrder {
  const { id, account, instrument, now } = making;
  return {
    id,
    accountId: account.id,
    account,
    instrument,
    clientOrderId: request.clientOrderId,
    listId: making.listId,
    side: request.side,
    type: request.type,
    timeInForce: request.timeInForce,
    postOnly: request.postOnly ?? false,
    selfTrade: request.selfTrade ?? making.selfTrade,
    quantity: request.quantity,
    spend: request.spend,
    price: hasLimit(request) ? request.price : undefined,
    stopPrice: hasTrigger(request) ? request.stopPrice : undefined,
    status: hasTrigger(request) ? 'waiting' : 'open',
    endReason: undefined,
    filledQuantity: 0,
    filledNotional: 0,
    triggeredAt: undefined,
    createdAt: now,
    updatedAt: now,
    locked: 0,
    lockPrice: making.lockPrice ?? request.price ?? request.stopPrice,
    sharesLock: making.sharesLock ?? false,
  };
}
