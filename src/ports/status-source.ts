import type { Regime } from '../domain/regime.ts';
import type { TradingState } from '../domain/trading-state.ts';
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
  readonly state: 'warming-up' | 'running' | 'stopped' | 'reducing' | 'halted';
  /** Code and words of what stopped it, or who halted it and why; empty while it runs. */
  readonly reason: string;
  readonly orders: number;
  readonly fills: number;
}

/** How the markets behave, by the model that is configured; `null` before enough bars have closed. */
export interface RegimeStatus {
  readonly market: Regime | null;
  readonly instruments: readonly { readonly instrumentId: string; readonly regime: Regime | null }[];
}

/** What a strategy may use in an instrument. Shares are percent of the equity as decimal text. */
export interface AllocationStatus {
  readonly strategyId: string;
  readonly instrumentId: string;
  readonly share: string;
  /** In all its instruments together. */
  readonly budget: string;
  /** Why it is not more; empty where nothing holds it back. */
  readonly reason: string;
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

/** A comparison with the venue. */
export interface ComparisonStatus {
  readonly at: Micros;
  /** `clean`, `different`, `moving` (orders were on their way) or `failed` (the venue did not answer). */
  readonly outcome: string;
  /** What differed, or why it failed, in words. */
  readonly found: readonly string[];
  /** Open orders at the venue that are not of this session. */
  readonly others: number;
}

/** What a venue was asked by this process: orders sent, cancels and questions. */
export interface VenueCalls {
  readonly asked: number;
  /** Those to which there was no answer, or none that tells anything. */
  readonly failed: number;
  /** How long all of them took together, from the asking to the answer. */
  readonly time: Micros;
  /** How long the newest took; undefined before the first. */
  readonly last: Micros | undefined;
}

/** How the connection to a venue that is elsewhere is doing. */
export interface VenueConnection {
  /** As in instrument ids. */
  readonly name: string;
  readonly host: string;
  /** What the key may do; undefined where the venue does not tell. */
  readonly permissions: { readonly trade: boolean; readonly withdraw: boolean } | undefined;
  readonly connected: boolean;
  readonly streamUp: boolean;
  /** The venue's clock minus ours. */
  readonly clockOffset: Micros;
  /** Orders and requests that wait to be sent. */
  readonly queued: number;
  /** Orders of which the venue has yet to say what became of them. */
  readonly pursued: number;
  /** Share of what the venue allows that is used now, 0 to 1. */
  readonly weightUsed: number;
  readonly ordersUsed: number;
  /** For how long new orders have been kept back, because the venue kept failing. */
  readonly brokenFor: Micros | undefined;
  readonly lastProblem: string | undefined;
  readonly comparison: ComparisonStatus | undefined;
  readonly calls: VenueCalls;
}

/** How a session stands with a venue that is elsewhere. */
export interface VenueStatus extends VenueConnection {
  readonly gate: { readonly state: 'open' | 'reduce-only' | 'shut'; readonly reason: string };
  /** Orders whose fate is not known, and for how long that of the oldest has not been; undefined where there is none. */
  readonly unknown: { readonly orders: number; readonly age: Micros | undefined };
  /** Comparisons that put on record what differs and nothing explains, in this process. */
  readonly breaks: number;
}

/** A limit and how much of it is used, as text. */
export interface LimitStatus {
  /** `account`, `strategy` or `instrument`, and which. */
  readonly level: string;
  readonly name: string;
  readonly limit: string;
  /** Empty for limits that single orders are held to. */
  readonly used: string;
  readonly most: string;
  /** The share of it that is used; 1 is all. */
  readonly share: number;
  /** Whether it was hit, and stands until a person lets trading go on. */
  readonly isHit: boolean;
  /** Who set it while the session ran, and until when; null stands until it is changed. */
  readonly setBy?: string;
  readonly until?: Micros | null;
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
  readonly trading: { readonly state: TradingState; readonly reason: string };
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
  readonly limits: readonly LimitStatus[];
  /** Instruments of which nothing is traded that adds exposure. */
  readonly halted: readonly { readonly instrumentId: string; readonly reason: string }[];
  /** What each strategy may use in each of its instruments; left out where nothing is allocated. */
  readonly allocation?: readonly AllocationStatus[];
  readonly feed: FeedStatus;
  /** Left out where no model is configured. */
  readonly regimes?: RegimeStatus;
  /** The venue of a live session. */
  readonly venue?: VenueStatus;
  /** Events that the core has stepped through in this process. */
  readonly steps: number;
  /** How long the newest commit took; `undefined` before the first. */
  readonly commitTime: Micros | undefined;
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
