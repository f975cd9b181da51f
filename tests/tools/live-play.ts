import { z } from 'zod';
import { withQuantityScale, type Instrument } from '../../src/domain/instrument.ts';
import type { InstrumentSpec } from '../../src/domain/instrument-spec.ts';
import { saveOrder, type SavedOrder } from '../../src/core/execution/order-desk.ts';
import type { Order } from '../../src/core/execution/order.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import { MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import { LIVE_LIMITS, type LiveLimits, type LiveLink } from '../../src/modes/live/live-link.ts';
import { OrderGateway } from '../../src/modes/live/order-gateway.ts';
import { Reconciler } from '../../src/modes/live/reconciler.ts';
import { RemoteVenue } from '../../src/modes/live/remote-venue.ts';
import { VenueNews } from '../../src/modes/live/venue-news.ts';
import { VenueWatch } from '../../src/modes/live/venue-watch.ts';
import { WorkGroup } from '../../src/modes/live/work-group.ts';
import { manualDeployment } from '../../src/modes/manual-deployment.ts';
import type { SessionInput } from '../../src/modes/session-input.ts';
import { takeInput, type DirectInput } from '../../src/modes/take-input.ts';
import { TradingSession } from '../../src/modes/trading-session.ts';
import type { Notice } from '../../src/ports/notifier.ts';
import { defineStrategy, type Intents } from '../../src/strategy/index.ts';
import { START } from './bars.ts';
import { ManualClock } from './manual-clock.ts';
import { ScriptedVenue, type ScriptedVenueSetup } from './scripted-venue.ts';
import { ONLY, TERMS, testInstrument } from './scripted-session.ts';
import { ToldRecords } from './told-records.ts';

/** What a play differs in from a free market at 100 with an account of 1,000,000 USDT. */
export interface LivePlaySetup {
  readonly limits?: Partial<LiveLimits>;
  readonly venue?: Partial<ScriptedVenueSetup>;
  readonly instrument?: Partial<InstrumentSpec>;
  /** Decimals at which coins are counted, where fees are paid in them. */
  readonly quantityScale?: number;
  /** The account's cash, where it is not all that the venue holds. */
  readonly cash?: number;
}

/** What stands between the session of a play and its venue. */
interface LiveParts {
  readonly work: WorkGroup;
  readonly gateway: OrderGateway;
  readonly reconciler: Reconciler;
  readonly watch: VenueWatch | undefined;
}

/**
 * A session and its gateway against a scripted venue, by a clock that stands until it is moved. The session is as durable as the object:
 * `restart` drops the gateway with all that it knew, as a crash does, and begins a new one on what the session remembers.
 */
export class LivePlay {
  readonly clock = new ManualClock(START);
  readonly instrument: Instrument;
  readonly venue: ScriptedVenue;
  readonly records = new ToldRecords(START);
  readonly session: TradingSession<RemoteVenue>;
  readonly notices: Omit<Notice, 'ts'>[] = [];
  readonly inputs: SessionInput[] = [];
  /** Every order that there was. */
  readonly #seen = new Set<Order>();
  readonly limits: LiveLimits;
  /** The parts of its live half; a restart makes new ones. */
  live: LiveParts;
  /** What the strategy does with the next tick. */
  #next: Intents = undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #ended = new AbortController();

  constructor({ limits, venue, instrument, quantityScale = 0, cash }: LivePlaySetup = {}) {
    this.limits = { ...LIVE_LIMITS, ...limits };
    this.instrument = withQuantityScale(testInstrument(ONLY, instrument), quantityScale);
    const { clock } = this;
    const instruments = [this.instrument];
    this.venue = new ScriptedVenue({ clock, instruments, balances: { USDT: 1_000_000e8 }, prices: { [ONLY]: 100 }, ...venue });
    const definition = defineStrategy({
      id: 'told',
      version: '1.0.0',
      params: z.object({}),
      data: { ticks: 'trades' },
      onBar: () => undefined,
      onTick: () => this.#next,
    });
    const deployments = [{ id: 'told', definition, params: {}, instrumentIds: [ONLY], interval: '1m' as const }];
    const remote = new RemoteVenue(instruments, this.venue.capabilities);
    const markets = [{ instrument: this.instrument, baseInterval: '1m' }] as const;
    this.session = new TradingSession(markets, remote, {
      terms: { ...TERMS, ...(cash !== undefined && { cash }) },
      deployments: [...deployments, manualDeployment(markets)],
      records: this.records,
    });
    this.session.engine.account.open(START);
    this.live = this.#connect();
  }

  get orders(): readonly Order[] {
    return [...this.session.engine.account.desk.all()];
  }

  get position(): number {
    return this.session.engine.account.ledger.book('told', this.instrument).quantity;
  }

  /** Open orders as `status filled/quantity`. */
  get open(): readonly string[] {
    return this.orders.map(({ status, filledQuantity, intent }) => `${status} ${filledQuantity}/${intent.quantity}`);
  }

  /** The strategy decides, at a tick of the venue's price. */
  async act(intents: Intents): Promise<void> {
    this.#next = intents;
    const { engine } = this.session;
    const [market] = this.session.markets;
    if (market === undefined) throw new Error('a play has a market');
    const price = this.venue.exchange.price(ONLY);
    const now = this.clock.now();
    const tick = {
      kind: 'trade',
      instrumentId: ONLY,
      price,
      quantity: 1,
      aggressor: undefined,
      tradeId: 't',
      tsEvent: now,
      tsInit: now,
    } as const;
    if (this.session.matchTick(market, tick)) this.#settle();
    engine.onTick(market, tick);
    this.#next = undefined;
    this.#settle();
    await this.settled();
  }

  /** Takes inputs in, after those before them. */
  readonly enter = (make: () => readonly SessionInput[]): Promise<void> => {
    const done = this.#turn.then(() => {
      for (const input of make()) {
        this.inputs.push(input);
        takeInput(this.session.engine, input as DirectInput);
        this.#settle();
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  };

  /** Lets everything happen that happens at this moment. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  }

  /** Lets time pass until `micros` are over, in steps that are shorter than any pause unless told otherwise. */
  async pass(micros: Micros, step: Micros = 50_000): Promise<void> {
    await this.settled();
    for (const end = this.clock.now() + micros; this.clock.now() < end;) {
      this.clock.advance(Math.min(step, end - this.clock.now()));
      await this.settled();
    }
  }

  /** Begins to compare with the venue and to hold the gate; else the play only sends, and hears the stream. */
  async watch(): Promise<void> {
    await this.restart(true);
  }

  /** The process dies, and comes back with what the session remembers. */
  async restart(isWatched = this.live.watch !== undefined): Promise<void> {
    this.#ended.abort();
    await this.settled();
    this.live = this.#connect(isWatched);
    if (this.live.watch === undefined) this.live.gateway.resume();
    else await this.live.watch.start();
    await this.settled();
  }

  /** Ends the play; nothing may be left running, and nothing may have failed. */
  async end(): Promise<void> {
    this.#ended.abort();
    let isOver = false;
    const over = this.live.work.settled().finally(() => (isOver = true));
    // What is on its way has to arrive first.
    for (; !isOver; await this.settled()) this.clock.advance(MICROS_PER_SECOND);
    await over;
  }

  /** What a store would know of an order by now. */
  #stored({ venueOrderId, clientOrderId }: Parameters<LiveLink['findIntent']>[0]): number | undefined {
    for (const input of this.inputs)
      if (input.kind === 'venue' && input.event.kind === 'accepted' && input.event.venueOrderId === venueOrderId)
        return input.event.intentId;
    const adopted = this.records.intents.find(({ sizing }) => sizing.endsWith(` as ${venueOrderId}`));
    if (adopted !== undefined) return adopted.intentId;
    return this.records.intents.find((intent) => intent.clientOrderId === clientOrderId)?.intentId;
  }

  /** An ended order as a store would have it. */
  #recalled(id: Parameters<LiveLink['recall']>[0]): SavedOrder | undefined {
    const order = [...this.#seen].find(({ venueOrderId, intent }) =>
      'venueOrderId' in id ? venueOrderId === id.venueOrderId : intent.clientOrderId === id.clientOrderId,
    );
    return order === undefined || order.isOpen ? undefined : saveOrder(order);
  }

  #connect(isWatched = false): LiveParts {
    this.#ended = new AbortController();
    const link: LiveLink = {
      venue: this.venue,
      instruments: [this.instrument],
      account: this.session.engine.account,
      clock: this.clock,
      random: new SeededRandom(1),
      limits: this.limits,
      enter: this.enter,
      findIntent: (ids) => Promise.resolve(this.#stored(ids)),
      recall: (id) => Promise.resolve(this.#recalled(id)),
      onNotice: (notice) => this.notices.push(notice),
    };
    const news = new VenueNews(link);
    const work = new WorkGroup(this.#ended.signal);
    const gateway = new OrderGateway(link, news, work);
    const reconciler = new Reconciler(link, news, gateway, work.signal);
    this.session.venue.connect(gateway);
    if (isWatched) return { work, gateway, reconciler, watch: new VenueWatch(link, gateway, reconciler, work) };
    work.begin(async () => {
      for await (const report of this.venue.reports(link.instruments, work.signal)) await gateway.hear(report);
    });
    return { work, gateway, reconciler, watch: undefined };
  }

  #settle(): void {
    while (this.session.advance()) this.session.perform();
    this.session.venue.release();
    for (const order of this.orders) this.#seen.add(order);
  }
}
