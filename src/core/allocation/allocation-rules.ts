import type { Interval } from '../../domain/interval.ts';
import type { Regime } from '../../domain/regime.ts';
import type { Micros } from '../../kernel/time.ts';

/** How the orders of a deployment that open a position are sized. Shares are parts per million. */
export type SizingRule =
  /** A quantity, in units of the base. */
  | { readonly method: 'fixed'; readonly quantity: number }
  /** An amount of money of the quote currency. */
  | { readonly method: 'notional'; readonly notional: number }
  /** A share of the capital. */
  | { readonly method: 'equity'; readonly share: number }
  /** So much of the capital that its yearly volatility is `volatility`, a fraction; at most `most`. */
  | { readonly method: 'volatility'; readonly volatility: number; readonly most: number }
  /** So much that reaching the stop costs this share of the capital. */
  | { readonly method: 'risk'; readonly risk: number }
  /** The share `before` until so many round trips have closed, then this fraction of Kelly's share; at most `cap`. */
  | { readonly method: 'kelly'; readonly fraction: number; readonly cap: number; readonly trips: number; readonly before: number };

/** How the weights of a strategy's instruments are found; `none` leaves them to the strategy. */
export type WeightMethod = 'none' | 'equal' | 'fixed' | 'inverse-volatility' | 'risk-parity' | 'momentum';

/** How the account's equity is shared out. Shares are parts per million of the equity, or of what they are a part of. */
export interface AllocationRules {
  readonly method: WeightMethod;
  /** Of the method `fixed`, by instrument. */
  readonly weights: ReadonlyMap<string, number>;
  /** How many instruments the method `momentum` holds. */
  readonly top: number;
  /** Prices are sampled at the UTC boundaries of it. */
  readonly interval: Interval;
  /** Returns that the statistics are made of. */
  readonly lookback: number;
  /** Weights are found anew at the boundaries of it. */
  readonly rebalance: Interval;
  /** Weights stay while each is within this share of itself of what it should be. */
  readonly band: number;
  /** Whether a position that has outgrown its share by the band is cut back when weights are found. */
  readonly trim: boolean;
  readonly maxWeight: number;
  /** Instruments whose returns correlate by more than `above`, a fraction, have `most` together. */
  readonly correlated: { readonly above: number; readonly most: number };
  /** A strategy has its budget after so many fills and so long; `before` until then. */
  readonly readiness: { readonly fills: number; readonly time: Micros; readonly before: number };
  /** Whether a strategy that earns less than the median of those that are ready has `readiness.before`. */
  readonly aboveMedian: boolean;
  /** For how long a share that fell to nothing stays there. */
  readonly cooldown: Micros;
  /** Weights that are older take on no new risk. */
  readonly maxAge: Micros;
  /** Whether orders of strategies that stand against each other are crossed rather than sent. */
  readonly netting: 'apart' | 'net';
}

/** What a strategy may use. Budgets are parts per million of the equity. */
export interface StrategyBudget {
  readonly strategyId: string;
  readonly instrumentIds: readonly string[];
  readonly budget: number;
  /** Instead of `budget`, by the regime of the instrument. */
  readonly byRegime: Readonly<Record<Regime | 'unknown', number>> | undefined;
  /** Whether whoever must has approved the budget; `readiness.before` until then. */
  readonly isApproved: boolean;
}
