import type { Interval } from '../domain/interval.ts';
import type { Indicator, IndicatorBar, Series } from './indicator.ts';

/** What a crossing remembers. */
export type CrossingState = { readonly count: number; readonly side: number; readonly turned: number };

/**
 * Tells when `fast` crosses `slow`: `above` and `below` are true only on the bar on which the side changes.
 * An exact tie keeps the previous side. The first side, on the first bar on which both are ready and differ, is not a crossing.
 * It is fed after its inputs; what is given as an input need not be declared by itself.
 */
export class Crossing implements Indicator {
  readonly inputs: readonly Indicator[];
  readonly #fast: Float64Array;
  readonly #slow: Float64Array;
  #count = 0;
  #side = 0;
  #turned = 0;

  constructor(fast: Series, slow: Series) {
    this.inputs = [fast.source, slow.source].filter((source) => source !== undefined);
    this.#fast = fast.cell;
    this.#slow = slow.cell;
  }

  /** Whether `fast` rose above `slow` on this bar. */
  get above(): boolean {
    return this.#turned > 0;
  }

  /** Whether `fast` fell below `slow` on this bar. */
  get below(): boolean {
    return this.#turned < 0;
  }

  /** The side on which `fast` stands: 1 above, -1 below, 0 while that is not known. */
  get side(): number {
    return this.#side;
  }

  get count(): number {
    return this.#count;
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
    return !Number.isNaN(this.#fast[0]) && !Number.isNaN(this.#slow[0]);
  }

  feed(_bar: IndicatorBar): void {
    this.push();
  }

  /** Compares the inputs as they are now; for standalone use, after they were pushed. */
  push(): void {
    const fast = this.#fast[0] as number;
    const slow = this.#slow[0] as number;
    this.#count += 1;
    // NaN, before an input is ready, compares false both ways and so keeps the side, as a tie does.
    const side = fast > slow ? 1 : fast < slow ? -1 : this.#side;
    this.#turned = this.#side === 0 ? 0 : side - this.#side;
    this.#side = side;
  }

  reset(): void {
    this.#count = 0;
    this.#side = 0;
    this.#turned = 0;
  }

  /** A crossing has no scale of its own. */
  bindScale(_divisor: number): void {}

  get state(): CrossingState {
    return { count: this.#count, side: this.#side, turned: this.#turned };
  }

  set state(saved: CrossingState) {
    this.#count = saved.count;
    this.#side = saved.side;
    this.#turned = saved.turned;
  }
}

/** The crossings of two lines, or of a line and a fixed level: `crossing(sma(10), sma(30))`, `crossing(rsi(14), 30)`. */
export function crossing(fast: Series, slow: Series | number): Crossing {
  return new Crossing(fast, typeof slow === 'number' ? { cell: Float64Array.of(slow), source: undefined } : slow);
}
