import type { ErrorCode } from '../../../kernel/error-codes.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import type { Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';

/** One pre-trade control: what it is, for docs/risk-controls.md, and what it asks. */
export interface Control {
  readonly name: string;
  readonly what: string;
  readonly why: string;
  /** The rule that it comes from. */
  readonly source: string;
  /** The keys below `risk` that set it; empty where nothing can. */
  readonly settings: readonly string[];
  readonly codes: readonly ErrorCode[];
  /** Whether it also looks at orders that can only reduce a position. The others never stand in the way of an exit. */
  readonly asksExits: boolean;
  /** A pure function of the order and the state. It answers with a refusal, or with nothing. */
  readonly check: (intent: OrderIntent, state: Readonly<RiskState>) => Refusal | undefined;
}
