import type { Micros } from '../kernel/time.ts';
import type { Liquidity } from './fill.ts';
import type { Money, Price, Quantity } from './instrument.ts';

/** What a venue says of an order. It enters the core as an input, like market data. */
export type VenueEvent =
  | { readonly kind: 'accepted'; readonly intentId: number; readonly ts: Micros; readonly venueOrderId: string }
  | { readonly kind: 'rejected' | 'canceled' | 'expired'; readonly intentId: number; readonly ts: Micros; readonly reason: string }
  | { readonly kind: 'cancel-rejected'; readonly intentId: number; readonly ts: Micros; readonly reason: string }
  | {
      readonly kind: 'fill';
      readonly intentId: number;
      readonly ts: Micros;
      readonly tradeId: string;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly notional: Money;
      readonly fee: Money;
      readonly liquidity: Liquidity;
    };

/** What the core wants done at a venue; performed only after the records that tell of it are durable. */
export type Effect = { readonly kind: 'submit'; readonly intentId: number } | { readonly kind: 'cancel'; readonly intentId: number };
