import type { Micros } from '../../kernel/time.ts';
import type { Clearance } from '../../domain/clearance.ts';
import type { Money, Price, Quantity } from '../../domain/instrument.ts';
import type { GateState } from '../../domain/records.ts';
import type { TradingState } from '../../domain/trading-state.ts';
import type { OrderLimits } from './limits.ts';
import type { RiskScope } from './risk-scope.ts';
import type { RecentOrders } from './trackers/recent-orders.ts';

/** What the controls look at for one order: the state of the account, the strategy and the market at this moment. To them it is read-only. */
export interface RiskState {
  now: Micros;
  tradingState: TradingState;
  /** The same of the strategy alone. */
  strategyState: TradingState;
  /** The gate between the session and its venue. */
  gate: GateState;
  /** Whether trading of the instrument is halted: what is known of it and what its venue says differ, or a person halted it. */
  isHalted: boolean;
  /** Whether the regime keeps the strategy from adding exposure in the instrument. */
  isPaused: boolean;
  /** Whether the venue asks for a certificate, and what the strategy's lets it do; nothing where it has none. */
  needsClearance: boolean;
  clearance: Clearance | undefined;
  /** Whether a person, by name, asks for the order. */
  isByPerson: boolean;
  accountType: 'cash' | 'margin';
  /** The tightest of account, strategy and instrument. */
  limits: OrderLimits;
  /** The largest quantity that is allowed beside the instrument's own; infinite where none is set. */
  maxQuantity: Quantity;
  /** The levels, with their limits and what is measured of them. */
  account: RiskScope;
  strategy: RiskScope;
  instrument: RiskScope;
  /** Last price of the instrument; NaN when there is none yet. */
  lastPrice: Price;
  /** Median of its last closes; NaN before the first, and where no limit asks for it. */
  reference: Price;
  /** How much older the newest price is than it should be. */
  dataAge: Micros;
  /** How far the newest price came from the future, by our clock. */
  clockSkew: Micros;
  /** Spread of the newest quote in parts per million; below zero when it was crossed, zero where there is no quote. */
  spread: number;
  /** Whether the market trades now. */
  isMarketOpen: boolean;
  /** The strategy's signed position in the instrument. */
  position: Quantity;
  /** What its open orders may still add. */
  buying: Quantity;
  selling: Quantity;
  /** The price of our own resting order that this one would meet first; NaN where none rests. */
  ownPrice: Price;
  /** Orders that passed lately. */
  recent: RecentOrders;
  /** What the children of the order's parent may still do; infinite for an order that is no child. */
  childRoom: Quantity;
  /** Exposure in positions that move as this order would, those of its own instrument included. */
  correlated: Money;
  equity: Money;
  cash: Money;
  /** What the account's positions are worth at the last prices, shorts counted as longs. */
  exposed: Money;
  /** Money that open orders of the account may still spend, or that on margin must cover them. */
  reserved: Money;
  /** Money that is booked and that the venue, when it was asked last, did not have. */
  shortfall: Money;
  /** Taker fee in parts per million. */
  takerFee: number;
}
