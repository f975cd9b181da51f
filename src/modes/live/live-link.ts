import type { SeededRandom } from '../../kernel/random.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Account } from '../../engine/account.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notice } from '../../ports/notifier.ts';
import type { Venue } from '../../ports/venue.ts';
import type { RecallOrder } from '../recall-order.ts';
import type { SessionInput } from '../session-input.ts';

/** How long the live half of a session waits, how much of it waits, and what it takes on. */
export interface LiveLimits {
  /** Orders that may wait to be sent, over all instruments; those that only reduce may wait twice as many. */
  readonly queue: number;
  /** Orders of one instrument that are on their way at one time. */
  readonly onTheWay: number;
  /** Shortest and longest pause before a question that got no answer is asked again. */
  readonly firstPause: Micros;
  readonly longestPause: Micros;
  /** How long the venue may take to show what it has. */
  readonly grace: Micros;
  /** An order whose fate is not known for so long halts its instrument. */
  readonly unknownPatience: Micros;
  /** Time between two comparisons with the venue, and between the two looks at a difference; and between glances at what is held, meanwhile. */
  readonly reconcileEvery: Micros;
  readonly glanceEvery: Micros;
  readonly lookAgain: Micros;
  /** Without its stream, or without a clean comparison, for so long, the gate lets only orders pass that reduce. */
  readonly linkPatience: Micros;
  /** Whether orders that people place at the venue become ours. */
  readonly adopts: boolean;
}

/** The limits that a session has unless told otherwise. */
export const LIVE_LIMITS: LiveLimits = {
  queue: 256,
  onTheWay: 16,
  firstPause: 250 * MICROS_PER_MILLISECOND,
  longestPause: 2 * MICROS_PER_SECOND,
  grace: 2 * MICROS_PER_SECOND,
  unknownPatience: 60 * MICROS_PER_SECOND,
  reconcileEvery: 5 * MICROS_PER_SECOND,
  glanceEvery: 5 * MICROS_PER_SECOND,
  lookAgain: 3 * MICROS_PER_SECOND,
  linkPatience: 15 * MICROS_PER_SECOND,
  adopts: false,
};

/** The intent behind an order of this session that the venue tells of; undefined where it is none of its own. */
export type FindIntent = (ids: {
  readonly instrumentId: string;
  readonly venueOrderId: string;
  readonly clientOrderId: string | undefined;
}) => Promise<number | undefined>;

/** What joins a session to its venue: the one, the other, and the way in. */
export interface LiveLink {
  readonly venue: Venue;
  /** Those that the session trades. */
  readonly instruments: readonly Instrument[];
  /** The account of the session's engine, to be read only. */
  readonly account: Account;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly limits: LiveLimits;
  /** Takes inputs into the session, made when their turn has come; resolves once what came of them is stored. */
  readonly enter: (inputs: () => readonly SessionInput[]) => Promise<void>;
  /** Finds an order that the desk no longer has. */
  readonly findIntent: FindIntent;
  /** Such an order itself, with what was booked of it. */
  readonly recall: RecallOrder;
  readonly onNotice: (notice: Omit<Notice, 'ts'>) => void;
  /** Whether nothing that adds exposure may leave any more, whatever the core knows yet. */
  readonly isLatched?: () => boolean;
}

/** A pause before the next try: twice as long each time up to the longest, the last half of it left to chance. */
export function pauseBefore(attempt: number, { limits, random }: LiveLink): Micros {
  const pause = Math.min(limits.firstPause * 2 ** Math.min(attempt, 20), limits.longestPause);
  return Math.round(pause * (1 - random.next() / 2));
}
