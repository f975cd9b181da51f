import { fail } from '../../kernel/errors.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VenueCalls } from '../../ports/status-source.ts';
import type { Venue } from '../../ports/venue.ts';

/** Counts what a venue is asked, and how long its answers take. */
export class VenueMeter {
  readonly #clock: Clock;
  #calls: VenueCalls = { asked: 0, failed: 0, time: 0, last: undefined };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get calls(): VenueCalls {
    return this.#calls;
  }

  /** A venue whose orders, cancels and questions are counted here. */
  over(venue: Venue): Venue {
    return {
      id: venue.id,
      get capabilities() {
        return venue.capabilities;
      },
      connect: (signal) => venue.connect(signal),
      listings: (instruments) => venue.listings(instruments),
      submit: (intent, isWanted) => this.#count(venue.submit(intent, isWanted), isAnswer),
      submitLinked: (stop, target, isWanted) => this.#count(venue.submitLinked(stop, target, isWanted), (both) => both.every(isAnswer)),
      cancel: (ref) => this.#count(venue.cancel(ref), isAnswer),
      cancelAllAfter: (micros) => venue.cancelAllAfter?.(micros) ?? fail('VENUE_CANNOT', `${venue.id} has no countdown`),
      order: (ref) => this.#count(venue.order(ref)),
      openOrders: (instruments) => this.#count(venue.openOrders(instruments)),
      fills: (instrument, since) => this.#count(venue.fills(instrument, since)),
      balances: () => this.#count(venue.balances()),
      transfers: (since) => this.#count(venue.transfers(since)),
      reports: (instruments, signal) => venue.reports(instruments, signal),
      health: () => venue.health(),
      close: () => venue.close(),
    };
  }

  async #count<Answer>(asked: Promise<Answer>, tells: (answer: Answer) => boolean = () => true): Promise<Answer> {
    const since = this.#clock.now();
    let isAnswered = false;
    try {
      const answer = await asked;
      isAnswered = tells(answer);
      return answer;
    } finally {
      this.#add(Math.max(0, this.#clock.now() - since), isAnswered);
    }
  }

  #add(took: Micros, isAnswered: boolean): void {
    const { asked, failed, time } = this.#calls;
    this.#calls = { asked: asked + 1, failed: failed + (isAnswered ? 0 : 1), time: time + took, last: took };
  }
}

/** Whether a venue said yes or no. */
function isAnswer({ kind }: { readonly kind: string }): boolean {
  return kind !== 'unknown';
}
