import { MICROS_PER_MINUTE, type Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { toldEvents } from '../../core/execution/told-events.ts';
import type { Order } from '../../core/execution/order.ts';
import type { VenueFill, VenueOrder } from '../../ports/venue.ts';
import type { SessionInput } from '../session-input.ts';
import type { LiveLink } from './live-link.ts';
import { OrderOwners } from './order-owners.ts';

/** The venue's clock and ours may differ by so much in what is asked by time. */
export const CLOCK_SLACK: Micros = MICROS_PER_MINUTE;

/**
 * Takes what the venue says of orders and fills into the session: from answers, from its stream and from comparisons, all the same way.
 * Each is held against the order as it is when its turn comes, so that what was told twice or out of order is news once.
 */
export class VenueNews {
  readonly owners: OrderOwners;
  readonly #link: LiveLink;
  #booked = 0;
  readonly #known = new Set<string>();

  constructor(link: LiveLink) {
    this.#link = link;
    this.owners = new OrderOwners(link);
  }

  /** Grows with every fill that was new. */
  get booked(): number {
    return this.#booked;
  }

  /** Takes in what is told of an order of ours; whether its count of what has filled is ours too, as far as that matters. */
  async take(order: Order, told: VenueOrder | undefined, fills: readonly VenueFill[]): Promise<boolean> {
    let agrees = true;
    await this.#link.enter(() => {
      const { events, disagrees } = toldEvents(order, told, fills);
      // Before the desk can forget it: what is told of it meanwhile is not a stranger's.
      for (const event of events) if (event.kind === 'accepted') this.owners.note(order.intent, event.venueOrderId);
      agrees = !disagrees;
      const ts = this.#link.clock.now();
      return events.map((event): SessionInput => {
        if (event.kind === 'fill') this.#booked += 1;
        return { kind: 'venue', ts, event };
      });
    });
    return agrees;
  }

  /** The same, its fills fetched where some are missing. Errors: those of questions to the venue. */
  async learn(order: Order, told: VenueOrder): Promise<boolean> {
    if (await this.take(order, told, [])) return true;
    const { instrument, tsInit } = order.intent;
    const fills = await this.#link.venue.fills(instrument, tsInit - CLOCK_SLACK);
    return this.take(order, told, fills.filter(isOf(order, told.venueOrderId)));
  }

  /** Takes in fills that were told of an instrument; returns those of orders that are not ours. */
  async takeFills(instrument: Instrument, fills: readonly VenueFill[]): Promise<readonly VenueFill[]> {
    const { desk } = this.#link.account;
    const others: VenueFill[] = [];
    for (const fill of fills) {
      const intentId = await this.owners.intentOf(fill);
      if (intentId === undefined) {
        others.push(fill);
        continue;
      }
      const order = desk.find(intentId) ?? desk.findEnded(intentId) ?? (await this.#recall(fill));
      if (order !== undefined && !order.knowsTrade(fill.tradeId)) await this.take(order, undefined, [fill]);
    }
    return others.filter(({ instrumentId }) => instrumentId === instrument.id);
  }

  /** Has the desk remember an order of ours that has ended long ago, where a fill of it is news; undefined where it was booked. */
  async #recall({ instrumentId, venueOrderId, clientOrderId, tradeId }: VenueFill): Promise<Order | undefined> {
    const trade = `${instrumentId} ${tradeId}`;
    if (this.#known.has(trade)) return undefined;
    const { recall, enter, clock, account } = this.#link;
    const saved =
      (await recall({ instrumentId, venueOrderId })) ?? (clientOrderId === undefined ? undefined : await recall({ clientOrderId }));
    if (saved === undefined) return undefined;
    if (saved.lastTradeId === tradeId || saved.tradeIds?.includes(tradeId) === true) {
      this.#known.add(trade);
      if (this.#known.size > REMEMBERED) for (const oldest of this.#known) return void this.#known.delete(oldest);
      return undefined;
    }
    await enter(() => [{ kind: 'recall', ts: clock.now(), order: saved }]);
    return account.desk.findEnded(saved.intent.intentId);
  }
}

/** Trades of orders that the desk has forgotten, of which is known that they are booked. */
const REMEMBERED = 5_000;

function isOf({ intent }: Order, id: string): (fill: VenueFill) => boolean {
  return ({ venueOrderId, clientOrderId }) => venueOrderId === id || clientOrderId === intent.clientOrderId;
}
