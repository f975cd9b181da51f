import type { Micros } from '../kernel/time.ts';
import type { Money } from './instrument.ts';

/** A limit of money: a sum, a share of the account's equity in parts per million, or the lower of both. Infinite is none. */
export interface Amount {
  readonly money: Money;
  readonly share: number;
}

/** Which way positions may be opened; `none` permits nothing but closing. */
export type Sides = 'both' | 'long' | 'short' | 'none';

/**
 * What orders are held to, on one level: the account, a strategy, or an instrument. What is left out is not limited there.
 * Money is in units of the account's currency, ratios are in parts per million, times in microseconds.
 */
export interface RiskLimits {
  /** How far a price may lie from the last one. */
  readonly priceCollar?: number | undefined;
  /** How far a price may lie from the median of the last closes. */
  readonly referenceCollar?: number | undefined;
  readonly maxOrderValue?: Amount | undefined;
  /** Decimal text: instruments count in different units. */
  readonly maxOrderQuantity?: string | undefined;
  /** Of one strategy in one instrument. */
  readonly maxPositionValue?: Amount | undefined;
  /** Of all positions of the level together, open orders included. */
  readonly maxExposure?: Amount | undefined;
  /** Exposure as a multiple of the account's equity. */
  readonly maxLeverage?: number | undefined;
  readonly maxOpenPositions?: number | undefined;
  /** Exposure in positions that move together. */
  readonly maxCorrelated?: Amount | undefined;
  readonly dailyLoss?: Amount | undefined;
  readonly weeklyLoss?: Amount | undefined;
  readonly maxDrawdown?: Amount | undefined;
  readonly maxLosingStreak?: number | undefined;
  readonly maxMessages?: number | undefined;
  readonly maxRepeats?: number | undefined;
  /** Time within which the same order is a duplicate. */
  readonly duplicateWindow?: Micros | undefined;
  /** How old the newest price may be, beyond the length of a bar. */
  readonly maxDataAge?: Micros | undefined;
  readonly maxSpread?: number | undefined;
  readonly maxClockSkew?: Micros | undefined;
  readonly sides?: Sides | undefined;
  /** Whether orders may leave while the market is closed. */
  readonly hours?: 'open' | 'any' | undefined;
  /** Whether an order may meet one of our own. */
  readonly selfMatch?: 'refuse' | 'allow' | undefined;
}

/** The name of a limit. */
export type LimitName = keyof RiskLimits;

/** No limit at all, on any level. */
export const NO_LIMITS: RiskLimits = {};

/** A limit as a sum. */
export function money(sum: Money): Amount {
  return { money: sum, share: Infinity };
}

/** A limit as a share of equity, in parts per million. */
export function share(parts: number): Amount {
  return { money: Infinity, share: parts };
}
