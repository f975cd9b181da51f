import { BallastError, fail } from '../../../../kernel/errors.ts';
import { formatTime, MICROS_PER_SECOND, type Micros } from '../../../../kernel/time.ts';
import type { Clock } from '../../../../ports/clock.ts';
import { AllowanceMeter, type Allowance } from './allowance-meter.ts';

/** What a request costs: its weight, and 1 more of the orders for an order. */
export type Cost = Readonly<Record<Allowance['counts'], number>>;

/** How much a request matters: what takes risk away (cancels and exits), questions, and what adds risk. */
export type Urgency = 'exit' | 'question' | 'entry';

/** Who goes first; up to which share of an allowance it may spend; and how long it waits for its turn before it is refused. */
const TERMS: Readonly<Record<Urgency, { readonly rank: number; readonly share: number; readonly patience: Micros }>> = {
  exit: { rank: 0, share: 1, patience: 60 * MICROS_PER_SECOND },
  question: { rank: 1, share: 0.9, patience: 60 * MICROS_PER_SECOND },
  // What an entry was decided on grows old.
  entry: { rank: 2, share: 0.8, patience: 5 * MICROS_PER_SECOND },
};

const CLOSED = 'the connection to the venue was closed';

interface Waiter {
  readonly cost: Cost;
  readonly urgency: Urgency;
  readonly deadline: Micros;
  go(): void;
  refuse(error: unknown): void;
}

/** Lets requests through at the pace that a venue allows; those that have to wait form a queue of bounded length. */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #meters: readonly AllowanceMeter[];
  readonly #longest: number;
  readonly #mostTogether: number;
  readonly #closing = new AbortController();
  #queue: Waiter[] = [];
  #blockedUntil: Micros = -Infinity;
  #pumping = false;
  #onTheWay = 0;

  /** At most `longest` requests wait, and `mostTogether` are on their way at one time: whoever waits here still hears of a block. */
  constructor(clock: Clock, allowances: readonly Allowance[], longest: number, mostTogether = Infinity) {
    this.#clock = clock;
    this.#meters = allowances.map((allowance) => new AllowanceMeter(allowance));
    this.#longest = longest;
    this.#mostTogether = mostTogether;
  }

  /** Requests that wait. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Share of the tightest allowance of a kind that is used now. */
  used(counts: Allowance['counts']): number {
    const now = this.#clock.now();
    const shares = this.#meters
      .filter(({ allowance }) => allowance.counts === counts)
      .map((meter) => meter.spent(now) / meter.allowance.most);
    return Math.max(0, ...shares);
  }

  /** Sends a request when it may leave. Errors: those of `take` and of sending it. */
  async run<Reply>(cost: Cost, urgency: Urgency, send: () => Promise<Reply>): Promise<Reply> {
    await this.take(cost, urgency);
    try {
      return await send();
    } finally {
      this.#onTheWay -= 1;
      this.#release(this.#clock.now());
    }
  }

  /** Resolves when the request may leave. Errors: `VENUE_QUEUE_FULL`; `VENUE_LIMITED` when its turn does not come in time. */
  async take(cost: Cost, urgency: Urgency): Promise<void> {
    if (this.#closing.signal.aborted) fail('VENUE_UNAVAILABLE', CLOSED);
    const now = this.#clock.now();
    const turn = Promise.withResolvers<void>();
    const waiter = { cost, urgency, deadline: now + TERMS[urgency].patience, go: turn.resolve, refuse: turn.reject };
    this.#queue.push(waiter);
    this.#release(now);
    if (this.#queue.length > this.#longest && this.#queue.at(-1) === waiter) {
      this.#queue.pop();
      fail('VENUE_QUEUE_FULL', `${this.#queue.length} requests wait already`);
    }
    void this.#pump();
    return turn.promise;
  }

  /** The venue wants no request for a while. */
  block(micros: Micros): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + micros);
  }

  /**
   * The venue told what it has counted since its window began, with the clock: others on this address or account spend from the same
   * allowance, such as the process before this one. What they have spent is free again when the window ends.
   */
  counted(counts: Allowance['counts'], per: Micros, total: number): void {
    const now = this.#clock.now();
    for (const meter of this.#meters) {
      if (meter.allowance.counts === counts && meter.allowance.per === per)
        meter.spend(Math.max(0, total - meter.spent(now)), now - (now % per));
    }
  }

  /** Refuses all that waits, and all that comes. */
  close(): void {
    this.#closing.abort();
    for (const waiter of this.#queue.splice(0)) waiter.refuse(new BallastError('VENUE_UNAVAILABLE', CLOSED));
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#queue.length > 0) {
      const now = this.#clock.now();
      await this.#clock.sleep(this.#nextChange(now) - now, this.#closing.signal);
      this.#release(this.#clock.now());
    }
    this.#pumping = false;
  }

  /** Lets go who may go. Nobody takes from an allowance for which somebody of more urgency, or earlier, waits. */
  #release(now: Micros): void {
    this.#refuseLate(now);
    const wanted = new Set<Allowance['counts']>();
    for (const waiter of [...this.#queue].sort((a, b) => TERMS[a.urgency].rank - TERMS[b.urgency].rank)) {
      const counts = (['weight', 'orders'] as const).filter((each) => waiter.cost[each] > 0);
      if (this.#fits(waiter.cost, waiter.urgency, now) && !counts.some((each) => wanted.has(each))) {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        this.#spend(waiter.cost, now);
        waiter.go();
      } else for (const each of counts) wanted.add(each);
    }
  }

  /** Whoever would wait beyond its patience is told so at once. */
  #refuseLate(now: Micros): void {
    const earliest = Math.max(now, this.#blockedUntil);
    const why =
      this.#blockedUntil > now ? `the venue wants no requests before ${formatTime(this.#blockedUntil)}` : 'its turn did not come in time';
    const late = this.#queue.filter(({ deadline }) => deadline <= earliest);
    this.#queue = this.#queue.filter(({ deadline }) => deadline > earliest);
    for (const waiter of late) waiter.refuse(new BallastError('VENUE_LIMITED', why));
  }

  #spend(cost: Cost, now: Micros): void {
    this.#onTheWay += 1;
    for (const meter of this.#meters) meter.spend(cost[meter.allowance.counts], now);
  }

  #fits(cost: Cost, urgency: Urgency, now: Micros): boolean {
    // What hangs must not keep cancels from leaving.
    const most = urgency === 'exit' ? this.#mostTogether : this.#mostTogether / 2;
    if (this.#blockedUntil > now || this.#onTheWay >= most) return false;
    return this.#meters.every((meter) => {
      const { counts, most } = meter.allowance;
      const spent = meter.spent(now);
      // What costs more than there is may leave once nothing else has.
      return cost[counts] === 0 || spent === 0 || spent + cost[counts] <= most * TERMS[urgency].share;
    });
  }

  /** When something of what was spent is free again, the venue wants to hear from us again, or somebody has waited too long. */
  #nextChange(now: Micros): Micros {
    const times = [
      this.#blockedUntil,
      ...this.#meters.map((meter) => meter.nextFree() ?? now),
      ...this.#queue.map(({ deadline }) => deadline),
    ];
    return Math.min(...times.filter((time) => time > now));
  }
}
