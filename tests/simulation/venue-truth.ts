import { feeInCoins, feeSource } from '../../src/domain/fill.ts';
import type { Instrument, Money, Price, Quantity } from '../../src/domain/instrument.ts';
import { notional } from '../../src/domain/money.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { VenueFill, VenueOrder } from '../../src/ports/venue.ts';
import type { ExchangeNews } from '../tools/scripted-exchange.ts';

/** What a strategy really has in an instrument, whatever the session believes. */
export interface TrueHolding {
  readonly strategyId: string;
  readonly instrument: Instrument;
  quantity: Quantity;
}

/** What has become of our orders at the exchange itself: the truth that a session is held against. It hears everything at once. */
export class VenueTruth {
  /** Intents that were sent, by client order id. */
  readonly sent = new Map<string, OrderIntent>();
  /** Our orders as the exchange has them, by its id. */
  readonly orders = new Map<string, VenueOrder>();
  /** Ids of the exchange by client order id: there must be one. */
  readonly names = new Map<string, Set<string>>();
  readonly fills: VenueFill[] = [];
  /** What was heard of orders that people placed, and the ids that they have here, where they have any; by the exchange's id. */
  readonly #byHand = new Map<string, readonly ExchangeNews[]>();
  readonly #adopted = new Map<string, string>();
  /** By `strategy instrument`. */
  readonly holdings = new Map<string, TrueHolding>();
  /** What our fills left of the money that may be traded with. */
  cash: Money;

  constructor(cash: Money) {
    this.cash = cash;
  }

  /** An order has been sent. */
  send(intent: OrderIntent): void {
    this.sent.set(intent.clientOrderId, intent);
    const { strategyId, instrument } = intent;
    const name = holdingName(strategyId, instrument);
    if (!this.holdings.has(name)) this.holdings.set(name, { strategyId, instrument, quantity: 0 });
  }

  /** An order that a person placed is ours from now on; what it traded since it was stored so, too. */
  adopt(intent: OrderIntent, venueOrderId: string): void {
    this.send(intent);
    this.#adopted.set(venueOrderId, intent.clientOrderId);
    for (const news of this.#byHand.get(venueOrderId) ?? []) this.hear(news);
  }

  /** Something has happened at the exchange; returns the intent that it is of, where it is ours. */
  hear(heard: ExchangeNews): OrderIntent | undefined {
    const news = this.#named(heard);
    const { clientOrderId } = news.kind === 'order' ? news.order : news.fill;
    const intent = clientOrderId === undefined ? undefined : this.sent.get(clientOrderId);
    if (intent === undefined || clientOrderId === undefined) return undefined;
    if (news.kind === 'order') {
      this.orders.set(news.order.venueOrderId, news.order);
      const names = this.names.get(clientOrderId) ?? new Set();
      this.names.set(clientOrderId, names.add(news.order.venueOrderId));
    } else this.#fill(intent, news.fill);
    return intent;
  }

  /** News of an order that was placed by hand, by the name that it has here where it was adopted. */
  #named(news: ExchangeNews): ExchangeNews {
    const told = news.kind === 'order' ? news.order : news.fill;
    if (told.clientOrderId !== undefined) return news;
    const clientOrderId = this.#adopted.get(told.venueOrderId);
    if (clientOrderId === undefined) this.#byHand.set(told.venueOrderId, [...(this.#byHand.get(told.venueOrderId) ?? []), news]);
    return news.kind === 'order'
      ? { kind: 'order', order: { ...news.order, clientOrderId } }
      : { kind: 'fill', fill: { ...news.fill, clientOrderId } };
  }

  /** The order of an intent, where the exchange has it. */
  orderOf({ clientOrderId }: OrderIntent): VenueOrder | undefined {
    for (const name of this.names.get(clientOrderId) ?? []) return this.orders.get(name);
    return undefined;
  }

  /** Our orders that are open. */
  *open(): Generator<{ readonly order: VenueOrder; readonly intent: OrderIntent }, void> {
    for (const order of this.orders.values()) {
      const intent = order.status === 'open' ? this.sent.get(order.clientOrderId ?? '') : undefined;
      if (intent !== undefined) yield { order, intent };
    }
  }

  /** What an open purchase may still cost. */
  cost({ order: { quantity, filledQuantity, limitPrice }, intent }: { order: VenueOrder; intent: OrderIntent }, last: Price): Money {
    return notional(intent.instrument, limitPrice ?? intent.stopPrice ?? last, quantity - filledQuantity, 'ceil');
  }

  #fill({ strategyId, instrument }: OrderIntent, fill: VenueFill): void {
    const { side, quantity, notional: value, fee } = fill;
    this.fills.push(fill);
    const order = this.orders.get(fill.venueOrderId);
    if (order !== undefined) this.orders.set(fill.venueOrderId, { ...order, filledQuantity: order.filledQuantity + quantity });
    const holding = this.holdings.get(holdingName(strategyId, instrument));
    if (holding === undefined) throw new Error('a fill is of an order that was sent');
    const source = feeSource({ instrument, ...fill });
    holding.quantity += (side === 'buy' ? quantity : -quantity) - (source === 'coins' ? feeInCoins({ instrument, ...fill }) : 0);
    this.cash += (side === 'buy' ? -value : value) - (source === 'cash' ? fee : 0);
  }
}

/** The name under which the holding of a strategy in an instrument is kept. */
export function holdingName(strategyId: string, { id }: Instrument): string {
  return `${strategyId} ${id}`;
}
