import type { Micros } from '../kernel/time.ts';

/** A position, in words of decimal text at full precision. */
export interface PositionStatus {
  readonly strategyId: string;
  readonly instrumentId: string;
  /** Signed: negative is short. */
  readonly quantity: string;
  readonly averagePrice: string;
  readonly lastPrice: string | undefined;
  /** Profit of what is open at the last price, in the quote currency. */
  readonly openProfit: string | undefined;
}

/** A fill, as decimal text. */
export interface FillStatus {
  readonly time: Micros;
  readonly strategyId: string;
  readonly instrumentId: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
}

/** How one deployment of a strategy is doing. */
export interface StrategyStatus {
  readonly id: string;
  readonly state: 'warming-up' | 'running' | 'stopped';
  /** Code and words of what stopped it; empty while it runs. */
  readonly reason: string;
  readonly orders: number;
  readonly fills: number;
}

/** How the market data is doing. */
export interface FeedStatus {
  /** `synthetic`, or the name of the exchange. */
  readonly name: string;
  readonly connected: boolean;
  /** Since the newest data, by the clock of the market; `undefined` before the first. */
  readonly age: Micros | undefined;
  readonly reconnects: number;
  readonly backfilledBars: number;
}

/** All that can be told of a running session at a moment. Money and quantities are decimal text at full precision. */
export interface StatusSnapshot {
  readonly version: string;
  /** The name of the stage, such as `paper`. */
  readonly stage: string;
  readonly sessionId: string;
  /** When this process took the session up, by the machine's clock. */
  readonly startedAt: Micros;
  /** The session's time: the market's clock, which a synthetic exchange may run faster than life. */
  readonly now: Micros;
  readonly trading: { readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED'; readonly reason: string };
  readonly orders: number;
  readonly openOrders: number;
  readonly fills: number;
  /** Orders and intents that were refused. */
  readonly refusals: number;
  readonly account: { readonly currency: string; readonly equity: string; readonly cash: string; readonly startCash: string };
  readonly positions: readonly PositionStatus[];
  /** Newest first; a few. */
  readonly lastFills: readonly FillStatus[];
  readonly strategies: readonly StrategyStatus[];
  readonly feed: FeedStatus;
  /** Events that the core has stepped through in this process. */
  readonly steps: number;
  /** Since the last commit; `undefined` before the first. */
  readonly commitAge: Micros | undefined;
  /** How long the oldest input that is not yet stored has waited; 0 when all is stored. */
  readonly uncommittedAge: Micros;
}

/** One thing that must be well for the session to be ready. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in words. */
  readonly detail: string;
}

/** Where status and health are read from; read-only, and never waits for trading. */
export interface StatusSource {
  snapshot(): StatusSnapshot;
  /** Asks the real dependencies now. */
  checks(): Promise<readonly HealthCheck[]>;
}
