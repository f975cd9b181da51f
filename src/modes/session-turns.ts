import type { CoreRecord } from '../domain/records.ts';
import type { Micros } from '../kernel/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveSession } from './live-session.ts';
import type { SessionInput } from './session-input.ts';

/** Makes inputs when their turn has come. */
export type MakeInputs = () => readonly SessionInput[];

/** The one way into a session: feed, venue and people take turns, in the order in which they came. What fails is told to whoever came with it. */
export class SessionTurns {
  readonly #session: Pick<LiveSession, 'apply' | 'failure'>;
  readonly #clock: Clock;
  /** Told once the session takes nothing more. */
  readonly #onFailure: () => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #since: Micros | undefined;
  /** What waits to enter together, and the turn in which it will. */
  #entering: MakeInputs[] = [];
  #entrance: Promise<void> | undefined;
  /** Where what is put on record is told to, while somebody wants to know. */
  #told: CoreRecord[] | undefined;

  constructor(session: Pick<LiveSession, 'apply' | 'failure'>, clock: Clock, onFailure: () => void) {
    this.#session = session;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** Since when something has been waiting or going on; undefined while nothing is. */
  get waitingSince(): Micros | undefined {
    return this.#since;
  }

  /** Takes inputs into the session; when this resolves, all that came of them is stored. */
  apply(inputs: readonly SessionInput[]): Promise<void> {
    return this.take(() => this.#session.apply(inputs));
  }

  /** The same with inputs that are made when their turn has come. Those that wait together enter one after the other, and are stored by one commit. */
  enter(make: MakeInputs): Promise<void> {
    this.#entering.push(make);
    this.#entrance ??= this.take(() => {
      const makers = this.#entering;
      this.#entering = [];
      this.#entrance = undefined;
      return this.#session.apply(inOrder(makers));
    });
    return this.#entrance;
  }

  /** The same for somebody who wants to know what it put on record. Errors: those of `make`, which do the session no harm. */
  told(make: MakeInputs): Promise<readonly CoreRecord[]> {
    return this.take(async () => {
      const inputs = make();
      const told = (this.#told = []);
      await this.#session.apply(inputs).finally(() => (this.#told = undefined));
      return told;
    });
  }

  /** Does something once all before it is over. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    this.#since ??= this.#clock.now();
    const done = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
      this.#since = this.#waiting === 0 ? undefined : this.#clock.now();
      if (this.#session.failure !== undefined) this.#onFailure();
    });
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Hears what was stored. */
  onStored(records: readonly CoreRecord[]): void {
    this.#told?.push(...records);
  }

  /** Resolves once all that came until now is over. */
  over(): Promise<void> {
    return this.#last;
  }
}

/** Inputs, each made once those before it have been taken in. */
function* inOrder(makers: readonly MakeInputs[]): Generator<SessionInput> {
  for (const make of makers) yield* make();
}
