import type { WorkGroup } from './work-group.ts';

/** Pieces of work in a group of which only so many go on at one time. One caller begins them. */
export class LimitedWork {
  readonly #group: WorkGroup;
  readonly #most: number;
  readonly #onEnd: () => void;
  #count = 0;
  #onRoom: () => void = () => undefined;

  /** `onEnd` is told of the end of each piece. */
  constructor(group: WorkGroup, most: number, onEnd: () => void = () => undefined) {
    this.#group = group;
    this.#most = most;
    this.#onEnd = onEnd;
  }

  /** Pieces that go on now. */
  get count(): number {
    return this.#count;
  }

  /** Begins a piece as soon as there is room, and resolves when it has begun; after the end of the group it does nothing. */
  async begin(piece: () => Promise<void>): Promise<void> {
    if (this.#count >= this.#most) await new Promise<void>((resolve) => (this.#onRoom = resolve));
    if (this.#group.signal.aborted) return;
    this.#count += 1;
    this.#group.begin(() =>
      piece().finally(() => {
        this.#count -= 1;
        this.#onRoom();
        this.#onEnd();
      }),
    );
  }
}
