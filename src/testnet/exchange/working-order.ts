import { assert } from '../../kernel/assert.ts';
import { rescale } from '../../kernel/exact.ts';
import type { Currency, Money, Price, Quantity } from '../../domain/instrument.ts';
import { notional } from '../../domain/money.ts';
import type { Account } from './account.ts';
import type { ExchangeOrder } from './exchange-order.ts';

type Changing = 'status' | 'endReason' | 'quantity' | 'filledQuantity' | 'filledNotional' | 'triggeredAt' | 'updatedAt';

/** An order inside the exchange: it changes in place, and is told to others as a copy. */
export interface WorkingOrder extends Omit<ExchangeOrder, Changing>, Mutable<Pick<ExchangeOrder, Changing>> {
  readonly account: Account;
  /** What it keeps locked of the currency that it pays with. */
  locked: Money;
  /** The dearest price that a buyer may come to pay; undefined for market orders, which pay at once. */
  readonly lockPrice: Price | undefined;
  /** Whether another order of its list locks for both. */
  readonly sharesLock: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is left to be filled. */
export function remainingOf(order: WorkingOrder): Quantity {
  return order.quantity - order.filledQuantity;
}

/** The currency that an order pays with. */
export function paidIn({ instrument, side }: Pick<ExchangeOrder, 'instrument' | 'side'>): Currency {
  return side === 'buy' ? instrument.quote : instrument.base;
}

/** A quantity of an instrument in money units of its base currency. */
export function baseMoney({ instrument }: Pick<ExchangeOrder, 'instrument'>, quantity: Quantity): Money {
  assert(instrument.quantityScale <= instrument.base.scale, `${instrument.id} has finer quantities than its currency`);
  return rescale(quantity, instrument.quantityScale, instrument.base.scale, 'floor');
}

/** What an order has to lock for what is left of it, in units of the currency it pays with; `feePpm` where a fee is paid in the quote. */
export function lockFor(order: WorkingOrder, feePpm: number): Money {
  const left = remainingOf(order);
  if (left <= 0) return 0;
  if (order.side === 'sell') return baseMoney(order, left);
  if (order.lockPrice === undefined) return 0;
  const cost = notional(order.instrument, order.lockPrice, left, 'ceil');
  return cost + Math.ceil((cost * feePpm) / 1e6);
}

/** The order as it stands, for others to keep. */
export function snapshotOf(order: WorkingOrder): ExchangeOrder {
  const { account: _account, locked: _locked, lockPrice: _lockPrice, sharesLock: _sharesLock, ...told } = order;
  return told;
}
