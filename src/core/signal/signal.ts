import type { Instrument, Price } from '../../domain/instrument.ts';
import type { OrderRole, OrderType, Side, TimeInForce } from '../../domain/order.ts';

/** How large a signal wants to be, still as the strategy said it. */
export interface SignalSize {
  readonly kind: 'quantity' | 'notional' | 'weight';
  readonly value: number;
}

/** A wish to trade, checked and in exact prices, not yet sized. */
export interface OrderSignal {
  readonly kind: 'order';
  readonly instrument: Instrument;
  readonly side: Side;
  readonly role: OrderRole;
  readonly type: OrderType;
  readonly size: SignalSize;
  readonly limitPrice: Price | undefined;
  readonly stopPrice: Price | undefined;
  readonly trailOffset: Price | undefined;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly bracketStop: Price | undefined;
  readonly bracketTarget: Price | undefined;
}

/** What a strategy wants, as the rooms after this one take it. */
export type Signal =
  | OrderSignal
  | { readonly kind: 'exit'; readonly instrument: Instrument }
  | { readonly kind: 'target'; readonly instrument: Instrument; readonly weight: number }
  | { readonly kind: 'cancel'; readonly orderId: number };
