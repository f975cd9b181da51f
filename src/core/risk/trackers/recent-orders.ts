import type { Micros } from '../../../kernel/time.ts';
import type { OrderIntent } from '../../../domain/order.ts';

/** Orders that are remembered: more of them within a window than this are refused by their rate long before. */
const REMEMBERED = 256;

/** What of an order makes it the same as another. */
const SAME = ['strategyId', 'side', 'type', 'quantity', 'limitPrice', 'stopPrice', 'trailOffset', 'timeInForce', 'parentId'] as const;

type Remembered = Pick<OrderIntent, (typeof SAME)[number] | 'intentId' | 'tsInit'> & { readonly instrumentId: string };

/** The newest orders that passed, so that the same one is not sent twice by mistake. */
export class RecentOrders {
  readonly #ring: (OrderIntent | Remembered | undefined)[] = Array.from({ length: REMEMBERED }, () => undefined);
  #count = 0;

  /** Remembers an order that passed. */
  add(intent: OrderIntent): void {
    this.#ring[this.#count % REMEMBERED] = intent;
    this.#count += 1;
  }

  /** The id of the same order, if one passed after `since`; else 0, which no order has. */
  find(intent: OrderIntent, since: Micros): number {
    for (let back = 1; back <= REMEMBERED; back += 1) {
      const other = this.#ring[(this.#count - back + REMEMBERED * 2) % REMEMBERED];
      if (other === undefined || other.tsInit <= since) return 0;
      if (other.intentId !== intent.intentId && isSame(intent, other)) return other.intentId;
    }
    return 0;
  }

  /** Orders that passed after `since`, oldest first. */
  stateSince(since: Micros): readonly Remembered[] {
    const kept: Remembered[] = [];
    for (let back = Math.min(this.#count, REMEMBERED); back > 0; back -= 1) {
      const each = this.#ring[(this.#count - back) % REMEMBERED];
      if (each === undefined || each.tsInit <= since) continue;
      const { strategyId, side, type, quantity, limitPrice, stopPrice, trailOffset, timeInForce, parentId, intentId, tsInit } = each;
      const instrumentId = instrumentOf(each);
      kept.push({
        strategyId,
        side,
        type,
        quantity,
        limitPrice,
        stopPrice,
        trailOffset,
        timeInForce,
        parentId,
        intentId,
        tsInit,
        instrumentId,
      });
    }
    return kept;
  }

  /** Takes up remembered orders, oldest first. */
  restore(orders: readonly Remembered[]): void {
    for (const each of orders) {
      this.#ring[this.#count % REMEMBERED] = each;
      this.#count += 1;
    }
  }
}

/** Orders as a snapshot keeps them. */
export type RecentOrdersState = readonly Remembered[];

function instrumentOf(order: OrderIntent | Remembered): string {
  return 'instrument' in order ? order.instrument.id : order.instrumentId;
}

function isSame(intent: OrderIntent, other: OrderIntent | Remembered): boolean {
  for (let at = 0; at < SAME.length; at += 1) {
    const name = SAME[at] as (typeof SAME)[number];
    if (intent[name] !== other[name]) return false;
  }
  return intent.instrument.id === instrumentOf(other);
}
