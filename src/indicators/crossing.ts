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
  /** The side at each bar of the stretch, and by how much it changed there; in rows from 1 on, row 0 is the bar before it. */
  readonly #sides = new Int8Array(STRETCH_BARS + 1);
  readonly #turns = new Int8Array(STRETCH_BARS + 1);
  #seen = 0;

  constructor(fast: Series, slow: Series) {
    this.inputs = [fast.source, slow.source].filter((source) => source !== undefined);
    this.#fast = fast;
    this.#slow = slow;
  }

  /** Whether `fast` rose above `slow` on this bar. */
  get above(): boolean {
    return (this.#turns[this.#stretch.row] as number) > 0;
  }

  /** Whether `fast` fell below `slow` on this bar. */
  get below(): boolean {
    return (this.#turns[this.#stretch.row] as number) < 0;
  }

  /** The side on which `fast` stands: 1 above, -1 below, 0 while that is not known. */
  get side(): number {
    return this.#sides[this.#stretch.row] as number;
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
    const { side, turned } = this.state;
    this.#stretch = stretch;
    this.#set(stretch.row, side, turned);
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
    const turns = this.#turns;
    let side = this.side;
    this.#set(0, side, turns[this.#stretch.row] as number);
    for (let row = 1; row <= count; row += 1) {
      const fast = fasts[row] as number;
      const slow = slows[row] as number;
      // NaN, before an input is ready, compares false both ways and so keeps the side, as a tie does.
      const now = fast > slow ? 1 : fast < slow ? -1 : side;
      turns[row] = side === 0 ? 0 : now - side;
      sides[row] = side = now;
    }
    this.#seen += count;
  }

  #set(row: number, side: number, turned: number): void {
    this.#sides[row] = side;
    this.#turns[row] = turned;
  }

  reset(): void {
    this.#seen = 0;
    this.#set(this.#stretch.row, 0, 0);
  }

  /** A crossing has no scale of its own. */
  bindScale(_divisor: number): void {}

  get state(): CrossingState {
    return { count: this.count, side: this.side, turned: this.#turns[this.#stretch.row] as number };
  }

  set state(saved: CrossingState) {
    this.#seen = saved.count;
    this.#set(this.#stretch.row, saved.side, saved.turned);
  }
}

/** The crossings of two lines, or of a line and a fixed level: `crossing(sma(10), sma(30))`, `crossing(rsi(14), 30)`. */
export function crossing(fast: Series, slow: Series | number): Crossing {
  return new Crossing(fast, typeof slow === 'number' ? Line.level(slow) : slow);
}
