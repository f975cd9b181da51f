import type { Micros } from '../kernel/time.ts';
import type { AllocationShare } from './allocation-share.ts';
import type { Fill } from './fill.ts';
import type { LimitChange, LimitHit } from './limit-change.ts';
import type { OrderEventKind, OrderIntent, OrderStatus } from './order.ts';
import type { Regime } from './regime.ts';
import type { TradingState } from './trading-state.ts';

/** One leg of a double entry. Amounts are integers at the currency's scale; all legs of an entry sum to zero per currency. */
export interface Posting {
  /** Ledger account, such as `cash`, `position`, `fees`, `clearing`, `equity`. */
  readonly account: string;
  readonly currency: string;
  readonly scale: number;
  readonly amount: bigint;
}

/** Why what the account holds has changed without a fill of ours. */
export type AdjustmentCause = 'opening' | 'deposit' | 'withdrawal' | 'trade by hand' | 'accepted by a person';

/**
 * The gate between a session and its venue. `open`: orders leave. `reduce-only`: the link is lost, and what is held is known from before.
 * `shut`: what is held has not been confirmed since the start; only cancels leave, what guards a fill, and exits that a person asks for.
 */
export type GateState = (typeof GATE_STATES)[number];

/** All of them. */
export const GATE_STATES = ['open', 'reduce-only', 'shut'] as const;

/** What happened to a session itself, rather than to an order of it. */
export type SessionChange =
  /** Money or coins of the account that came or went other than by our fills. */
  | {
      readonly kind: 'adjustment';
      readonly currency: string;
      readonly scale: number;
      readonly amount: number;
      readonly cause: AdjustmentCause;
      /** What it goes back to: a transfer, or a trade that is not ours, by the venue's id. */
      readonly ref: string;
      readonly postings: readonly Posting[];
    }
  | { readonly kind: 'gate'; readonly state: GateState; readonly reason: string }
  | {
      readonly kind: 'instrument-state';
      readonly instrumentId: string;
      readonly state: 'ACTIVE' | 'HALTED';
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'strategy-state';
      readonly strategyId: string;
      readonly state: TradingState;
      readonly by: string;
      readonly reason: string;
    }
  /** What each strategy may use from now on in each of its instruments; all of them are told whenever one changes. */
  | { readonly kind: 'allocation'; readonly reason: string; readonly shares: readonly AllocationShare[] }
  /** The regime of an instrument, or of the market where none is named, has changed; what was measured, in words. */
  | { readonly kind: 'regime'; readonly instrumentId: string | undefined; readonly regime: Regime; readonly reason: string }
  /** A limit was hit that halts trading until a person lets it go on; and one was set by a person. */
  | ({ readonly kind: 'limit-hit' } & LimitHit)
  | ({ readonly kind: 'limit-changed' } & LimitChange)
  /** What a comparison with the venue found, in words; nothing when it was clean. */
  | { readonly kind: 'reconciliation'; readonly isClean: boolean; readonly found: readonly string[] };

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
  | SessionChange
  | { readonly kind: 'trading-state'; readonly state: TradingState; readonly reason: string }
);
