import type { ExchangeFill } from './exchange/exchange-order.ts';
import type { Exchange } from './exchange/exchange.ts';

/** The fills of each order, for venues that tell of an order what it cost. */
export class FillsByOrder {
  readonly #fills = new Map<number, ExchangeFill[]>();

  constructor(exchange: Exchange) {
    exchange.listen((event) => {
      if (event.kind !== 'order' || event.fill === undefined) return;
      const fills = this.#fills.get(event.order.id);
      if (fills === undefined) this.#fills.set(event.order.id, [event.fill]);
      else fills.push(event.fill);
    });
  }

  /** The fills of an order, oldest first. */
  of(orderId: number): readonly ExchangeFill[] {
    return this.#fills.get(orderId) ?? [];
  }

  /** What an order paid in fees so far, in units of the currency that all of its fees are in. */
  fees(orderId: number): number {
    return this.of(orderId).reduce((sum, { fee }) => sum + fee, 0);
  }
}
