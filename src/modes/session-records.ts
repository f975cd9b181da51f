import type { ErrorCode } from '../kernel/error-codes.ts';
import { formatDecimal } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import type { AllocationShare } from '../domain/allocation-share.ts';
import type { Fill } from '../domain/fill.ts';
import { formatPrice, formatQuantity, type Currency, type Instrument, type Money } from '../domain/instrument.ts';
import type { OrderEventKind, OrderView } from '../domain/order.ts';
import type { CoreRecord, Posting, SessionChange } from '../domain/records.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { postingsOf } from '../core/ledger/ledger.ts';
import type { EngineRecords } from '../engine/engine-records.ts';
import type { AuditDraft } from '../ports/store.ts';

type Body = CoreRecord extends infer Each ? (Each extends CoreRecord ? Omit<Each, 'seq' | 'ts'> : never) : never;

/**
 * Turns what the engine decides into numbered records that wait to be stored. The numbers are the same whenever the same inputs are
 * played, so that after a crash the replay knows which of them the store already has.
 */
export class SessionRecords implements EngineRecords {
  /** Number of the newest record. */
  seq = 0;
  /** Records up to this one are stored already; a replay makes them again without storing them again. */
  storedSeq = 0;
  #waiting: CoreRecord[] = [];
  #audit: AuditDraft[] = [];

  /** Takes what waits, with its audit entries. */
  take(): { readonly records: readonly CoreRecord[]; readonly audit: readonly AuditDraft[] } {
    const taken = { records: this.#waiting, audit: this.#audit };
    this.#waiting = [];
    this.#audit = [];
    return taken;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  opening(ts: Micros, postings: readonly Posting[]): void {
    this.#put(ts, { kind: 'opening', postings }, 'account.opened', 'account', {});
  }

  intent(ts: Micros, order: OrderView): void {
    const { intent } = order;
    const { instrument, side, type, role, quantity, sizing } = intent;
    this.#put(ts, { kind: 'intent', intent }, 'order.intended', intent.clientOrderId, {
      strategy: intent.strategyId,
      instrument: instrument.id,
      side,
      type,
      role,
      quantity: formatQuantity(instrument, quantity),
      sizing,
    });
  }

  order(ts: Micros, order: OrderView, event: OrderEventKind): void {
    const { intent, status, filledQuantity, venueOrderId, reason } = order;
    const record = { kind: 'order', intentId: intent.intentId, event, status, filledQuantity, venueOrderId, reason } as const;
    this.#put(ts, record, `order.${event}`, intent.clientOrderId, reason === undefined ? {} : { reason });
  }

  fill(ts: Micros, fill: Fill, order: OrderView): void {
    const { instrument, side, quantity, price, fee, feeCurrency, tradeId } = fill;
    this.#put(ts, { kind: 'fill', fill, postings: postingsOf(fill) }, 'fill', order.intent.clientOrderId, {
      tradeId,
      instrument: instrument.id,
      side,
      quantity: formatQuantity(instrument, quantity),
      price: formatPrice(instrument, price),
      fee: `${formatDecimal(fee, feeCurrency.scale)} ${feeCurrency.code}`,
    });
  }

  refusal(ts: Micros, strategyId: string, instrument: Instrument, code: ErrorCode, message: string): void {
    this.#put(ts, { kind: 'refusal', strategyId, instrumentId: instrument.id, code, message }, 'order.refused', strategyId, {
      code,
      message,
    });
  }

  strategyStopped(ts: Micros, strategyId: string, handler: string, code: ErrorCode, message: string): void {
    this.#put(ts, { kind: 'strategy-stopped', strategyId, handler, code, message }, 'strategy.stopped', strategyId, {
      handler,
      code,
      message,
    });
  }

  changed(ts: Micros, change: SessionChange): void {
    switch (change.kind) {
      case 'adjustment': {
        const { currency, scale, amount, cause, ref } = change;
        return this.#put(ts, change, 'account.adjusted', ref, { cause, currency, amount: formatDecimal(amount, scale) });
      }
      case 'gate':
        return this.#put(ts, change, 'gate.state', change.state, { reason: change.reason });
      case 'instrument-state': {
        const { instrumentId, state, by, reason } = change;
        return this.#put(ts, change, 'instrument.state', instrumentId, { state, by, reason });
      }
      case 'strategy-state': {
        const { strategyId, state, by, reason } = change;
        return this.#put(ts, change, 'strategy.state', strategyId, { state, by, reason });
      }
      case 'allocation':
        return this.#put(ts, change, 'allocation', change.reason, { shares: change.shares.map(shareText) });
      case 'regime': {
        const { instrumentId = 'market', regime, reason } = change;
        return this.#put(ts, change, 'regime', instrumentId, { regime, reason });
      }
      case 'limit-hit': {
        const { level, name, limit, value, most, reason } = change;
        return this.#put(ts, change, 'limit.hit', `${level} ${name}`, { limit, value, most, reason });
      }
      case 'limit-changed': {
        const { level, name, limit, value, by, until, reason } = change;
        return this.#put(ts, change, 'limit.changed', `${level} ${name}`, { limit, value, by, until, reason });
      }
      case 'reconciliation':
        return this.#put(ts, change, 'reconciliation', change.isClean ? 'clean' : 'different', { found: change.found });
    }
  }

  tradingState(ts: Micros, state: TradingState, reason: string): void {
    this.#put(ts, { kind: 'trading-state', state, reason }, 'trading.state', state, { reason });
  }

  equity(ts: Micros, currency: Currency, equity: Money, cash: Money): void {
    this.seq += 1;
    if (this.seq > this.storedSeq) this.#waiting.push({ seq: this.seq, ts, kind: 'equity', currency: currency.code, equity, cash });
  }

  #put(ts: Micros, body: Body, action: string, subject: string, details: Readonly<Record<string, unknown>>): void {
    this.seq += 1;
    if (this.seq <= this.storedSeq) return;
    this.#waiting.push({ seq: this.seq, ts, ...body });
    this.#audit.push({ ts, actor: 'core', action, subject, details });
  }
}

function shareText({ strategyId, instrumentId, share, why }: AllocationShare): string {
  return `${strategyId} ${instrumentId} ${formatDecimal(share, 4)}%${why === '' ? '' : `: ${why}`}`;
}
