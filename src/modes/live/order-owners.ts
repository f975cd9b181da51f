import type { OrderIntent } from '../../domain/order.ts';
import type { Order } from '../../core/execution/order.ts';
import { isHeldHere, venueName } from '../../core/execution/venue-name.ts';
import type { VenueFill } from '../../ports/venue.ts';
import type { LiveLink } from './live-link.ts';

/** Orders whose owner is remembered, so that the store is asked once. */
const REMEMBERED = 5_000;

/** The ids under which a venue tells an order. */
export type ToldIds = Pick<VenueFill, 'instrumentId' | 'venueOrderId' | 'clientOrderId'>;

/** Tells our orders from those of others, by what the venue calls them: those at the desk, and those that the store has. */
export class OrderOwners {
  readonly #link: Pick<LiveLink, 'account' | 'findIntent'>;
  /** By instrument and the venue's id: the intent of ours, or undefined for an order of somebody else. */
  readonly #known = new Map<string, number | undefined>();

  constructor(link: Pick<LiveLink, 'account' | 'findIntent'>) {
    this.#link = link;
  }

  /** Notes what the venue calls an order of ours. */
  note({ instrument, intentId }: OrderIntent, venueOrderId: string): void {
    this.#remember(`${instrument.id} ${venueOrderId}`, intentId);
  }

  /** An order is no longer who it was: the store is asked again. */
  forget({ instrumentId, venueOrderId }: ToldIds): void {
    this.#known.delete(`${instrumentId} ${venueOrderId}`);
  }

  /** The open order at the desk that is meant. */
  openOrder(ids: ToldIds): Order | undefined {
    for (const order of this.#link.account.desk.all()) if (isMeant(order, ids)) return order;
    return undefined;
  }

  /** The intent that is meant, of an order that is open or ended long ago; undefined for an order of somebody else. */
  async intentOf(ids: ToldIds): Promise<number | undefined> {
    const { instrumentId, venueOrderId, clientOrderId } = ids;
    const open = this.openOrder(ids)?.intent.intentId;
    if (open !== undefined) return open;
    const key = `${instrumentId} ${venueOrderId}`;
    if (!this.#known.has(key)) {
      const found = await this.#link.findIntent({ instrumentId, venueOrderId, clientOrderId });
      // It may have been noted as ours meanwhile, which the store did not know yet.
      if (!this.#known.has(key)) this.#remember(key, found);
    }
    return this.#known.get(key);
  }

  /** Whether what was told of a stranger may be ours by now: the order has been named meanwhile, or one of its instrument has no name yet. */
  mayBeOurs(ids: ToldIds): boolean {
    const { instrumentId, venueOrderId } = ids;
    if (this.openOrder(ids) !== undefined || this.#known.get(`${instrumentId} ${venueOrderId}`) !== undefined) return true;
    for (const order of this.#link.account.desk.all())
      if (order.intent.instrument.id === instrumentId && venueName(order) === undefined && !isHeldHere(order)) return true;
    return false;
  }

  #remember(key: string, intentId: number | undefined): void {
    this.#known.delete(key);
    this.#known.set(key, intentId);
    if (this.#known.size > REMEMBERED) for (const oldest of this.#known.keys()) return void this.#known.delete(oldest);
  }
}

function isMeant({ intent, venueOrderId }: Order, told: ToldIds): boolean {
  if (intent.instrument.id !== told.instrumentId) return false;
  return venueOrderId === told.venueOrderId || intent.clientOrderId === told.clientOrderId;
}
