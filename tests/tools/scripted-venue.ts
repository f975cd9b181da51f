import { fail } from '../../src/kernel/errors.ts';
import type { Micros } from '../../src/kernel/time.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  CancelAnswer,
  OrderRef,
  SubmitAnswer,
  Venue,
  VenueBalance,
  VenueCapabilities,
  VenueFill,
  VenueHealth,
  VenueIdentity,
  VenueListing,
  VenueOrder,
  VenueReport,
  VenueTransfer,
} from '../../src/ports/venue.ts';
import { CAPABLE } from './capable.ts';
import { ScriptedExchange, type ExchangeRefusal, type ExchangeSetup } from './scripted-exchange.ts';

/** What is asked of a venue. */
export type VenueCall = 'submit' | 'cancel' | 'order' | 'openOrders' | 'fills' | 'balances' | 'transfers';

/** What goes wrong with one call. */
export type VenueFault =
  /** It never arrives. */
  | { readonly kind: 'drop-request' }
  /** It arrives and is done; the answer is lost. */
  | { readonly kind: 'drop-reply' }
  /** It arrives so much later, unless its signature has expired by then; nobody waits for the answer any more. */
  | { readonly kind: 'late'; readonly by: Micros }
  /** The venue says no. */
  | { readonly kind: 'refuse'; readonly refusal: ExchangeRefusal };

/** What goes wrong with one report of the stream. */
export type StreamFault = { readonly kind: 'drop' } | { readonly kind: 'double' } | { readonly kind: 'late'; readonly by: Micros };

/** A scripted venue, and what stands between it and its caller. All of it may be changed while it runs. */
export interface ScriptedNetwork {
  /** Time from a call to its arrival, and from there to the answer. */
  latency: (call: VenueCall) => Micros;
  /** What goes wrong with a call; asked once for each, before it arrives. */
  fault: (call: VenueCall) => VenueFault | undefined;
  /** What goes wrong with a report; asked once for each. */
  streamFault: (report: VenueReport) => StreamFault | undefined;
  /** How long the venue takes to show a new order, and a new fill, to those who ask. */
  orderLag: Micros;
  fillLag: Micros;
  /** How long it takes to count a fill in what it answers of the order. */
  countLag: Micros;
  /** The venue's clock minus ours. */
  clockOffset: Micros;
  /** Whether fills are told with the client's id of their order too. */
  fillsAreNamed: boolean;
}

/** What a scripted venue is made of. */
export interface ScriptedVenueSetup extends Omit<ExchangeSetup, 'now'> {
  readonly clock: Clock;
  readonly capabilities?: Partial<VenueCapabilities>;
  readonly network?: Partial<ScriptedNetwork>;
}

/**
 * A venue behind a network that fails on demand: calls and answers get lost or late, what is new shows late, the stream drops, doubles and
 * reorders. Everything goes by the clock that it is given and by the faults that it is told, so that the same script makes the same run.
 */
export class ScriptedVenue implements Venue {
  readonly id = 'TEST';
  readonly capabilities: VenueCapabilities;
  readonly exchange: ScriptedExchange;
  readonly network: ScriptedNetwork;
  /** Every call, in order; those that were lost too. */
  readonly calls: VenueCall[] = [];
  readonly #clock: Clock;
  readonly #firstShown = new Map<string, Micros>();
  #waiting: VenueReport[] = [];
  #isUp = true;
  #reader = 0;
  #wake: () => void = () => undefined;

  constructor(setup: ScriptedVenueSetup) {
    this.#clock = setup.clock;
    this.capabilities = { ...CAPABLE, ...setup.capabilities };
    this.network = {
      latency: () => 0,
      fault: () => undefined,
      streamFault: () => undefined,
      orderLag: 0,
      fillLag: 0,
      countLag: 0,
      clockOffset: 0,
      fillsAreNamed: true,
      ...setup.network,
    };
    this.exchange = new ScriptedExchange({ ...setup, now: () => setup.clock.now() + this.network.clockOffset });
    this.exchange.onNews = (news) => this.#report(news);
  }

  connect(): Promise<VenueIdentity> {
    return Promise.resolve({ host: '127.0.0.1', isReal: false, permissions: { trade: true, withdraw: false } });
  }

  listings(instruments: readonly Instrument[]): readonly VenueListing[] {
    return instruments.map((instrument) => ({ instrument, isTrading: true }));
  }

  async submit(intent: OrderIntent): Promise<SubmitAnswer> {
    const [answer] = await this.#place(() => {
      const placed = this.exchange.place(intent);
      return 'code' in placed ? placed : [placed, placed];
    });
    return answer;
  }

  submitLinked(stop: OrderIntent, target: OrderIntent): Promise<readonly [SubmitAnswer, SubmitAnswer]> {
    return this.#place(() => this.exchange.placeLinked(stop, target));
  }

  async cancel(ref: OrderRef): Promise<CancelAnswer> {
    const lost: CancelAnswer = { kind: 'unknown', reason: 'no answer came' };
    return this.#call<CancelAnswer>('cancel', this.#clock.now() + this.capabilities.requestLifetime, lost, (refusal) =>
      refusal === undefined && this.exchange.cancel(ref.venueOrderId ?? ref.clientOrderId)
        ? { kind: 'requested' }
        : { kind: 'gone', reason: refusal?.reason ?? 'unknown order' },
    );
  }

  order({ instrument, clientOrderId, venueOrderId }: OrderRef): Promise<VenueOrder | undefined> {
    return this.#ask('order', () =>
      // The newest of its name: ids count among open orders only.
      this.#shownOrders().findLast(
        (order) =>
          order.instrumentId === instrument.id &&
          (venueOrderId === undefined ? order.clientOrderId === clientOrderId : order.venueOrderId === venueOrderId),
      ),
    );
  }

  openOrders(instruments: readonly Instrument[]): Promise<readonly VenueOrder[]> {
    const ids = instruments.map(({ id }) => id);
    return this.#ask('openOrders', () =>
      this.#shownOrders().filter((order) => order.status === 'open' && ids.includes(order.instrumentId)),
    );
  }

  fills({ id }: Instrument, since: Micros): Promise<readonly VenueFill[]> {
    return this.#ask('fills', () => {
      const shown = this.#venueTime() - this.network.fillLag;
      const found = this.exchange.fills.filter(({ instrumentId, ts }) => instrumentId === id && ts >= since && ts <= shown);
      return this.network.fillsAreNamed ? found : found.map((fill) => ({ ...fill, clientOrderId: undefined }));
    });
  }

  balances(): Promise<readonly VenueBalance[]> {
    return this.#ask('balances', () => this.exchange.balances);
  }

  transfers(since: Micros): Promise<readonly VenueTransfer[]> {
    return this.#ask('transfers', () => this.exchange.transfers.filter(({ ts }) => ts >= since));
  }

  async *reports(_instruments: readonly Instrument[], signal: AbortSignal): AsyncGenerator<VenueReport, void> {
    const stop = (): void => this.#wake();
    signal.addEventListener('abort', stop);
    // The reader before this one is gone, and what was on its way to it.
    const reader = (this.#reader += 1);
    this.#waiting = [];
    this.#wake();
    this.#push(this.#isUp ? { kind: 'up' } : { kind: 'down', reason: 'cut' });
    while (!signal.aborted && this.#reader === reader) {
      const report = this.#waiting.shift();
      if (report !== undefined) yield report;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    signal.removeEventListener('abort', stop);
  }

  /** The stream goes down: what happens now is not told, and what was on its way is lost. */
  cutStream(): void {
    this.#isUp = false;
    this.#waiting = [];
    this.#push({ kind: 'down', reason: 'cut' });
  }

  /** The stream comes up again; what it missed it does not tell. */
  restoreStream(): void {
    this.#isUp = true;
    this.#push({ kind: 'up' });
  }

  /** The stream says something, whether it is so or not. */
  say(report: VenueReport): void {
    this.#push(report);
  }

  health(): VenueHealth {
    const figures = { clockOffset: 0, queued: 0, weightUsed: 0, ordersUsed: 0, brokenSince: undefined, lastProblem: undefined };
    return { connected: true, streamUp: this.#isUp, ...figures };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Places two orders at once, or one of which it is told twice. */
  #place(place: () => readonly [VenueOrder, VenueOrder] | ExchangeRefusal): Promise<readonly [SubmitAnswer, SubmitAnswer]> {
    const expiresAt = this.#clock.now() + this.capabilities.requestLifetime;
    const lost: SubmitAnswer = { kind: 'unknown', reason: 'no answer came', expiresAt };
    return this.#call<readonly [SubmitAnswer, SubmitAnswer]>('submit', expiresAt, [lost, lost], (refusal) => {
      const placed = refusal ?? place();
      const ts = this.#clock.now();
      if ('code' in placed)
        return [
          { kind: 'rejected', ...placed, ts },
          { kind: 'rejected', ...placed, ts },
        ];
      const [first, second] = placed;
      return [
        { kind: 'accepted', venueOrderId: first.venueOrderId, ts },
        { kind: 'accepted', venueOrderId: second.venueOrderId, ts },
      ];
    });
  }

  async #call<Answer>(
    call: VenueCall,
    expiresAt: Micros,
    lost: Answer,
    act: (refusal: ExchangeRefusal | undefined) => Answer,
  ): Promise<Answer> {
    this.calls.push(call);
    const fault = this.network.fault(call);
    if (fault?.kind === 'late') void this.#later(fault.by, () => this.#clock.now() <= expiresAt && act(undefined));
    await this.#pass(call);
    const answer = fault === undefined || fault.kind === 'drop-reply' || fault.kind === 'refuse' ? act(refusalOf(fault)) : lost;
    await this.#pass(call);
    return fault?.kind === 'drop-reply' ? lost : answer;
  }

  async #ask<Answer>(call: VenueCall, look: () => Answer): Promise<Answer> {
    this.calls.push(call);
    const fault = this.network.fault(call);
    await this.#pass(call);
    const answer = fault === undefined ? look() : undefined;
    await this.#pass(call);
    return fault === undefined ? (answer as Answer) : fail(refusalOf(fault)?.code ?? 'VENUE_UNAVAILABLE', `${call}: no answer came`);
  }

  async #pass(call: VenueCall): Promise<void> {
    await this.#clock.sleep(this.network.latency(call));
  }

  async #later(micros: Micros, act: () => unknown): Promise<void> {
    await this.#clock.sleep(micros);
    act();
  }

  #report(news: VenueReport): void {
    if (news.kind === 'order' && !this.#firstShown.has(news.order.venueOrderId))
      this.#firstShown.set(news.order.venueOrderId, news.order.ts);
    if (!this.#isUp) return;
    const fault = this.network.streamFault(news);
    if (fault?.kind === 'drop') return;
    if (fault?.kind === 'late') return void this.#later(fault.by, () => this.#isUp && this.#push(news));
    this.#push(news);
    if (fault?.kind === 'double') this.#push(news);
  }

  #push(report: VenueReport): void {
    this.#waiting.push(report);
    this.#wake();
  }

  #venueTime(): Micros {
    return this.#clock.now() + this.network.clockOffset;
  }

  #countedThen(order: VenueOrder): VenueOrder {
    const then = this.#venueTime() - this.network.countLag;
    const late = this.exchange.fills.filter(({ venueOrderId, ts }) => venueOrderId === order.venueOrderId && ts > then);
    const filledQuantity = late.reduce((counted, { quantity }) => counted - quantity, order.filledQuantity);
    return { ...order, filledQuantity, status: order.status === 'filled' && late.length > 0 ? 'open' : order.status };
  }

  #shownOrders(): readonly VenueOrder[] {
    const shown = this.#venueTime() - this.network.orderLag;
    const orders = this.exchange.orders.filter(({ venueOrderId }) => (this.#firstShown.get(venueOrderId) ?? 0) <= shown);
    return this.network.countLag === 0 ? orders : orders.map((each) => this.#countedThen(each));
  }
}

function refusalOf(fault: VenueFault | undefined): ExchangeRefusal | undefined {
  return fault?.kind === 'refuse' ? fault.refusal : undefined;
}
