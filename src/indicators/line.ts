import type { Indicator, Series } from './indicator.ts';
import { Stretch, STRETCH_BARS } from './stretch.ts';

/** One line of values, to be read or followed by another indicator: `crossing(macd, macd.lines.signal)`. */
export class Line implements Series {
  readonly source: Indicator | undefined;
  /** A value for each bar of the stretch, in rows from 1 on; row 0 is the value before it. */
  readonly #values = new Float64Array(STRETCH_BARS + 1).fill(Number.NaN);
  #stretch: Stretch;

  constructor(source: Indicator | undefined, stretch: Stretch) {
    this.source = source;
    this.#stretch = stretch;
  }

  /** A line that never moves. */
  static level(value: number): Line {
    const line = new Line(undefined, new Stretch());
    line.#values.fill(value);
    return line;
  }

  /** The value of the bar at hand; NaN until the source is ready. */
  get value(): number {
    return this.#values[this.#stretch.row] as number;
  }

  values(stretch: Stretch): Float64Array {
    return this.#stretch === stretch || this.source === undefined ? this.#values : Float64Array.of(Number.NaN, this.value);
  }

  /** Before bars are taken: the value at hand becomes the one before them. */
  extend(): void {
    this.#values[0] = this.value;
  }

  /** Draws the value of a row. */
  put(row: number, value: number): void {
    this.#values[row] = value;
  }

  /** Shows nothing in the rows `from` to `to`. */
  blank(from: number, to: number): void {
    this.#values.fill(Number.NaN, from, to);
  }

  /** Is read along this stretch from now on, and takes the value at hand along. */
  join(stretch: Stretch): void {
    this.#values[stretch.row] = this.value;
    this.#stretch = stretch;
  }
}
