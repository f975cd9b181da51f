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
  /** A stop and its target, to be placed as one: the venue lets one end the other. */
  submitLinked(stop: OrderIntent, target: OrderIntent): void;
  cancel(intentId: number): void;
}

type Send = (sink: OrderSink) => void;

/** What a remote venue remembers: the orders that are held here, with their triggers. */
export interface RemoteVenueState {
  readonly held: readonly { readonly intentId: number; readonly trigger: Price; readonly since: Micros }[];
  /** Brackets whose stop was passed on, and the last prices by instrument; left out by versions that forgot them. */
  readonly guarded?: readonly number[];
  readonly prices?: Readonly<Record<string, Price>>;
}

/**
 * The near side of a venue that is elsewhere. It passes orders on, a stop and its target as one where the venue links them, and holds those
 * that it cannot: they wait here, as durable as the session, and go out as market orders once the market has reached them. Until `connect`
 * nothing is passed on, so that a replay sends nothing.
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
  /** Stops and targets that stand at the venue as one, each by the other's id. */
  readonly #linked = new Map<number, number>();
  /** The stop that the core has just handed over, and how it goes out; its target may follow it. */
  #stop: { readonly intent: OrderIntent; readonly send: Send } | undefined = undefined;
  #sink: OrderSink | undefined = undefined;
  /** What goes out with the next `release`. */
  #outgoing: Send[] = [];

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
    const event = this.#outbox.shift();
    // The core has handed over all that it decided at once.
    if (event === undefined) this.#stop = undefined;
    return event;
  }

  submit(intent: OrderIntent, now: Micros): void {
    const { intentId, type, ocoGroup } = intent;
    if (this.#reached.delete(intentId)) return this.#send((sink) => sink.submit(asReached(intent)));
    if (this.#link(intent)) return;
    if (!this.#holds(intent)) {
      const send: Send = (sink) => sink.submit(intent);
      if (ocoGroup !== undefined && intent.role === 'stop') {
        this.#guard(ocoGroup);
        if (this.#capabilities.oco) this.#stop = { intent, send };
      }
      return this.#send(send);
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
    if (!this.#held.release(intentId)) {
      this.#unlink(intentId, now);
      return this.#send((sink) => sink.cancel(intentId));
    }
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
    return {
      held: this.#held.all.map(({ intent, trigger, since }) => ({ intentId: intent.intentId, trigger, since })),
      guarded: [...this.#guarded],
      prices: Object.fromEntries(this.#lastPrices),
    };
  }

  restore({ held, guarded = [], prices = {} }: RemoteVenueState, open: Iterable<OrderView>): void {
    for (const group of guarded) this.#guard(group);
    for (const [instrumentId, price] of Object.entries(prices)) this.#lastPrices.set(instrumentId, price);
    const intents = new Map([...open].map(({ intent }) => [intent.intentId, intent]));
    const isElsewhere = ({ intentId }: OrderIntent): boolean => !held.some((each) => each.intentId === intentId);
    const legs = [...intents.values()].filter((intent) => intent.ocoGroup !== undefined && isElsewhere(intent));
    for (const stop of legs.filter(({ role }) => role === 'stop')) {
      this.#guard(stop.ocoGroup as number);
      const target = legs.find(({ role, ocoGroup }) => role === 'target' && ocoGroup === stop.ocoGroup);
      if (target !== undefined && this.#capabilities.oco) this.#join(stop, target);
    }
    for (const { intentId, trigger, since } of held) {
      const intent = intents.get(intentId);
      assert(intent !== undefined, `order ${intentId}, which is held here, is open`);
      this.#held.resume(intent, trigger, since);
    }
  }

  #guard(group: number): void {
    this.#guarded.add(group);
    if (this.#guarded.size > REMEMBERED) for (const oldest of this.#guarded) return void this.#guarded.delete(oldest);
  }

  #send(send: Send): void {
    this.#outgoing.push(send);
  }

  /** Lets the stop that was handed over just before go out with its target, if this is it. */
  #link(target: OrderIntent): boolean {
    if (this.#stop === undefined || target.role !== 'target' || target.ocoGroup !== this.#stop.intent.ocoGroup) return false;
    const { intent: stop, send } = this.#stop;
    this.#stop = undefined;
    this.#outgoing = this.#outgoing.filter((each) => each !== send);
    this.#join(stop, target);
    this.#send((sink) => sink.submitLinked(stop, target));
    return true;
  }

  #join(stop: OrderIntent, target: OrderIntent): void {
    this.#linked.set(stop.intentId, target.intentId);
    this.#linked.set(target.intentId, stop.intentId);
  }

  /** The cancel of an order takes along the one that it is linked with. */
  #unlink(intentId: number, now: Micros): void {
    const other = this.#linked.get(intentId);
    if (other === undefined) return;
    this.#linked.delete(intentId);
    this.#linked.delete(other);
    this.#outbox.push({ kind: 'unlinked', intentId: other, ts: now });
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

/** Brackets that are remembered: far more than are ever open. */
const REMEMBERED = 1_000;

/** The order as it goes out once the market has reached it: a stop-limit as its limit, all others at the market. */
function asReached(intent: OrderIntent): OrderIntent {
  if (intent.type === 'stop-limit') return { ...intent, type: 'limit', stopPrice: undefined };
  return { ...intent, type: 'market', limitPrice: undefined, stopPrice: undefined, trailOffset: undefined, timeInForce: 'GTC' };
}
