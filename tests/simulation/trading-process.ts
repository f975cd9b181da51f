import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { money } from '../../src/domain/risk-limits.ts';
import type { SeededRandom } from '../../src/kernel/random.ts';
import type { AccountTerms } from '../../src/engine/account.ts';
import type { Deployment } from '../../src/engine/strategy-host.ts';
import { keepFlat } from '../../src/modes/kill/keep-flat.ts';
import { LIVE_LIMITS, type LiveLimits, type LiveLink } from '../../src/modes/live/live-link.ts';
import { OrderGateway } from '../../src/modes/live/order-gateway.ts';
import { Reconciler } from '../../src/modes/live/reconciler.ts';
import { RemoteVenue } from '../../src/modes/live/remote-venue.ts';
import { VenueNews } from '../../src/modes/live/venue-news.ts';
import { VenueWatch } from '../../src/modes/live/venue-watch.ts';
import { WorkGroup } from '../../src/modes/live/work-group.ts';
import { LiveSession } from '../../src/modes/live-session.ts';
import { manualDeployment } from '../../src/modes/manual-deployment.ts';
import { recallOrder } from '../../src/modes/recall-order.ts';
import type { SessionInput } from '../../src/modes/session-input.ts';
import { SessionRecords } from '../../src/modes/session-records.ts';
import { TradingSession } from '../../src/modes/trading-session.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Lease, Store } from '../../src/ports/store.ts';
import type { Venue } from '../../src/ports/venue.ts';
import { START } from '../tools/bars.ts';
import { TERMS } from '../tools/scripted-session.ts';
import { INSTRUMENTS } from './simulated-market.ts';

/** The name of the simulated session. */
export const SESSION = 'simulated';
/** Few inputs between snapshots, so that restarts come back from both: a snapshot, and the journal after it. */
const SNAPSHOT_EVERY = 25;
const LIMITS: LiveLimits = { ...LIVE_LIMITS, unknownPatience: 20 * MICROS_PER_SECOND };

/** What the account is allowed: limits near enough that the strategies meet them. */
export const ACCOUNT: AccountTerms = {
  ...TERMS,
  id: 'sim',
  cash: 3_000e8,
  limits: { maxOrderValue: money(1_000e8), maxPositionValue: money(1_200e8), priceCollar: 100_000 },
  takerFee: 1_000,
  sizingBuffer: 10_000,
};

/** The world as a process reaches it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly store: Store;
  readonly venue: Venue;
  readonly deployments: readonly Deployment[];
  /** Whether orders that people place at the exchange become ours. */
  readonly adopts: boolean;
  /** Told why it cannot go on; it then has to be started anew. */
  readonly onFailure: (error: unknown) => void;
}

/** A trading process from its start to its end: the real core, session, gateway, reconciler and watch, joined as Ballast joins them. */
export class TradingProcess {
  readonly session: TradingSession<RemoteVenue>;
  readonly #live: LiveSession;
  readonly #surroundings: Surroundings;
  #turn: Promise<unknown> = Promise.resolve();
  #parts: { readonly gateway: OrderGateway; readonly watch: VenueWatch } | undefined;

  /** A process that has the lease and knows nothing yet. */
  constructor(surroundings: Surroundings, lease: Lease) {
    const { store, venue, deployments } = surroundings;
    const records = new SessionRecords();
    const markets = INSTRUMENTS.map((instrument) => ({ instrument, baseInterval: '1s' as const }));
    this.#surroundings = surroundings;
    this.session = new TradingSession(markets, new RemoteVenue(INSTRUMENTS, venue.capabilities), {
      terms: ACCOUNT,
      deployments: [...deployments, { ...manualDeployment(markets), interval: '1s' }],
      records,
    });
    this.#live = new LiveSession({
      sessionId: SESSION,
      session: this.session,
      records,
      store,
      lease,
      fingerprint: 'the same',
      engineVersion: 'simulated',
      onCommit: () => undefined,
      stopwatch: () => 0,
      snapshotEvery: SNAPSHOT_EVERY,
    });
  }

  /** Whether it has come back to where the session was, and follows its venue. */
  get isUp(): boolean {
    return this.#parts !== undefined;
  }

  /** Orders of which the venue has yet to say what became of them. */
  get pursued(): number {
    return this.#parts?.gateway.pursued ?? 0;
  }

  /** Comes back to where the session was. */
  recover(): Promise<void> {
    return this.#live.recover(START, new AbortController().signal, () => Promise.resolve());
  }

  /** Joins the session to its venue. */
  async join(): Promise<void> {
    const work = new WorkGroup(new AbortController().signal);
    void work.settled().catch(this.#surroundings.onFailure);
    const link = this.#link();
    const news = new VenueNews(link);
    const gateway = new OrderGateway(link, news, work);
    const watch = new VenueWatch(link, gateway, new Reconciler(link, news, gateway, work.signal), work);
    this.session.venue.connect(gateway);
    this.#parts = { gateway, watch };
    void keepFlat({ engine: this.session.engine, clock: this.#surroundings.clock, enter: this.enter }, work.signal);
    await watch.start();
  }

  /** Takes inputs in after those before them; resolves once what came of them is stored. */
  readonly enter = (make: () => readonly SessionInput[]): Promise<void> => {
    const done = this.#turn.then(async () => {
      const inputs = make();
      if (inputs.length > 0) await this.#live.apply(inputs);
    });
    this.#turn = done.catch(this.#surroundings.onFailure);
    return done;
  };

  #link(): LiveLink {
    const { store, venue, clock, random, adopts } = this.#surroundings;
    return {
      venue,
      instruments: INSTRUMENTS,
      account: this.session.engine.account,
      clock,
      random,
      limits: { ...LIMITS, adopts },
      enter: this.enter,
      recall: (id) => recallOrder(store, SESSION, INSTRUMENTS, id),
      findIntent: async ({ clientOrderId, ...ids }) => {
        const known = await store.order(SESSION, ids);
        if (known !== undefined || clientOrderId === undefined) return known?.intentId;
        return (await store.order(SESSION, { clientOrderId }))?.intentId;
      },
      onNotice: () => undefined,
    };
  }
}
