import type { Indicator, Series } from './indicator.ts';

/** One line of an indicator that draws several, to be followed by another: `crossing(macd, macd.lines.signal)`. */
export class Line implements Series {
  readonly cell: Float64Array = new Float64Array(1).fill(Number.NaN);
  readonly source: Indicator;

  constructor(source: Indicator) {
    this.source = source;
  }

  /** The newest value; NaN until the source is ready. */
  get value(): number {
    return this.cell[0] as number;
  }
}
