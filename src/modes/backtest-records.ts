import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument, Money } from '../domain/instrument.ts';
import type { OrderRole, OrderView } from '../domain/order.ts';
import type { SessionChange } from '../domain/records.ts';
import type { EngineRecords } from '../engine/engine-records.ts';
import type { Stop } from '../engine/strategy-host.ts';
import { AllocationLog } from '../report/allocation-log.ts';
import { LimitLog } from '../report/limit-log.ts';
import { RefusalLog } from '../report/refusal-log.ts';
import type { RegimeChange, RegimeStop } from '../report/regime-spans.ts';
import type { RoundTripBook } from '../report/round-trip-book.ts';
import { RoundTrips } from '../report/round-trips.ts';
import { IntegerHash } from './integer-hash.ts';

/** A fill that a run keeps for its result. */
export interface KeptFill {
  readonly fill: Fill;
  readonly role: OrderRole;
  readonly clientOrderId: string;
  readonly realised: Money;
}

/** What a row of the hash is. */
const ROW = { fill: 1, refusal: 2, regime: 3, allocation: 4 } as const;

/** What a backtest keeps of the engine's records: a running hash, round trips, refusals, and fills up to a number. */
export class BacktestRecords implements EngineRecords {
  readonly hash = new IntegerHash();
  readonly trips = new RoundTrips();
  readonly refusals = new RefusalLog();
  readonly fills: KeptFill[] = [];
  readonly regimes: RegimeChange[] = [];
  readonly regimeStops: RegimeStop[] = [];
  readonly allocation = new AllocationLog();
  readonly limits = new LimitLog();
  orders = 0;
  /** The first strategy that was stopped for something wrong; a backtest ends with its code. */
  stopped: (Stop & { readonly strategyId: string }) | undefined = undefined;
  readonly #keepFills: number;
  readonly #books: { readonly strategyId: string; readonly instrument: Instrument; readonly book: RoundTripBook }[] = [];

  /** `keepFills` is how many fills to keep in full; the hash and the statistics cover all of them. */
  constructor(keepFills: number) {
    this.#keepFills = keepFills;
  }

  opening(): void {}

  intent(): void {
    this.orders += 1;
  }

  order(): void {}

  fill(_ts: Micros, fill: Fill, order: OrderView, realised: Money): void {
    const { hash } = this;
    hash.add(ROW.fill);
    hash.add(fill.tsEvent);
    hash.add(fill.intentId);
    hash.add(fill.side === 'buy' ? 1 : -1);
    hash.add(fill.quantity);
    hash.add(fill.price);
    hash.add(fill.notional);
    hash.add(fill.fee);
    const { strategyId, instrument, notional: turnover, fee } = fill;
    this.allocation.fill(strategyId, instrument.id, { turnover, fee, profit: realised - fee });
    this.#book(fill).fill(fill.side, fill.quantity, fill.notional, fill.fee, fill.tsEvent);
    if (this.fills.length < this.#keepFills)
      this.fills.push({ fill, role: order.intent.role, clientOrderId: order.intent.clientOrderId, realised });
  }

  refusal(ts: Micros, strategyId: string, instrument: Instrument, code: ErrorCode, message: string): void {
    this.hash.add(ROW.refusal);
    this.hash.add(ts);
    this.hash.addText(code);
    this.allocation.refusal(strategyId, instrument.id, code);
    this.refusals.add(ts, instrument.id, code, message);
  }

  strategyStopped(ts: Micros, strategyId: string, handler: string, code: ErrorCode, message: string): void {
    // A stop by the regime is what was configured: the others go on, and so does the run.
    if (code === 'STRATEGY_STOPPED_BY_REGIME') this.regimeStops.push({ ts, strategyId, message });
    else this.stopped ??= { ts, strategyId, handler, code, message };
  }

  tradingState(): void {}

  changed(ts: Micros, change: SessionChange): void {
    if (change.kind === 'allocation') {
      this.allocation.change(ts, change.reason, change.shares);
      this.hash.add(ROW.allocation);
      this.hash.add(ts);
      for (const { share } of change.shares) this.hash.add(share);
    }
    if (change.kind === 'limit-hit') this.limits.hit(ts, change);
    if (change.kind !== 'regime') return;
    const { instrumentId, regime } = change;
    this.regimes.push({ ts, instrumentId, regime });
    this.hash.add(ROW.regime);
    this.hash.add(ts);
    this.hash.addText(`${instrumentId ?? ''} ${regime}`);
  }

  equity(): void {}

  #book({ strategyId, instrument }: Fill): RoundTripBook {
    for (const each of this.#books) if (each.strategyId === strategyId && each.instrument === instrument) return each.book;
    const book = this.trips.book(strategyId, instrument);
    this.#books.push({ strategyId, instrument, book });
    return book;
  }
}
