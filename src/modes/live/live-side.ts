import { createHash, randomUUID } from 'node:crypto';
import { assert } from '../../kernel/assert.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import { SeededRandom } from '../../kernel/random.ts';
import type { Micros } from '../../kernel/time.ts';
import { withQuantityScale, type Instrument } from '../../domain/instrument.ts';
import type { EngineSetup } from '../../engine/engine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VenueConnection } from '../../ports/status-source.ts';
import type { Venue, VenueIdentity, VenueOrder } from '../../ports/venue.ts';
import type { GateKeeper } from '../gate/gate-keeper.ts';
import { GateWatch } from '../gate/gate-watch.ts';
import type { Words } from '../session-notices.ts';
import type { SessionRules } from '../session-rules.ts';
import { TradingSession, type MarketSetup } from '../trading-session.ts';
import type { VenueSide, VenueWay } from '../venue-side.ts';
import { keepCountdown } from './keep-countdown.ts';
import { LIVE_LIMITS, type LiveLimits, type LiveLink } from './live-link.ts';
import { isVenueFailure } from './venue-failure.ts';
import { OrderGateway } from './order-gateway.ts';
import { liveLimits, openVenue, type LiveVenue } from './open-venue.ts';
import { Reconciler } from './reconciler.ts';
import { RemoteVenue } from './remote-venue.ts';
import { seatByRules } from './seat-by-rules.ts';
import { VenueMeter } from './venue-meter.ts';
import { VenueNews } from './venue-news.ts';
import { VenueWatch } from './venue-watch.ts';
import { WorkGroup } from './work-group.ts';

/** What is needed to reach a venue. */
export interface LiveSurroundings {
  readonly clock: Clock;
  readonly onNotice: (words: Words) => void;
  /** Where keys are found. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Who lets strategies in, where the venue asks for certificates. */
  readonly keeper: GateKeeper;
  /** After how long without a word the venue is to cancel everything. */
  readonly countdown: Micros | undefined;
}

/** What works between session and venue once they are joined. */
interface Joined {
  readonly work: WorkGroup;
  readonly gateway: OrderGateway;
  readonly reconciler: Reconciler;
  readonly watch: VenueWatch;
}

/** How a side was opened. */
interface Opening {
  readonly clock: Clock;
  readonly openedAt: Micros;
  readonly gate: GateWatch | undefined;
  readonly newRules: SessionRules | undefined;
  readonly countdown: Micros | undefined;
}

/** Characters of what the client order ids of a session begin with; with a number behind them they fit every venue. */
const ID_LENGTH = 6;

/** A session whose venue is elsewhere: its orders go out through a gateway, and it is compared with the venue again and again. */
export class LiveSide implements VenueSide {
  readonly stage = 'live';
  readonly session: TradingSession<RemoteVenue>;
  /** No two sessions of one key may share it: the venue would take an order of one for that of the other. */
  readonly clientIds = createHash('sha256').update(randomUUID()).digest('hex').slice(0, ID_LENGTH);
  readonly place: string;
  readonly newRules: SessionRules | undefined;
  readonly #venue: Venue;
  readonly #meter: VenueMeter;
  readonly #identity: VenueIdentity;
  readonly #clock: Clock;
  readonly #limits: LiveLimits;
  /** The lease was taken before. */
  readonly #openedAt: Micros;
  readonly #gate: GateWatch | undefined;
  readonly #countdown: Micros | undefined;
  #joined: Joined | undefined;

  private constructor(
    venue: Venue,
    meter: VenueMeter,
    identity: VenueIdentity,
    limits: LiveLimits,
    { clock, openedAt, gate, newRules, countdown }: Opening,
    session: TradingSession<RemoteVenue>,
  ) {
    this.#venue = venue;
    this.#meter = meter;
    this.#identity = identity;
    // A test exchange on this machine may listen on another port after a restart.
    this.place = `${venue.id} ${isLoopback(identity.host) ? 'on this machine' : `at ${identity.host}`}`;
    this.#limits = limits;
    this.#clock = clock;
    this.#openedAt = openedAt;
    this.#gate = gate;
    this.newRules = newRules;
    this.#countdown = countdown;
    this.session = session;
  }

  /**
   * Connects to the venue, for as long as it takes until it answers, and seats the strategies on its instruments by the rules `inForce`,
   * and by those that it lists where the session begins.
   * Errors: those of the gate, `VENUE_KEY_MISSING` and what else no waiting mends.
   */
  static async open(
    settings: LiveVenue,
    markets: readonly MarketSetup[],
    setup: (markets: readonly MarketSetup[]) => Omit<EngineSetup, 'markets'>,
    surroundings: LiveSurroundings,
    inForce: SessionRules,
  ): Promise<LiveSide> {
    const { clock, countdown } = surroundings;
    const openedAt = clock.now();
    const meter = new VenueMeter(clock);
    const venue = meter.over(openVenue(settings, clock, surroundings.env));
    try {
      if (countdown !== undefined && !venue.capabilities.cancelAllAfter)
        fail('VENUE_CANNOT', `${venue.id} has no countdown to cancelling everything`, { where: 'watchdog.countdown' });
      const identity = await connect(venue, surroundings);
      const listed = markets.map((market) => ({ ...market, instrument: listedAs(venue, market.instrument, surroundings) }));
      const { seated, newRules } = seatByRules(listed, inForce, surroundings.onNotice);
      const gate = await GateWatch.open({
        keeper: surroundings.keeper,
        ...identity,
        instruments: seated.map(({ instrument }) => instrument),
      });
      const remote = new RemoteVenue(
        seated.map(({ instrument }) => instrument),
        venue.capabilities,
      );
      return new LiveSide(
        venue,
        meter,
        identity,
        liveLimits(settings, seated.length),
        { clock, openedAt, gate, newRules, countdown },
        new TradingSession(seated, remote, setup(seated)),
      );
    } catch (error) {
      await venue.close();
      throw error;
    }
  }

  async begin({ enter, findIntent, recall, onNotice, isLatched, signal }: VenueWay): Promise<void> {
    const link: LiveLink = {
      venue: this.#venue,
      instruments: this.session.markets.map(({ instrument }) => instrument),
      account: this.session.engine.account,
      clock: this.#clock,
      // Randomness only spreads retries in time; no decision depends on it.
      random: new SeededRandom(this.#clock.now()),
      limits: this.#limits,
      enter,
      findIntent: async ({ clientOrderId, ...atVenue }) =>
        (await findIntent(atVenue)) ?? (clientOrderId === undefined ? undefined : await findIntent({ clientOrderId })),
      recall,
      onNotice,
      isLatched,
    };
    const news = new VenueNews(link);
    const work = new WorkGroup(signal);
    const gateway = new OrderGateway(link, news, work);
    const reconciler = new Reconciler(link, news, gateway, work.signal);
    const watch = new VenueWatch(link, gateway, reconciler, work);
    this.#joined = { work, gateway, reconciler, watch };
    this.session.venue.connect(gateway);
    await this.#askGate(enter, onNotice, work);
    await watch.start(this.#openedAt);
    const [after, clock, venue] = [this.#countdown, this.#clock, this.#venue];
    if (after !== undefined) work.begin(() => keepCountdown({ venue, after, clock, onNotice }, work.signal));
  }

  /** Before anything else enters, the session knows what the gate lets its strategies do. */
  async #askGate(enter: VenueWay['enter'], onNotice: VenueWay['onNotice'], work: WorkGroup): Promise<void> {
    const gate = this.#gate;
    const clock = this.#clock;
    if (gate === undefined && this.session.engine.account.clearances === undefined) return;
    await enter(() => [{ kind: 'clearance', ts: clock.now(), clearances: gate?.clearances ?? null }]);
    if (gate !== undefined) work.begin(() => gate.run(clock, enter, onNotice, work.signal));
  }

  async leave(): Promise<void> {
    if (this.#countdown !== undefined) await this.#venue.cancelAllAfter?.(0);
  }

  async ended(): Promise<void> {
    await this.#joined?.work.settled();
  }

  async compare(acceptedBy?: string): Promise<readonly string[]> {
    const { watch } = this.#joined ?? fail('RUN_RECOVERING', 'the session is not joined to its venue yet');
    const { outcome, found } = await watch.reconcile(acceptedBy);
    if (outcome === 'failed') throw new BallastError('VENUE_UNAVAILABLE', found.join('; '));
    return found;
  }

  openOrders(): Promise<readonly VenueOrder[]> {
    return this.#venue.openOrders(this.session.markets.map(({ instrument }) => instrument));
  }

  status(now: Micros): VenueConnection {
    const { brokenSince, queued, ...health } = this.#venue.health();
    const { gateway, reconciler } = this.#joined ?? {};
    return {
      name: this.#venue.id,
      host: this.#identity.host,
      permissions: this.#identity.permissions,
      ...health,
      queued: queued + (gateway?.queued ?? 0),
      pursued: gateway?.pursued ?? 0,
      brokenFor: brokenSince === undefined ? undefined : Math.max(0, now - brokenSince),
      comparison: reconciler?.last,
      calls: this.#meter.calls,
    };
  }

  async close(): Promise<void> {
    await this.#venue.close();
  }
}

/** Waits for a venue that does not answer; what is wrong with key, clock or certificate no waiting mends. */
async function connect(venue: Venue, { clock, onNotice, signal }: LiveSurroundings): Promise<VenueIdentity> {
  const { firstPause, longestPause } = LIVE_LIMITS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await venue.connect(signal);
    } catch (error) {
      if (!isVenueFailure(error) || !PASSING.has(error.code) || signal.aborted) throw error;
      const text = `${venue.id} is not reached, and nothing is traded until it is: ${error.message}`;
      if (attempt === 0) onNotice({ severity: 'warning', code: error.code, text });
    }
    await clock.sleep(Math.min(firstPause * 2 ** Math.min(attempt, 20), longestPause), signal);
  }
}

function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|\[::1\]|localhost)(:|$)/.test(host);
}

/** Failures that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(['VENUE_UNAVAILABLE', 'VENUE_LIMITED']);

/** The instrument by the rules that the venue has for it now, in units fine enough for fees that are taken in coins. */
function listedAs(venue: Venue, instrument: Instrument, { onNotice }: LiveSurroundings): Instrument {
  const [listing] = venue.listings([instrument]);
  assert(listing !== undefined, `${venue.id} lists ${instrument.id}, or says that it does not`);
  if (!listing.isTrading) {
    onNotice({ severity: 'warning', code: 'VENUE_SYMBOL_HALTED', text: `${venue.id} takes no orders for ${instrument.symbol} now` });
  }
  return withQuantityScale(listing.instrument, listing.instrument.base.scale);
}
