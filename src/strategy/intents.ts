import type { TimeInForce } from '../domain/order.ts';
import { checkFinite, checkNumbers } from './check-intent.ts';

/** How large: exactly one of units of the base, money in the quote currency, or a share of the account's equity. */
export type Size =
  | { readonly quantity: number; readonly notional?: never; readonly weight?: never }
  | { readonly notional: number; readonly quantity?: never; readonly weight?: never }
  | { readonly weight: number; readonly quantity?: never; readonly notional?: never };

/** Options that every intent takes. */
interface Addressed {
  /** Instrument id; the instrument of the event when left out. */
  readonly instrument?: string;
}

/** Prices that guard an entry; absolute, in the quote currency. One cancels the other. */
interface Guarded {
  readonly stop?: number;
  readonly target?: number;
}

/** How an entry is priced; a market order when left out. */
interface Priced {
  readonly limit?: number;
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
}

/** Options of `enter`. */
export type EnterOptions = Size & Addressed & Guarded & Priced;

/** Opens or adds to a position. */
export type EnterIntent = EnterOptions & { readonly action: 'enter'; readonly direction: 'long' | 'short' };

/** Closes the strategy's position in the instrument, its open orders cancelled first. */
export type ExitIntent = Addressed & { readonly action: 'exit' };

/** Moves the position to a share of the account's equity; negative is short. */
export type TargetIntent = Addressed & { readonly action: 'target'; readonly weight: number };

/** Cancels one of the strategy's open orders. */
export interface CancelIntent {
  readonly action: 'cancel';
  readonly orderId: number;
}

/** The price fields that each order type needs. */
export type OrderPricing =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly limit: number }
  | { readonly type: 'stop'; readonly stop: number }
  | { readonly type: 'stop-limit'; readonly stop: number; readonly limit: number }
  | { readonly type: 'trailing-stop'; readonly trail: number };

/** Options of `order`. */
export type OrderOptions = OrderPricing &
  Size &
  Addressed & {
    readonly side: 'buy' | 'sell';
    readonly timeInForce?: TimeInForce;
    readonly postOnly?: boolean;
    readonly reduceOnly?: boolean;
  };

/** Places an order of any type. */
export type PlaceIntent = OrderOptions & { readonly action: 'order' };

/** What a handler may return. */
export type StrategyIntent = EnterIntent | ExitIntent | TargetIntent | CancelIntent | PlaceIntent;

/** The return type of every handler: nothing, one intent, or several in order. */
export type Intents = StrategyIntent | readonly StrategyIntent[] | undefined | void;

/** Opens or adds to a long or short position: `enter('long', { weight: 0.5, stop: 95 })`. Errors: `STRATEGY_BAD_INTENT`, `STRATEGY_NOT_FINITE`. */
export function enter(direction: 'long' | 'short', options: EnterOptions): EnterIntent {
  checkNumbers('enter', options);
  return { ...options, action: 'enter', direction };
}

/** Closes the strategy's position in an instrument; its open orders there are cancelled first. */
export function exit(options: Addressed = {}): ExitIntent {
  return { ...options, action: 'exit' };
}

/** Moves the position to a share of the account's equity: `target(0)` is flat, `target(-0.5)` is short with half. Errors: `STRATEGY_NOT_FINITE`. */
export function target(weight: number, options: Addressed = {}): TargetIntent {
  checkFinite('weight', weight);
  return { ...options, action: 'target', weight };
}

/**
 * Places an order of any type: `order({ side: 'buy', type: 'limit', quantity: 0.1, limit: 100 })`.
 * Errors: `STRATEGY_BAD_INTENT`, `STRATEGY_NOT_FINITE`.
 */
export function order(options: OrderOptions): PlaceIntent {
  checkNumbers('order', options);
  return { ...options, action: 'order' };
}

/** Cancels an open order by the id that `openOrders` shows. */
export function cancel(orderId: number): CancelIntent {
  return { action: 'cancel', orderId };
}
