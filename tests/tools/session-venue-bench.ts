import { z } from 'zod';
import { Reconciler } from '../../src/modes/live/reconciler.ts';
import { LIVE_LIMITS, type LiveLink } from '../../src/modes/live/live-link.ts';
import { OrderGateway } from '../../src/modes/live/order-gateway.ts';
import { RemoteVenue, type RemoteVenueState } from '../../src/modes/live/remote-venue.ts';
import { VenueNews } from '../../src/modes/live/venue-news.ts';
import { WorkGroup } from '../../src/modes/live/work-group.ts';
import type { Instrument, Price } from '../../src/domain/instrument.ts';
import { restoreEngine, saveEngine } from '../../src/engine/engine-state.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import { MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import type { SessionVenue } from '../../src/modes/session-venue.ts';
import { takeInput, type DirectInput } from '../../src/modes/take-input.ts';
import { TradingSession } from '../../src/modes/trading-session.ts';
import { SimulatedVenue, type SimulatedVenueState } from '../../src/sim/simulated-venue.ts';
import { defineStrategy, type Intents } from '../../src/strategy/index.ts';
import { START } from './bars.ts';
import { FREE, TERMS } from './scripted-session.ts';
import { openTestnetBench, type TestnetVenue } from './testnet-bench.ts';
import { ToldRecords } from './told-records.ts';
import type { VenueBench } from './venue-bench.ts';

type Session = TradingSession<SessionVenue>;

/** Where a session trades, simulated or remote: what the bench needs of it besides the venue itself. */
interface Place {
  readonly instrument: Instrument;
  readonly records: ToldRecords;
  now(): Micros;
  /** A venue that knows nothing yet. */
  open(): SessionVenue;
  /** Joins a session, which has come back or is new, to its venue. */
  join(session: Session): void;
  /** The market stands at a price now. */
  move(price: Price): void;
  /** Lets all that is on its way arrive. */
  settle(): Promise<void>;
  dispose(): Promise<void>;
}

/** A session with one strategy, whatever its venue is: the strategy does what it is told, and the market moves as it is told. */
export class SessionBench {
  readonly #place: Place;
  #session: Session;
  #next: Intents = undefined;
  #price: Price;

  constructor(place: Place, price: Price) {
    this.#place = place;
    this.#price = price;
    this.#session = this.#open();
    this.#session.engine.account.open(place.now());
    place.join(this.#session);
  }

  get instrument(): Instrument {
    return this.#place.instrument;
  }

  /** What the strategy holds. */
  get held(): number {
    const { ledger } = this.#session.engine.account;
    return ledger.book('told', this.instrument).quantity / 10 ** this.instrument.quantityScale;
  }

  /** Fills and ends, in words, without their times: `target sell 2 @ 121`, `order expired`. Numbers are rounded to whole ones. */
  get told(): readonly string[] {
    const { told } = this.#place.records;
    const ofOrders = told.map((line) => line.slice(6)).filter((line) => / (buy|sell|canceled|expired|rejected) ?/.test(line));
    return ofOrders.map((line) =>
      line.replace(/([\d.]+) @ ([\d.]+).*$/, (_, quantity, price) => `${Math.round(Number(quantity))} @ ${Math.round(Number(price))}`),
    );
  }

  /** Open orders, as `role status`. */
  get open(): readonly string[] {
    return [...this.#session.engine.account.desk.all()].map(({ intent, status }) => `${intent.role} ${status}`);
  }

  /** The id of the newest order. */
  get newest(): number {
    return this.#place.records.intents.length;
  }

  /** The strategy does something now. */
  async act(intents: Intents): Promise<void> {
    this.#next = intents;
    await this.move(this.#price);
  }

  /** The market moves to a price. */
  async move(price: Price): Promise<void> {
    this.#price = price;
    this.#place.move(price);
    await this.#turn();
    // What was decided at a price trades at the next, which is the same.
    this.#place.move(price);
    await this.#turn();
  }

  /** The session is stored and comes back, and so does what the venue remembers of it, if it is here. */
  async restart(): Promise<void> {
    const { engine, venue } = this.#session;
    const saved = JSON.parse(JSON.stringify({ engine: saveEngine(engine), venue: venue.state })) as {
      engine: ReturnType<typeof saveEngine>;
      venue: SimulatedVenueState & RemoteVenueState;
    };
    this.#session = this.#open();
    restoreEngine(this.#session.engine, saved.engine);
    this.#session.venue.restore(saved.venue, this.#session.engine.account.desk.all());
    this.#place.join(this.#session);
    await this.#place.settle();
  }

  dispose(): Promise<void> {
    return this.#place.dispose();
  }

  async #turn(): Promise<void> {
    const { engine, markets } = this.#session;
    const [market] = markets;
    if (market === undefined) throw new Error('the session has a market');
    const now = this.#place.now();
    const trade = { kind: 'trade', quantity: 1, aggressor: undefined, tradeId: 't', tsEvent: now, tsInit: now } as const;
    const tick = { ...trade, instrumentId: this.instrument.id, price: this.#price };
    if (this.#session.matchTick(market, tick)) settle(this.#session);
    engine.onTick(market, tick);
    this.#next = undefined;
    settle(this.#session);
    await this.#place.settle();
  }

  #open(): Session {
    const definition = defineStrategy({
      id: 'told',
      version: '1.0.0',
      params: z.object({}),
      data: { ticks: 'trades' },
      onTick: () => this.#next,
    });
    const { instrument, records } = this.#place;
    const deployments = [{ id: 'told', definition, params: {}, instrumentIds: [instrument.id], interval: '1m' as const }];
    const terms = { ...TERMS, currency: instrument.quote, cash: 1_000_000 * 10 ** instrument.quote.scale };
    return new TradingSession([{ instrument, baseInterval: '1m' }], this.#place.open(), { terms, deployments, records });
  }
}

/** A session on the simulated venue. */
export function openSimulatedSession(instrument: Instrument, price: Price): SessionBench {
  let now = START;
  const cash = { [instrument.quote.code]: 1_000_000 * 10 ** instrument.quote.scale };
  const place: Place = {
    instrument,
    records: new ToldRecords(START),
    now: () => now,
    open: () => {
      const venue = new SimulatedVenue(FREE, 'cash', cash);
      venue.list(instrument);
      return venue;
    },
    join: () => undefined,
    move: () => void (now += MICROS_PER_SECOND),
    settle: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
  return new SessionBench(place, price);
}

/** A session on a venue of the test exchange, through ccxt. */
export async function openRemoteSession(testnet: TestnetVenue, price: Price): Promise<SessionBench> {
  // What fees do to positions is told elsewhere.
  const bench = await openTestnetBench({ ...testnet, rules: { ...testnet.rules, makerFeePpm: 0, takerFeePpm: 0 } });
  bench.lead(price);
  return new SessionBench(new RemotePlace(bench), price);
}

class RemotePlace implements Place {
  readonly instrument: Instrument;
  readonly records = new ToldRecords(START);
  readonly #bench: VenueBench;
  /** Intents by what the venue calls their orders, as a store would know them. */
  readonly #names = new Map<string, number>();
  #ended = new AbortController();
  #live: { readonly work: WorkGroup; readonly gateway: OrderGateway; readonly reconciler: Reconciler } | undefined;

  constructor(bench: VenueBench) {
    this.#bench = bench;
    this.instrument = bench.instrument;
  }

  now(): Micros {
    return this.#bench.clock.now();
  }

  open(): RemoteVenue {
    return new RemoteVenue([this.instrument], this.#bench.venue.capabilities);
  }

  join(session: Session): void {
    this.#ended.abort();
    this.#ended = new AbortController();
    const { venue, clock } = this.#bench;
    let turn: Promise<unknown> = Promise.resolve();
    const link: LiveLink = {
      venue,
      instruments: [this.instrument],
      account: session.engine.account,
      clock,
      random: new SeededRandom(1),
      limits: LIVE_LIMITS,
      enter: (make) => {
        const done = turn.then(() => {
          for (const input of make()) {
            if (input.kind === 'venue' && input.event.kind === 'accepted') this.#names.set(input.event.venueOrderId, input.event.intentId);
            takeInput(session.engine, input as DirectInput);
            settle(session);
          }
        });
        turn = done.catch(() => undefined);
        return done;
      },
      findIntent: ({ venueOrderId }) => Promise.resolve(this.#names.get(venueOrderId)),
      recall: () => Promise.resolve(undefined),
      onNotice: () => undefined,
    };
    const news = new VenueNews(link);
    const work = new WorkGroup(this.#ended.signal);
    const gateway = new OrderGateway(link, news, work);
    this.#live = { work, gateway, reconciler: new Reconciler(link, news, gateway, work.signal) };
    (session.venue as RemoteVenue).connect(gateway);
    gateway.resume();
  }

  move(price: Price): void {
    this.#bench.clock.advance(MICROS_PER_SECOND);
    this.#bench.lead(price);
  }

  /** Time passes for who waits; then the venue is asked, until nothing is new. */
  async settle(): Promise<void> {
    if (this.#live === undefined) return;
    const { gateway, reconciler } = this.#live;
    const before = this.records.told.length;
    let isCompared = false;
    const compared = reconciler.reconcile().finally(() => (isCompared = true));
    while (!isCompared || gateway.isBusyAnywhere) {
      this.#bench.clock.advance(100_000);
      await new Promise(setImmediate);
    }
    await compared;
    if (this.records.told.length !== before) await this.settle();
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    await this.#live?.work.settled();
    await this.#bench.dispose();
  }
}

function settle(session: Session): void {
  while (session.advance()) session.perform();
  session.venue.release?.();
}
