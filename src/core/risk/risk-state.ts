import type { Money, Price, Quantity } from '../../domain/instrument.ts';
import type { GateState } from '../../domain/records.ts';
import type { TradingState } from '../../domain/trading-state.ts';

/** Limits of an account. Money is in units of the account's currency, ratios in parts per million; `undefined` is no limit. */
export interface RiskLimits {
  readonly maxOrderValue: Money | undefined;
  readonly maxPositionValue: Money | undefined;
  /** How far a limit price may lie from the last price. */
  readonly priceCollar: number | undefined;
}

/** What the controls look at for one order: the state of the account, the strategy and the market at this moment. */
export interface RiskState {
  tradingState: TradingState;
  /** The same of the strategy alone. */
  strategyState: TradingState;
  /** The gate between the session and its venue. */
  gate: GateState;
  /** Whether trading of the instrument is halted: what is known of it and what its venue says differ, or a person halted it. */
  isHalted: boolean;
  /** Whether the regime keeps the strategy from adding exposure in the instrument. */
  isPaused: boolean;
  /** Whether a person, by name, asks for the order. */
  isByPerson: boolean;
  accountType: 'cash' | 'margin';
  limits: RiskLimits;
  /** Last price of the instrument; NaN when there is none yet. */
  lastPrice: Price;
  /** The strategy's signed position in the instrument. */
  position: Quantity;
  /** What its open orders may still add. */
  buying: Quantity;
  selling: Quantity;
  equity: Money;
  cash: Money;
  /** What the account's positions are worth at the last prices, shorts counted as longs. */
  exposed: Money;
  /** Money that open orders of the account may still spend, or that on margin must cover them. */
  reserved: Money;
  /** Taker fee in parts per million. */
  takerFee: number;
}
