import type { BarColumns } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';
import type { Indicator, Series } from './indicator.ts';
import { Line } from './line.ts';
import { Stretch, STRETCH_BARS } from './stretch.ts';

/** What a crossing remembers. */
export type CrossingState = { readonly count: number; readonly side: number; readonly turned: number };

/**
 * Tells when `fast` crosses `slow`: `above` and `below` are true only on the bar on which the side changes.
 * An exact tie keeps the previous side. The first side, on the first bar on which both are ready and differ, is not a crossing.
 * It is fed after its inputs; what is given as an input need not be declared by itself.
 */
export class Crossing implements Indicator {
  readonly inputs: readonly Indicator[];
  readonly #fast: Series;
  readonly #slow: Series;
  #stretch = new Stretch();
  /** The side at each bar of the stretch, from place 2 on; in front the two before it so that a change shows between neighbours. */
  readonly #sides = new Int8Array(STRETCH_BARS + 2);
  #seen = 0;

  constructor(fast: Series, slow: Series) {
    this.inputs = [fast.source, slow.source].filter((source) => source !== undefined);
    this.#fast = fast;
    this.#slow = slow;
  }

  /** Whether `fast` rose above `slow` on this bar. */
  get above(): boolean {
    const { row } = this.#stretch;
    return (this.#sides[row + 1] as number) > 0 && (this.#sides[row] as number) < 0;
  }

  /** Whether `fast` fell below `slow` on this bar. */
  get below(): boolean {
    const { row } = this.#stretch;
    return (this.#sides[row + 1] as number) < 0 && (this.#sides[row] as number) > 0;
  }

  /** The side on which `fast` stands: 1 above, -1 below, 0 while that is not known. */
  get side(): number {
    return this.#sides[this.#stretch.row + 1] as number;
  }

  get count(): number {
    return this.#seen - this.#stretch.left;
  }

  get warmup(): number {
    return this.inputs.reduce((most, input) => Math.max(most, input.warmup), 0);
  }

  /** That of its inputs where they agree. */
  get interval(): Interval | undefined {
    const [first, ...others] = this.inputs.map(({ interval }) => interval);
    return others.every((interval) => interval === first) ? first : undefined;
  }

  /** Whether both inputs have a value. */
  get isReady(): boolean {
    return !Number.isNaN(this.#fast.value) && !Number.isNaN(this.#slow.value);
  }

  join(stretch: Stretch): void {
    const { above, below, side } = this;
    this.#stretch = stretch;
    this.#set(side, above || below);
  }

  feed(_bars: BarColumns, from: number, to: number): void {
    this.#compare(to - from);
  }

  /** Compares the inputs as they are now; for standalone use, after they were pushed. */
  push(): void {
    this.#compare(1);
    this.#stretch.single();
  }

  #compare(count: number): void {
    const fasts = this.#fast.values(this.#stretch);
    const slows = this.#slow.values(this.#stretch);
    const sides = this.#sides;
    const { row } = this.#stretch;
    sides[0] = sides[row] as number;
    let side = (sides[1] = sides[row + 1] as number);
    for (let at = 1; at <= count; at += 1) {
      const fast = fasts[at] as number;
      const slow = slows[at] as number;
      // NaN, before an input is ready, compares false both ways and so keeps the side, as a tie does.
      side = fast > slow ? 1 : fast < slow ? -1 : side;
      sides[at + 1] = side;
    }
    this.#seen += count;
  }

  reset(): void {
    this.#seen = 0;
    this.#set(0, false);
  }

  /** A crossing has no scale of its own. */
  bindScale(_divisor: number): void {}

  get state(): CrossingState {
    const turned = this.above ? 2 : this.below ? -2 : 0;
    return { count: this.count, side: this.side, turned };
  }

  set state(saved: CrossingState) {
    this.#seen = saved.count;
    this.#set(saved.side, saved.turned !== 0);
  }

  #set(side: number, hasTurned: boolean): void {
    const { row } = this.#stretch;
    this.#sides[row] = hasTurned ? -side : side;
    this.#sides[row + 1] = side;
  }
}

/** The crossings of two lines, or of a line and a fixed level: `crossing(sma(10), sma(30))`, `crossing(rsi(14), 30)`. */
export function crossing(fast: Series, slow: Series | number): Crossing {
  return new Crossing(fast, typeof slow === 'number' ? Line.level(slow) : slow);
}
