import type { HaltScope } from '../../src/domain/trading-state.ts';
import type { SeededRandom } from '../../src/kernel/random.ts';
import { MICROS_PER_MILLISECOND as MS, MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import type { StreamFault, VenueCall, VenueFault } from '../tools/scripted-venue.ts';

/** When a process is killed: at once, or the next time that it gets there. */
export type CrashMoment = 'at once' | 'before a commit' | 'after a commit' | 'before a send' | 'after a send' | 'before a cancel';

/** What goes wrong with the venue, the network before it, and the process that trades. */
export type Fault =
  /** The next such call, or report of the stream. */
  | { readonly kind: 'call'; readonly call: VenueCall; readonly fault: VenueFault }
  | { readonly kind: 'report'; readonly fault: StreamFault }
  /** The stream is cut and told so; it says nothing and looks well; the venue is gone with it. */
  | { readonly kind: 'stream down' | 'stream mute' | 'venue down'; readonly lasts: Micros }
  /** The venue shows new orders and fills late, and counts fills late in what it tells of their order. */
  | { readonly kind: 'lag'; readonly lasts: Micros; readonly orders: Micros; readonly fills: Micros; readonly counts: Micros }
  /** The venue's clock jumps. */
  | { readonly kind: 'clock'; readonly by: Micros }
  /** The next cancel finds its order filled. */
  | { readonly kind: 'cancel crosses a fill' }
  | { readonly kind: 'commit fails'; readonly isStored: boolean }
  | { readonly kind: 'crash'; readonly moment: CrashMoment; readonly down: Micros };

/** What people do: at the exchange, behind the back of the session, and at Ballast. */
export type Deed =
  | { readonly kind: 'transfer'; readonly code: string; readonly amount: number }
  | { readonly kind: 'trade by hand' | 'order by hand'; readonly market: number; readonly side: 'buy' | 'sell'; readonly lots: number }
  | { readonly kind: 'our order is cancelled by hand' | 'our order expires' }
  | { readonly kind: 'kill' | 'resume' | 'cancel entries' }
  | { readonly kind: 'kill a part'; readonly scope: HaltScope; readonly state: 'HALTED' | 'REDUCING'; readonly flatten: boolean }
  | { readonly kind: 'resume a part'; readonly scope: HaltScope }
  | { readonly kind: 'close' | 'buy' | 'resume instrument' | 'halt instrument'; readonly market: number };

/** What happens to a simulated world besides its market, once, at a time since its beginning. */
export type Trouble = { readonly at: Micros } & (Fault | Deed);

type Draw = (random: SeededRandom) => Fault | Deed;

const between = (random: SeededRandom, least: number, most: number): number => least + random.nextBelow(most - least + 1);
const pick = <Item>(random: SeededRandom, ...items: readonly [Item, ...Item[]]): Item => items[random.nextBelow(items.length)] ?? items[0];
const seconds = (random: SeededRandom, most: number): Micros => between(random, 100, most * 1_000) * MS;
const market = (random: SeededRandom): number => random.nextBelow(2);

const scope = (random: SeededRandom): HaltScope =>
  pick<HaltScope>(random, { kind: 'all' }, { kind: 'strategy', name: 'guarded' }, { kind: 'strategy', name: 'wild' });

const callFails: Draw = (random) => ({
  kind: 'call',
  call: pick(
    random,
    'submit',
    'submit',
    'submit',
    'cancel',
    'cancel',
    'order',
    'order',
    'order',
    'openOrders',
    'fills',
    'balances',
    'transfers',
  ),
  fault: pick<VenueFault>(
    random,
    { kind: 'drop-reply' },
    { kind: 'drop-reply' },
    { kind: 'drop-request' },
    { kind: 'late', by: seconds(random, 6) },
    { kind: 'refuse', refusal: random.next() < 0.5 ? LIMITED : REFUSED },
  ),
});
const LIMITED = { code: 'VENUE_LIMITED', reason: 'too many requests' } as const;
const REFUSED = { code: 'VENUE_REJECTED', reason: 'not now' } as const;

/** What can happen, each as often as it stands here. */
const DRAWS: readonly Draw[] = [
  ...Array.from({ length: 8 }, () => callFails),
  ...Array.from({ length: 4 }, (): Draw => (random) => ({
    kind: 'report',
    fault: pick<StreamFault>(random, { kind: 'drop' }, { kind: 'double' }, { kind: 'late', by: seconds(random, 4) }),
  })),
  (random) => ({ kind: pick(random, 'stream down', 'stream mute', 'venue down'), lasts: seconds(random, 8) }),
  (random) => ({ kind: pick(random, 'stream mute', 'stream down', 'venue down'), lasts: seconds(random, 25) }),
  (random) => ({
    kind: 'lag',
    lasts: seconds(random, 8),
    orders: between(random, 0, 1_500) * MS,
    fills: between(random, 0, 900) * MS,
    counts: random.next() < 0.3 ? between(random, 500, 4_000) * MS : 0,
  }),
  (random) => ({ kind: 'clock', by: between(random, -2_000, 2_000) * MS }),
  () => ({ kind: 'cancel crosses a fill' }),
  () => ({ kind: 'cancel crosses a fill' }),
  (random) => ({ kind: 'commit fails', isStored: random.next() < 0.5 }),
  ...Array.from({ length: 5 }, (): Draw => (random) => ({
    kind: 'crash',
    moment: pick<CrashMoment>(random, 'at once', 'before a commit', 'after a commit', 'before a send', 'after a send', 'before a cancel'),
    down: seconds(random, pick(random, 1, 4, 12)),
  })),
  (random) => ({ kind: 'transfer', code: pick(random, 'USDT', 'AAA', 'BBB'), amount: between(random, -3, 9) * 1e8 }),
  (random) => ({
    kind: pick(random, 'trade by hand', 'order by hand'),
    market: market(random),
    side: pick(random, 'buy', 'sell'),
    lots: between(random, 100, 3_000),
  }),
  (random) => ({ kind: pick(random, 'our order is cancelled by hand', 'our order expires') }),
  (random) => ({ kind: pick(random, 'kill', 'resume', 'resume', 'cancel entries') }),
  (random) => ({ kind: pick(random, 'close', 'buy', 'buy', 'resume instrument', 'halt instrument'), market: market(random) }),
];

/** Kills by scope, some of which are lifted again. */
const killsAPart: Draw = (random) => ({
  kind: 'kill a part',
  scope: scope(random),
  state: pick(random, 'HALTED', 'REDUCING'),
  flatten: random.next() < 0.5,
});
const resumesAPart: Draw = (random) => ({ kind: 'resume a part', scope: scope(random) });

/** The troubles of a world, by time, over its first `lasts`: few in some worlds and many in others. */
export function drawTroubles(random: SeededRandom, lasts: Micros): readonly Trouble[] {
  const count = between(random, 2, 45);
  const troubles = Array.from({ length: count }, (): Trouble => {
    const at = random.nextBelow(lasts / MS) * MS;
    return { at, ...(DRAWS[random.nextBelow(DRAWS.length)] as Draw)(random) };
  });
  return troubles.sort((left, right) => left.at - right.at);
}

/** Kills of parts, in one world out of three, by a chance of their own: the other troubles of a world do not hang on them. */
export function drawKills(random: SeededRandom, lasts: Micros): readonly Trouble[] {
  const count = random.next() < 1 / 3 ? between(random, 1, 4) : 0;
  return Array.from({ length: count }, (): Trouble => {
    const at = random.nextBelow(lasts / MS) * MS;
    return { at, ...(random.next() < 0.6 ? killsAPart : resumesAPart)(random) };
  });
}

/** A trouble in words. */
export function describeTrouble({ at, kind, ...more }: Trouble): string {
  const details = JSON.stringify(more).replaceAll('"', '').slice(1, -1);
  return `${(at / MICROS_PER_SECOND).toFixed(3)} s  ${kind}${details === '' ? '' : `  ${details}`}`;
}

const FAULTS: ReadonlySet<string> = new Set<Fault['kind']>([
  ...(['call', 'report', 'stream down', 'stream mute', 'venue down', 'lag', 'clock'] as const),
  ...(['cancel crosses a fill', 'commit fails', 'crash'] as const),
]);

/** Whether people have done it. */
export function isDeed(trouble: Fault | Deed): trouble is Deed {
  return !FAULTS.has(trouble.kind);
}
