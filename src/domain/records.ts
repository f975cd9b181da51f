import type { Micros } from '../kernel/time.ts';
import type { Fill } from './fill.ts';
import type { OrderEventKind, OrderIntent, OrderStatus } from './order.ts';

/** One leg of a double entry. Amounts are integers at the currency's scale; all legs of an entry sum to zero per currency. */
export interface Posting {
  /** Ledger account, such as `cash`, `position`, `fees`, `clearing`, `equity`. */
  readonly account: string;
  readonly currency: string;
  readonly scale: number;
  readonly amount: bigint;
}

/** What the core puts on record, in the order in which it decided it. `seq` counts them per session, from 1, without a hole. */
export type CoreRecord = { readonly seq: number; readonly ts: Micros } & (
  | { readonly kind: 'intent'; readonly intent: OrderIntent }
  | {
      readonly kind: 'order';
      readonly intentId: number;
      readonly event: OrderEventKind;
      readonly status: OrderStatus;
      readonly filledQuantity: number;
      readonly venueOrderId: string | undefined;
      readonly reason: string | undefined;
    }
  | { readonly kind: 'fill'; readonly fill: Fill; readonly postings: readonly Posting[] }
  | { readonly kind: 'opening'; readonly postings: readonly Posting[] }
  | {
      readonly kind: 'refusal';
      readonly strategyId: string;
      readonly instrumentId: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'equity'; readonly currency: string; readonly equity: number; readonly cash: number }
  | {
      readonly kind: 'strategy-stopped';
      readonly strategyId: string;
      readonly handler: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'trading-state'; readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED'; readonly reason: string }
);
