import { LimitedWork } from './limited-work.ts';
import type { WorkGroup } from './work-group.ts';

/** An order that waits to be sent. */
interface Waiting {
  /** What has to be over before: the cancels that came before it. */
  readonly after: readonly Promise<void>[];
  readonly send: () => Promise<void>;
}

/**
 * The orders of one instrument on their way to the venue, in the order in which they were decided. Each waits until the cancels before it
 * have ended, so that an exit finds its coins unlocked; of the others a few may be on their way together.
 */
export class InstrumentLane {
  readonly #work: WorkGroup;
  readonly #onTheWay: LimitedWork;
  readonly #onIdle: () => void;
  readonly #waiting: Waiting[] = [];
  readonly #cancels = new Set<Promise<void>>();
  #isMoving = false;

  /** At most `most` orders are on their way together; `onIdle` is told each time that none waits or is on its way any more. */
  constructor(work: WorkGroup, most: number, onIdle: () => void) {
    this.#work = work;
    this.#onIdle = onIdle;
    this.#onTheWay = new LimitedWork(work, most, () => this.#rest());
  }

  /** Whether anything waits or is on its way. */
  get isBusy(): boolean {
    return this.#isMoving || this.#onTheWay.count > 0;
  }

  /** Lets an order wait for its turn. */
  push(send: () => Promise<void>): void {
    this.#waiting.push({ after: [...this.#cancels], send });
    if (this.#isMoving) return;
    this.#isMoving = true;
    this.#work.begin(() => this.#move());
  }

  /** Makes the orders that come from now on wait until a cancel has ended. */
  awaitCancel(ended: Promise<void>): void {
    this.#cancels.add(ended);
    this.#work.begin(async () => {
      await ended;
      this.#cancels.delete(ended);
    });
  }

  async #move(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && !this.#work.signal.aborted; next = this.#waiting[0]) {
      await Promise.all(next.after);
      await this.#onTheWay.begin(next.send);
      this.#waiting.shift();
    }
    this.#isMoving = false;
    this.#rest();
  }

  #rest(): void {
    if (!this.isBusy) this.#onIdle();
  }
}
