import { SeededRandom } from '../../kernel/random.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Operation } from '../wire/venue-face.ts';
import { FAULTS, type Fault, type FaultKind, type FaultOrder } from './fault.ts';

/** Faults that come by themselves, from a seed. */
export interface FaultSchedule {
  readonly seed: number;
  /** The mean time between two of them. */
  readonly everySeconds: number;
  /** Which; all of them where left out. */
  readonly kinds?: readonly FaultKind[] | undefined;
}

/** The faults that are in force. It draws on no clock: the time comes with each question. */
export class FaultBox {
  #faults: Fault[] = [];
  #schedule: { readonly random: SeededRandom; readonly every: Micros; readonly kinds: readonly FaultKind[]; next: Micros } | undefined;
  #lastId = 0;
  /** Which requests a share of them are. */
  readonly #chance = new SeededRandom(1);

  /** Puts a fault in force. */
  add(order: FaultOrder, now: Micros): Fault {
    const lasts = order.seconds !== undefined || ['stream', 'venue'].includes(FAULTS[order.kind].falls);
    const left = order.times ?? (lasts ? Infinity : 1);
    const until = order.seconds === undefined ? Infinity : now + order.seconds * MICROS_PER_SECOND;
    const fault = { ...order, id: ++this.#lastId, left, until };
    this.#faults.push(fault);
    return fault;
  }

  /** Ends all faults, and the schedule. */
  clear(): void {
    this.#faults = [];
    this.#schedule = undefined;
  }

  /** What is in force. */
  list(now: Micros): readonly Fault[] {
    this.#faults = this.#faults.filter(({ left, until }) => left > 0 && until > now);
    return this.#faults;
  }

  /** Lets faults come by themselves from now on. */
  plan(schedule: FaultSchedule, now: Micros): void {
    const kinds = schedule.kinds ?? (Object.keys(FAULTS) as FaultKind[]);
    const every = schedule.everySeconds * MICROS_PER_SECOND;
    this.#schedule = { random: new SeededRandom(schedule.seed), every, kinds, next: now + every };
  }

  /** Puts the faults in force that the schedule has until now. */
  tick(now: Micros): void {
    const schedule = this.#schedule;
    while (schedule !== undefined && schedule.next <= now) {
      const { random, every, kinds } = schedule;
      const kind = kinds[random.nextBelow(kinds.length)];
      schedule.next += Math.ceil(every * 2 * random.next());
      const [milliseconds, seconds] = [100 + random.nextBelow(3_000), 1 + random.nextBelow(5)];
      if (kind !== undefined) this.add({ kind, times: 1 + random.nextBelow(3), seconds, milliseconds, retryAfter: 1 }, now);
    }
  }

  /** Takes the fault that falls on a request, if there is one. */
  takeForRequest(operation: Operation, now: Micros): Fault | undefined {
    return this.#take(now, ({ kind, on }) => FAULTS[kind].falls === 'request' && (on === undefined || on === operation));
  }

  /** Takes a fault of the cancel itself. */
  takeForCancel(now: Micros): Fault | undefined {
    return this.#take(now, ({ kind }) => FAULTS[kind].falls === 'cancel');
  }

  /** Takes the faults that happen now. */
  takeMoments(now: Micros): readonly FaultKind[] {
    const moments = this.list(now).filter(({ kind }) => FAULTS[kind].falls === 'moment');
    this.#faults = this.#faults.filter((fault) => !moments.includes(fault));
    return moments.map(({ kind }) => kind);
  }

  /** Whether a lasting fault is in force. */
  isOn(kind: FaultKind, now: Micros): boolean {
    return this.#faults.length > 0 && this.list(now).some((fault) => fault.kind === kind);
  }

  /** By how much a lasting fault bends time; 0 when it is not in force. */
  shift(kind: 'lag' | 'skew' | 'late-news', now: Micros): Micros {
    if (this.#faults.length === 0) return 0;
    return (this.list(now).findLast((fault) => fault.kind === kind)?.milliseconds ?? 0) * MICROS_PER_MILLISECOND;
  }

  #take(now: Micros, fits: (fault: Fault) => boolean): Fault | undefined {
    if (this.#faults.length === 0) return undefined;
    const found = this.list(now).find((fault) => fits(fault) && (fault.share === undefined || this.#chance.next() < fault.share));
    if (found !== undefined) this.#faults = this.#faults.map((fault) => (fault === found ? { ...fault, left: fault.left - 1 } : fault));
    return found;
  }
}
