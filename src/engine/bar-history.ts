import type { Bar } from '../strategy/context.ts';
import { copyBar } from './bar-cursor.ts';

/** The newest closed bars of a subscription, up to the number that the strategy declared. */
export class BarHistory {
  readonly capacity: number;
  #bars: Bar[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Keeps a copy of the bar at hand. */
  push(bar: Bar): void {
    if (this.#bars.length === this.capacity) this.#bars.shift();
    this.#bars.push(copyBar(bar));
  }

  /** The newest `count` bars, oldest first; fewer at the start. */
  newest(count: number): readonly Bar[] {
    return count <= 0 ? [] : this.#bars.slice(-count).map(copyBar);
  }

  get state(): readonly Bar[] {
    return this.#bars;
  }

  set state(bars: readonly Bar[]) {
    this.#bars = [...bars];
  }
}
