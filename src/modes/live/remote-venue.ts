import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../kernel/time.ts';
import type { BarColumns } from '../../domain/bars.ts';
import type { Instrument, Price } from '../../domain/instrument.ts';
import { notional } from '../../domain/money.ts';
import type { OrderIntent, OrderView } from '../../domain/order.ts';
import { HELD, type VenueEvent } from '../../domain/venue-event.ts';
import type { VenueCapabilities } from '../../ports/venue.ts';
import type { SessionVenue } from '../session-venue.ts';
import { HeldOrders } from './held-orders.ts';

/** Where orders go once their intents are durable, and cancels. What becomes of them comes back as inputs of the session. */
export interface OrderSink {
  submit(intent: OrderIntent): void;
  cancel(intentId: number): void;
}

/** What a remote venue remembers: the orders that are held here, with their triggers. */
export interface RemoteVenueState {
  readonly held: readonly { readonly intentId: number; readonly trigger: Price; readonly since: Micros }[];
}

/**
 * The near side of a venue that is elsewhere. It passes orders on, and holds those that the venue cannot: they wait here, as durable as the
 * session, and go out as market orders once the market has reached them. Until `connect` nothing is passed on, so that a replay sends nothing.
 */
export class RemoteVenue implements SessionVenue<RemoteVenueState> {
  readonly #instruments: readonly Instrument[];
  readonly #capabilities: VenueCapabilities;
  readonly #held = new HeldOrders();
  readonly #lastPrices = new Map<string, Price>();
  readonly #outbox: VenueEvent[] = [];
  /** Orders that were held, and that the market has reached: they go out when they come back from the core. */
  readonly #reached = new Set<number>();
  /** Groups of a bracket whose stop stands at the venue. */
  readonly #guarded = new Set<number>();
  #sink: OrderSink | undefined = undefined;
  /** What goes out with the next `release`. */
  #outgoing: ((sink: OrderSink) => void)[] = [];

  constructor(instruments: readonly Instrument[], capabilities: VenueCapabilities) {
    this.#instruments = instruments;
    this.#capabilities = capabilities;
  }

  /** A venue over a network is asked; see the reconciler. */
  readonly holdings = undefined;

  /** From now on orders go out; what was decided before is asked for at the venue, not sent. */
  connect(sink: OrderSink): void {
    this.#sink = sink;
    this.#outgoing = [];
  }

  openBar(market: number, bars: BarColumns, row: number): boolean {
    const { id } = this.#instruments[market] ?? {};
    assert(id !== undefined, `the session has a market ${market}`);
    const close = bars.close[row] as number;
    this.#lastPrices.set(id, close);
    const bar = { openTime: bars.openTime[row] as number, high: bars.high[row] as number, low: bars.low[row] as number, close };
    for (const { intentId } of this.#held.reach(id, bar)) {
      this.#reached.add(intentId);
      this.#outbox.push({ kind: 'triggered', intentId, ts: bars.closeTime[row] as number });
    }
    return this.#outbox.length > 0;
  }

  next(): VenueEvent | undefined {
    return this.#outbox.shift();
  }

  submit(intent: OrderIntent, now: Micros): void {
    const { intentId, type, ocoGroup, role } = intent;
    if (this.#reached.delete(intentId)) return this.#send((sink) => sink.submit(asReached(intent)));
    if (!this.#holds(intent)) {
      if (ocoGroup !== undefined && role === 'stop') this.#guarded.add(ocoGroup);
      return this.#send((sink) => sink.submit(intent));
    }
    const price = this.#lastPrices.get(intent.instrument.id) ?? NaN;
    if (type === 'trailing-stop' && Number.isNaN(price)) {
      this.#outbox.push({ kind: 'rejected', intentId, ts: now, reason: 'VENUE_NO_PRICE: there is no price yet for the stop to trail' });
      return;
    }
    this.#held.hold(intent, price, now);
    this.#outbox.push({ kind: 'accepted', intentId, ts: now, venueOrderId: HELD });
  }

  cancel(intentId: number, now: Micros): void {
    if (!this.#held.release(intentId)) return this.#send((sink) => sink.cancel(intentId));
    this.#outbox.push({ kind: 'canceled', intentId, ts: now, reason: 'canceled on request' });
  }

  /** Sends what is durable now, in order. A replay sends nothing. */
  release(): void {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    if (this.#sink === undefined) return;
    for (const send of outgoing) send(this.#sink);
  }

  get state(): RemoteVenueState {
    assert(this.#outbox.length === 0, 'a venue is saved when nothing waits');
    return { held: this.#held.all.map(({ intent, trigger, since }) => ({ intentId: intent.intentId, trigger, since })) };
  }

  restore({ held }: RemoteVenueState, open: Iterable<OrderView>): void {
    const intents = new Map([...open].map(({ intent }) => [intent.intentId, intent]));
    for (const { role, ocoGroup, ...intent } of intents.values())
      if (ocoGroup !== undefined && role === 'stop' && !held.some(({ intentId }) => intentId === intent.intentId))
        this.#guarded.add(ocoGroup);
    for (const { intentId, trigger, since } of held) {
      const intent = intents.get(intentId);
      assert(intent !== undefined, `order ${intentId}, which is held here, is open`);
      this.#held.resume(intent, trigger, since);
    }
  }

  #send(send: (sink: OrderSink) => void): void {
    this.#outgoing.push(send);
  }

  /** Whether an order waits here rather than at the venue. */
  #holds({ type, role, ocoGroup, instrument, stopPrice, quantity }: OrderIntent): boolean {
    if (type === 'trailing-stop') return true;
    // Beside a stop that locks the coins there is nothing left for a target to sell.
    if (role === 'target') return ocoGroup !== undefined && this.#guarded.has(ocoGroup);
    if (stopPrice === undefined) return false;
    if (!this.#capabilities.orderTypes.includes(type)) return true;
    return notional(instrument, stopPrice, quantity, 'floor') < instrument.minNotional;
  }
}

/** The order as it goes out once the market has reached it: a stop-limit as its limit, all others at the market. */
function asReached(intent: OrderIntent): OrderIntent {
  if (intent.type === 'stop-limit') return { ...intent, type: 'limit', stopPrice: undefined };
  return { ...intent, type: 'market', limitPrice: undefined, stopPrice: undefined, trailOffset: undefined, timeInForce: 'GTC' };
}
