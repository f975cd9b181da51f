import type { AllocationShare } from '../../src/domain/allocation-share.ts';
import type { Fill } from '../../src/domain/fill.ts';
import { formatPrice, formatQuantity, type Instrument, type Money } from '../../src/domain/instrument.ts';
import type { OrderEventKind, OrderIntent, OrderView } from '../../src/domain/order.ts';
import type { Posting, SessionChange } from '../../src/domain/records.ts';
import type { EngineRecords } from '../../src/engine/engine-records.ts';
import type { ErrorCode } from '../../src/kernel/error-codes.ts';
import { formatDecimal } from '../../src/kernel/exact.ts';
import { formatTime, type Micros } from '../../src/kernel/time.ts';
import { postingsOf } from '../../src/core/ledger/ledger.ts';

/** Keeps what an engine puts on record: fills, orders and postings as they are, and in words what became of orders. */
export class ToldRecords implements EngineRecords {
  readonly told: string[] = [];
  readonly fills: Fill[] = [];
  readonly intents: OrderIntent[] = [];
  readonly refusals: { readonly code: ErrorCode; readonly message: string }[] = [];
  readonly stops: { readonly strategyId: string; readonly handler: string; readonly code: ErrorCode; readonly message: string }[] = [];
  readonly postings: (readonly Posting[])[] = [];
  /** What was allocated, change by change. */
  readonly shares: (readonly AllocationShare[])[] = [];
  readonly #start: Micros;

  constructor(start: Micros) {
    this.#start = start;
  }

  opening(_ts: Micros, postings: readonly Posting[]): void {
    this.postings.push(postings);
  }

  intent(_ts: Micros, order: OrderView): void {
    this.intents.push(order.intent);
  }

  order(ts: Micros, order: OrderView, event: OrderEventKind): void {
    if (event !== 'canceled' && event !== 'rejected' && event !== 'expired') return;
    const code = /^[A-Z]+(_[A-Z]+)+/.exec(order.reason ?? '')?.[0];
    this.told.push([this.#at(ts), order.intent.role, event, ...(code === undefined ? [] : [code])].join(' '));
  }

  fill(_ts: Micros, fill: Fill, order: OrderView): void {
    const { instrument, side, quantity, price, fee, liquidity, tsEvent } = fill;
    const charge = fee === 0 ? [] : ['fee', formatDecimal(fee, instrument.quote.scale).replace(/\.?0+$/, '')];
    const size = formatQuantity(instrument, quantity);
    const words = [this.#at(tsEvent), order.intent.role, side, size, '@', formatPrice(instrument, price), liquidity, ...charge];
    this.told.push(words.join(' '));
    this.fills.push(fill);
    this.postings.push(postingsOf(fill));
  }

  refusal(ts: Micros, _strategyId: string, _instrument: Instrument, code: ErrorCode, message: string): void {
    this.told.push(`${this.#at(ts)} denied ${code}`);
    this.refusals.push({ code, message });
  }

  strategyStopped(ts: Micros, strategyId: string, handler: string, code: ErrorCode, message: string): void {
    this.told.push(`${this.#at(ts)} ${strategyId} stopped in ${handler} ${code}`);
    this.stops.push({ strategyId, handler, code, message });
  }

  changed(ts: Micros, change: SessionChange): void {
    if (change.kind === 'allocation') this.shares.push(change.shares);
    if (change.kind === 'limit-hit') return void this.told.push(`${this.#at(ts)} ${change.reason}`);
    const what =
      'state' in change ? ` ${change.state}` : change.kind === 'regime' ? ` ${change.instrumentId ?? 'market'} ${change.regime}` : '';
    this.told.push(`${this.#at(ts)} ${change.kind}${what}`);
  }

  tradingState(ts: Micros, state: string): void {
    this.told.push(`${this.#at(ts)} ${state}`);
  }

  equity(_ts: Micros, _currency: unknown, _equity: Money): void {}

  /** Hours and minutes since the start. */
  #at(ts: Micros): string {
    return formatTime(ts - this.#start).slice(11, 16);
  }
}
