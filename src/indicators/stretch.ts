import type { Micros } from '../kernel/time.ts';
import { allocateBars, type BarColumns } from '../domain/bars.ts';

/** Bars that a stretch holds at most: few enough that all columns over it stay in the processor's nearest cache. */
export const STRETCH_BARS = 256;

/**
 * Closed bars of one series that indicators were fed with together, and the one of them that is at hand. A stretch is fed in one loop an
 * indicator, which costs a third of feeding bar by bar; readers still see one bar after the other, because all is read at the bar at hand.
 */
export class Stretch {
  bars: BarColumns = NO_BARS;
  /** Bars that it holds. */
  length = 0;
  /** The bar at hand, counted from 1; 0 is the last one before the stretch. */
  row = 0;
  /** The bar at hand is in row `base + row` of `bars`. */
  base = -1;

  /** Whether all its bars have come. */
  get isOver(): boolean {
    return this.row === this.length;
  }

  /** Bars that indicators were fed with and that are yet to come. */
  get left(): number {
    return this.length - this.row;
  }

  /** Opening time of the bar at hand; the fields of a bar may be read once the first one has come. */
  get openTime(): Micros {
    return this.bars.openTime[this.base + this.row] as number;
  }

  get closeTime(): Micros {
    return this.bars.closeTime[this.base + this.row] as number;
  }

  get open(): number {
    return this.bars.open[this.base + this.row] as number;
  }

  get high(): number {
    return this.bars.high[this.base + this.row] as number;
  }

  get low(): number {
    return this.bars.low[this.base + this.row] as number;
  }

  get close(): number {
    return this.bars.close[this.base + this.row] as number;
  }

  get volume(): number {
    return this.bars.volume[this.base + this.row] as number;
  }

  /** Begins with the rows `from` to `to` of `bars`; the bar before them stays at hand until the first one comes. */
  begin(bars: BarColumns, from: number, to: number): void {
    this.bars = bars;
    this.length = to - from;
    this.row = 0;
    this.base = from - 1;
  }

  /** Holds a single bar, which is at hand. */
  single(): void {
    this.length = this.row = 1;
  }
}

const NO_BARS = allocateBars(1);
