import type { Money } from '../domain/instrument.ts';
import type { ExchangeFill, ExchangeOrder } from './exchange/exchange-order.ts';
import type { Exchange } from './exchange/exchange.ts';

/** Orders whose fills are kept: as many as can be asked for. */
const ORDERS_KEPT = 100_000;

/** The fills of each order, for venues that tell of an order what it cost. */
export class FillsByOrder {
  readonly #fills = new Map<number, ExchangeFill[]>();

  constructor(exchange: Exchange) {
    exchange.listen((event) => {
      if (event.kind !== 'order' || event.fill === undefined) return;
      const fills = this.#fills.get(event.order.id);
      if (fills === undefined) this.#add(event.fill);
      else fills.push(event.fill);
    });
  }

  /** The fills of an order as it stood then, oldest first: those that make up what it had filled. */
  of({ id, filledQuantity }: Pick<ExchangeOrder, 'id' | 'filledQuantity'>): readonly ExchangeFill[] {
    let filled = 0;
    return (this.#fills.get(id) ?? []).filter(({ quantity }) => (filled += quantity) <= filledQuantity);
  }

  /** What an order had paid in fees then, in units of the quote currency. */
  fees(order: Pick<ExchangeOrder, 'id' | 'filledQuantity'>): Money {
    return this.of(order).reduce((sum, { fee }) => sum + fee, 0);
  }

  #add(fill: ExchangeFill): void {
    this.#fills.set(fill.orderId, [fill]);
    if (this.#fills.size <= ORDERS_KEPT) return;
    const [oldest] = this.#fills.keys();
    if (oldest !== undefined) this.#fills.delete(oldest);
  }
}
