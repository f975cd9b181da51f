import type { Micros } from '../kernel/time.ts';
import type { Liquidity } from './fill.ts';
import type { Currency, Money, Price, Quantity } from './instrument.ts';
import type { OrderIntent } from './order.ts';

/** What a venue says of an order. It enters the core as an input, like market data. */
export type VenueEvent =
  | { readonly kind: 'accepted'; readonly intentId: number; readonly ts: Micros; readonly venueOrderId: string }
  | { readonly kind: 'rejected' | 'canceled' | 'expired'; readonly intentId: number; readonly ts: Micros; readonly reason: string }
  | { readonly kind: 'cancel-rejected'; readonly intentId: number; readonly ts: Micros; readonly reason: string }
  /** It was sent, and no answer came: what became of it is not known. */
  | { readonly kind: 'lost'; readonly intentId: number; readonly ts: Micros; readonly reason: string }
  /** The venue ends it together with the one that it is linked with, which is being cancelled. */
  | { readonly kind: 'unlinked'; readonly intentId: number; readonly ts: Micros }
  /** An order that Ballast holds itself has been reached by the market: it goes to the venue now, to trade at once. */
  | { readonly kind: 'triggered'; readonly intentId: number; readonly ts: Micros }
  | {
      readonly kind: 'fill';
      readonly intentId: number;
      readonly ts: Micros;
      readonly tradeId: string;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly notional: Money;
      readonly fee: Money;
      readonly feeCurrency: Currency;
      readonly liquidity: Liquidity;
    };

/** Stands where the venue's id of an order would, while Ballast holds the order itself. */
export const HELD = 'held';

/** What the core wants done at a venue; performed only after the records that tell of it are durable. */
export interface Effect {
  readonly kind: 'submit' | 'cancel' | 'cross';
  readonly intent: OrderIntent;
  /** What a cross was worth: a fill between two strategies of the account, which no venue made. */
  readonly notional?: Money;
}
