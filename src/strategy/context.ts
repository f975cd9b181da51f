import type { Regime } from '../domain/regime.ts';
import type { Interval } from '../domain/interval.ts';
import type { OrderRole, OrderStatus, OrderType, Side } from '../domain/order.ts';
import type { Micros } from '../kernel/time.ts';

/** A closed bar. Prices are in the quote currency, times in microseconds UTC. It is valid only inside the handler; `history` copies. */
export interface Bar {
  readonly instrument: string;
  readonly interval: Interval;
  readonly openTime: Micros;
  readonly closeTime: Micros;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A public trade or the best bid and ask, in the quote currency. */
export type MarketTick =
  | { readonly kind: 'quote'; readonly instrument: string; readonly time: Micros; readonly bid: number; readonly ask: number }
  | { readonly kind: 'trade'; readonly instrument: string; readonly time: Micros; readonly price: number; readonly quantity: number };

/** A position of this strategy. */
export interface PositionView {
  readonly instrument: string;
  /** Signed, in base units: positive is long. */
  readonly quantity: number;
  readonly isFlat: boolean;
  readonly isLong: boolean;
  readonly isShort: boolean;
  /** Average entry price; NaN when flat. */
  readonly averagePrice: number;
  /** Profit of what is open at the last price, in the quote currency, fees left out. */
  readonly openProfit: number;
}

/** The account, in its currency. */
export interface PortfolioView {
  readonly currency: string;
  readonly equity: number;
  readonly cash: number;
  /** This strategy's position in an instrument. */
  readonly position: (instrument: string) => PositionView;
}

/** An open order of this strategy. */
export interface OpenOrder {
  readonly id: number;
  readonly instrument: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly status: OrderStatus;
  readonly quantity: number;
  readonly filledQuantity: number;
}

/** What became of an order: told to `onOrder`. */
export interface OrderNews {
  readonly kind: 'denied' | 'rejected' | 'canceled' | 'expired';
  readonly order: OpenOrder;
  /** Code and words of the refusal. */
  readonly reason: string;
}

/** An execution of an order of this strategy: told to `onFill`. */
export interface FillNews {
  readonly orderId: number;
  readonly instrument: string;
  readonly side: Side;
  readonly role: OrderRole;
  readonly price: number;
  readonly quantity: number;
  /** In units of `feeCurrency`, mostly the quote currency. */
  readonly fee: number;
  readonly feeCurrency: string;
  readonly time: Micros;
}

/** A timer that `data.timers` declared. */
export interface TimerNews {
  readonly name: string;
  readonly time: Micros;
}

/**
 * How the markets behave now, by the model that is configured; undefined before enough bars have closed.
 * Errors: `STRATEGY_NO_REGIME` where none is configured.
 */
export interface RegimeView {
  /** Of the event's instrument. */
  readonly here: Regime | undefined;
  /** Of all instruments of the session together. */
  readonly market: Regime | undefined;
  /** Of another instrument of the strategy. */
  readonly of: (instrument: string) => Regime | undefined;
}

/** The engine's clock: the time of the event, never the machine's. */
export interface ClockView {
  /** Microseconds UTC. */
  readonly now: Micros;
}

/** What every handler gets. `params`, `indicators` and `state` have the types that the strategy declared. */
export interface Context<Params, Indicators, State> {
  readonly clock: ClockView;
  readonly params: Params;
  /** Indicators of the event's instrument, already fed with the bar. */
  readonly indicators: Indicators;
  /** The strategy's own serialisable state; change it in place. */
  readonly state: State;
  /** The instrument of the event; the first one for timers. */
  readonly instrument: string;
  /** This strategy's position in the event's instrument. */
  readonly position: PositionView;
  readonly portfolio: PortfolioView;
  readonly openOrders: readonly OpenOrder[];
  readonly regime: RegimeView;
  /** Copies of the newest closed bars, oldest first; `data.history` says how many are kept. Of the first `data.bars` unless told otherwise. */
  readonly history: (count: number, from?: { readonly instrument?: string; readonly interval?: Interval }) => readonly Bar[];
  /** The indicators of another instrument of the strategy. */
  readonly indicatorsOf: (instrument: string) => Indicators;
}
