import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import { START } from '../tools/bars.ts';
import { doDeed } from './deeds.ts';
import { Faults } from './faults.ts';
import type { Violation } from './invariants.ts';
import { INSTRUMENTS } from './simulated-market.ts';
import { describeTrouble, drawKills, drawTroubles, isDeed, type Trouble } from './troubles.ts';
import { randomFor } from './random-for.ts';
import { World } from './world.ts';

/** Troubles happen for so long; then the world heals, and has so long to become equal, and once more to close everything. */
const TROUBLED: Micros = 40 * MICROS_PER_SECOND;
const HEALING: Micros = 10 * MICROS_PER_SECOND;
/** Prices that a second has. */
const MOVES = 2;

/** A simulated life: market, strategies, network and chance follow from its seed, and these troubles happen to it. */
export interface Story {
  readonly seed: number;
  readonly troubles: readonly Trouble[];
}

/** What there was in a life. */
export interface Figures {
  readonly orders: number;
  readonly fills: number;
  readonly restarts: number;
  /** How long after the last trouble session and exchange were equal. */
  readonly healed: Micros;
}

/** What came of a life. */
export interface Lived {
  readonly violation: Violation | undefined;
  /** Of all that was stored and all that happened at the exchange. */
  readonly hash: string;
  readonly told: readonly string[];
  /** When it ended. */
  readonly at: Micros;
  readonly figures: Figures;
}

/** The story of a seed. */
export function storyOf(seed: number): Story {
  const troubles = [...drawTroubles(randomFor(seed, 'troubles'), TROUBLED), ...drawKills(randomFor(seed, 'kills'), TROUBLED)];
  return { seed, troubles: troubles.sort((left, right) => left.at - right.at) };
}

/** Lives through a story, and holds every event of it to the invariants. */
export async function liveThrough(story: Story): Promise<Lived> {
  const world = new World(story.seed);
  const { invariants } = world;
  try {
    const faults = new Faults(world);
    const live = (until: Micros, isOver: () => boolean = () => false): Promise<boolean> => pass(world, START + until, isOver);
    world.start();
    const market = runMarket(world);
    for (const trouble of story.troubles) void meet(world, faults, trouble);
    if (!(await live(TROUBLED))) faults.heal();
    market.stop();
    const isEqual = (): boolean => world.differences().length === 0;
    if (!(await live(TROUBLED + HEALING, isEqual))) invariants.broken('equal', world.differences().join('; '));
    const healed = world.clock.now() - START - TROUBLED;
    if (invariants.violation === undefined) await closeAll(world, live);
    if (invariants.violation === undefined) await comeBack(world, live);
    const { orders, fills } = world.venue.exchange;
    const figures = { orders: orders.length, fills: fills.length, restarts: world.restarts, healed };
    return { violation: invariants.violation, hash: world.hash(), told: world.told, at: world.clock.now(), figures };
  } finally {
    world.close();
  }
}

/** What a venue says that takes no order now. */
const REFUSED = { code: 'VENUE_REJECTED', reason: 'not now' } as const;

type Live = (until: Micros, isOver?: () => boolean) => Promise<boolean>;

/** Time passes, event by event, until a moment, until it is over, or until a law is broken. */
async function pass(world: World, until: Micros, isOver: () => boolean): Promise<boolean> {
  const { clock, invariants } = world;
  await clock.settle();
  while (invariants.violation === undefined) {
    if (isOver()) return true;
    if (clock.now() >= until) return false;
    await clock.next();
  }
  return true;
}

/** Trading is killed, and all is closed, by the kill itself or by a person after it: it has to become flat. */
async function closeAll(world: World, live: Live): Promise<void> {
  const { clock, invariants } = world;
  const ts = clock.now();
  const by = 'operator:sim';
  world.tell('trading is killed, and all is closed');
  const flatten = world.random('the end').next() < 0.5;
  // A kill that wants all flat tries again what was refused; a person would have to.
  let refusals = flatten ? 1 : 0;
  world.venue.network.fault = (call) => (call === 'submit' && refusals-- > 0 ? { kind: 'refuse', refusal: REFUSED } : undefined);
  world.give({ kind: 'trading-state', ts, state: 'HALTED', flatten, by, reason: 'the end' });
  if (!flatten) for (const { id: instrumentId } of INSTRUMENTS) world.give({ kind: 'close', ts, by, instrumentId });
  const left = (): readonly string[] => {
    const held = [...invariants.venue.holdings].filter(([, { instrument, quantity }]) => quantity >= instrument.lot);
    const open = [...invariants.venue.open()];
    return [
      ...held.map(([name, { quantity }]) => `${name} is ${quantity}`),
      ...open.map(({ intent }) => `${intent.clientOrderId} is open`),
      ...world.differences(),
    ];
  };
  if (!(await live(ts - START + HEALING, () => left().length === 0))) invariants.broken(flatten ? 'flat' : 'exit', left().join('; '));
}

/** The process is killed once more, and nothing has changed. */
async function comeBack(world: World, live: Live): Promise<void> {
  const { clock, invariants } = world;
  world.crash('for the last time', MICROS_PER_MILLISECOND);
  const until = clock.now() - START + HEALING;
  if (!(await live(until, () => world.differences().length === 0))) invariants.broken('restart', world.differences().join('; '));
}

async function meet(world: World, faults: Faults, trouble: Trouble): Promise<void> {
  await world.clock.sleep(trouble.at);
  world.tell(describeTrouble(trouble).replace(/^\S+ s {2}/, ''));
  if (isDeed(trouble)) doDeed(world, trouble);
  else await faults.happen(trouble);
}

/** Prices move, and bars close and reach the session a little later. */
function runMarket(world: World): { readonly stop: () => void } {
  const { clock, venue, markets } = world;
  const chance = world.random('tape');
  let isOpen = true;
  const run = async (): Promise<void> => {
    for (let second = 1; ; second += 1) {
      for (let move = 0; move < MOVES; move += 1) {
        await clock.sleep(START + (second - 1) * MICROS_PER_SECOND + ((move + 1) * MICROS_PER_SECOND) / MOVES - clock.now());
        if (!isOpen) return;
        for (const market of markets) {
          const { exchange } = venue;
          exchange.depthAtLimit = (1 + chance.nextBelow(chance.next() < 0.5 ? 3_000 : 30_000)) * market.instrument.lot;
          exchange.move(market.instrument.id, market.move());
        }
      }
      const closeTime = START + second * MICROS_PER_SECOND;
      const tsInit = closeTime + (1 + chance.nextBelow(80)) * MICROS_PER_MILLISECOND;
      const bars = markets.map((market) => market.close(closeTime, tsInit));
      void clock.sleep(tsInit - clock.now()).then(() => {
        if (isOpen) world.give(...bars.map((bar) => ({ kind: 'bar', ts: tsInit, bar, stale: false }) as const));
      });
    }
  };
  void run();
  return { stop: () => (isOpen = false) };
}
