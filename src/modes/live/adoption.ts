import type { VenueOrder } from '../../ports/venue.ts';
import type { LiveLink } from './live-link.ts';
import type { OrderOwners } from './order-owners.ts';

/**
 * Takes over purchases that people placed as limits at the venue, where the configuration says so: through the door of risk, as orders of the
 * strategy `manual`. What risk refuses is theirs as before, and is not asked about again.
 */
export class Adoption {
  readonly #link: LiveLink;
  readonly #owners: OrderOwners;
  readonly #declined = new Set<string>();

  constructor(link: LiveLink, owners: OrderOwners) {
    this.#link = link;
    this.#owners = owners;
  }

  /** Whether an open order of somebody else is ours from now on; what came of it is stored. */
  async adopt(told: VenueOrder): Promise<boolean> {
    const { limits, account, clock, enter } = this.#link;
    const { instrumentId, venueOrderId, side, quantity, filledQuantity, limitPrice } = told;
    const name = `${instrumentId} ${venueOrderId}`;
    // Once it has traded that is booked as a trade by hand; and of a stop the venue does not tell the price that it waits for.
    const isWhole = filledQuantity === 0 && limitPrice !== undefined;
    // A sale may be of coins that are not traded with, or of those that a stop here guards.
    if (!limits.adopts || side === 'sell' || account.gate !== 'open' || !isWhole || this.#declined.has(name)) return false;
    let asked = 0;
    await enter(() => {
      asked = account.nextIntentId;
      if (account.hasRefOf(`trade ${name} `)) return [];
      return [{ kind: 'adopt', ts: clock.now(), instrumentId, venueOrderId, side, quantity, limitPrice }];
    });
    this.#owners.forget(told);
    if (this.#owners.openOrder(told) !== undefined) return true;
    // Before the first price of its market risk is not asked.
    if (account.nextIntentId > asked) this.#declined.add(name);
    return false;
  }
}
