import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Fill } from '../domain/fill.ts';
import type { Currency, Instrument, Money } from '../domain/instrument.ts';
import type { OrderEventKind, OrderView } from '../domain/order.ts';
import type { Posting, SessionChange } from '../domain/records.ts';
import type { TradingState } from '../domain/trading-state.ts';

/**
 * Where the engine puts on record what it decides, in order. A backtest keeps what its result needs;
 * paper and live turn each call into a stored record before anything is done about it.
 */
export interface EngineRecords {
  opening(ts: Micros, postings: readonly Posting[]): void;
  intent(ts: Micros, order: OrderView): void;
  order(ts: Micros, order: OrderView, event: OrderEventKind): void;
  /** `realised` is the profit that the fill closed, fees left out, in money units. */
  fill(ts: Micros, fill: Fill, order: OrderView, realised: Money): void;
  refusal(ts: Micros, strategyId: string, instrument: Instrument, code: ErrorCode, message: string): void;
  strategyStopped(ts: Micros, strategyId: string, handler: string, code: ErrorCode, message: string): void;
  changed(ts: Micros, change: SessionChange): void;
  tradingState(ts: Micros, state: TradingState, reason: string): void;
  equity(ts: Micros, currency: Currency, equity: Money, cash: Money): void;
}
