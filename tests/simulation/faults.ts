import type { StreamFault, VenueCall, VenueFault } from '../tools/scripted-venue.ts';
import type { Fault } from './troubles.ts';
import type { World } from './world.ts';

/** Lets faults happen to a world, and heals all that lasts. */
export class Faults {
  readonly #world: World;
  #calls: { readonly call: VenueCall; readonly fault: VenueFault }[] = [];
  #reports: StreamFault[] = [];
  /** How many troubles keep the venue away, or the stream silent, now. */
  #away = 0;
  #silent = 0;
  #crossings = 0;

  constructor(world: World) {
    this.#world = world;
    const { network } = world.venue;
    network.fault = (call) => {
      if (call === 'cancel') this.#cross();
      if (this.#away > 0) return { kind: 'drop-request' };
      const at = this.#calls.findIndex((each) => each.call === call);
      return at === -1 ? undefined : this.#calls.splice(at, 1)[0]?.fault;
    };
    network.streamFault = () => (this.#silent > 0 ? { kind: 'drop' } : this.#reports.shift());
  }

  /** Makes one happen now; resolves when it is over. */
  async happen(fault: Fault): Promise<void> {
    const { venue, clock } = this.#world;
    const { network } = venue;
    switch (fault.kind) {
      case 'call':
        return void this.#calls.push(fault);
      case 'report':
        return void this.#reports.push(fault.fault);
      case 'venue down':
        this.#away += 1;
        venue.cutStream();
        await clock.sleep(fault.lasts);
        this.#away -= 1;
        return venue.restoreStream();
      case 'stream down':
        venue.cutStream();
        await clock.sleep(fault.lasts);
        return venue.restoreStream();
      case 'stream mute':
        this.#silent += 1;
        await clock.sleep(fault.lasts);
        this.#silent -= 1;
        return;
      case 'lag':
        [network.orderLag, network.fillLag, network.countLag] = [fault.orders, fault.fills, fault.counts];
        if (fault.counts > 0) this.#world.invariants.hasMiscounted = true;
        await clock.sleep(fault.lasts);
        return this.#showAll();
      case 'clock':
        network.clockOffset += fault.by;
        return;
      case 'cancel crosses a fill':
        this.#crossings += 1;
        return;
      case 'commit fails':
        this.#world.commitFails = fault;
        return;
      case 'crash':
        if (fault.moment === 'at once') this.#world.crash('at once', fault.down);
        else this.#world.crashAt = fault;
        return;
    }
  }

  /** From now on nothing goes wrong any more. */
  heal(): void {
    const { venue } = this.#world;
    this.#world.tell('nothing goes wrong any more');
    this.#calls = [];
    this.#reports = [];
    this.#away = this.#silent = this.#crossings = 0;
    this.#world.crashAt = undefined;
    this.#world.commitFails = undefined;
    this.#showAll();
    venue.network.fault = () => undefined;
    venue.network.streamFault = () => undefined;
    venue.restoreStream();
    this.#world.start();
  }

  #showAll(): void {
    const { network } = this.#world.venue;
    network.orderLag = network.fillLag = network.countLag = 0;
  }

  /** A cancel is on its way: somebody trades against the order before it comes. */
  #cross(): void {
    const { clock, venue, invariants } = this.#world;
    const open = [...invariants.venue.open()].find(({ intent }) => intent.type === 'limit');
    if (this.#crossings === 0 || open === undefined) return;
    this.#crossings -= 1;
    const { venueOrderId, quantity, filledQuantity } = open.order;
    void clock.sleep(1).then(() => {
      if (invariants.venue.orders.get(venueOrderId)?.filledQuantity === filledQuantity && this.#isOpen(venueOrderId))
        venue.exchange.fill(venueOrderId, quantity - filledQuantity);
    });
  }

  #isOpen(venueOrderId: string): boolean {
    return this.#world.invariants.venue.orders.get(venueOrderId)?.status === 'open';
  }
}
