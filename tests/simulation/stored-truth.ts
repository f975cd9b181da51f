import { feeInCoins, feeSource, type Fill } from '../../src/domain/fill.ts';
import type { OrderIntent, OrderStatus } from '../../src/domain/order.ts';
import type { CoreRecord, Posting } from '../../src/domain/records.ts';
import { holdingName } from './venue-truth.ts';

/** What the store says, summed up anew from the records alone: what a session has to agree with that is, or comes back. */
export class StoredTruth {
  tradingState = 'ACTIVE';
  readonly halted = new Set<string>();
  /** How strategies trade that do not as they like. */
  readonly strategies = new Map<string, string>();
  /** Instruments that were ever halted: since then they are the care of a person. */
  readonly called = new Set<string>();
  readonly orders = new Map<number, { readonly intent: OrderIntent; status: OrderStatus }>();
  /** Fills by `instrument trade`, each once. */
  readonly fills = new Map<string, Fill>();
  /** By `strategy instrument`. */
  readonly positions = new Map<string, number>();
  /** All postings together, by currency: nothing. */
  readonly sums = new Map<string, bigint>();

  /** Takes in a record that was stored; returns what is wrong with it by itself. */
  add(record: CoreRecord): string | undefined {
    switch (record.kind) {
      case 'intent':
        this.orders.set(record.intent.intentId, { intent: record.intent, status: 'Initialized' });
        return undefined;
      case 'order': {
        const order = this.orders.get(record.intentId);
        if (order === undefined) return `order ${record.intentId} moves, and has no intent`;
        order.status = record.status;
        return undefined;
      }
      case 'fill':
        return this.#fill(record.fill) ?? this.#post(record.postings);
      case 'opening':
      case 'adjustment':
        return this.#post(record.postings);
      case 'trading-state':
        this.tradingState = record.state;
        return undefined;
      case 'strategy-state':
        if (record.state === 'ACTIVE') this.strategies.delete(record.strategyId);
        else this.strategies.set(record.strategyId, record.state);
        return undefined;
      case 'instrument-state':
        if (record.state === 'HALTED') {
          this.halted.add(record.instrumentId);
          this.called.add(record.instrumentId);
        } else this.halted.delete(record.instrumentId);
        return undefined;
      default:
        return undefined;
    }
  }

  #fill(fill: Fill): string | undefined {
    const { instrument, tradeId, strategyId, side, quantity } = fill;
    const name = `${instrument.id} ${tradeId}`;
    if (this.fills.has(name)) return `trade ${name} is booked twice`;
    this.fills.set(name, fill);
    const coins = feeSource(fill) === 'coins' ? feeInCoins(fill) : 0;
    const key = holdingName(strategyId, instrument);
    this.positions.set(key, (this.positions.get(key) ?? 0) + (side === 'buy' ? quantity : -quantity) - coins);
    return undefined;
  }

  #post(postings: readonly Posting[]): string | undefined {
    for (const { currency, amount } of postings) this.sums.set(currency, (this.sums.get(currency) ?? 0n) + amount);
    for (const [currency, sum] of this.sums) if (sum !== 0n) return `the ledger of ${currency} sums to ${sum}`;
    return undefined;
  }
}
