import { guard, powerOfTen } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';

/** Files and lines are kept as one number: file index times this, plus the line. */
const LINES_PER_FILE = 2 ** 31;
const COLUMNS = ['openTime', 'closeTime', 'open', 'high', 'low', 'close', 'volume', 'place'] as const;

/** One row as it was read; prices at the scale of the rows it belongs to. */
export interface BarRow {
  openTime: Micros;
  closeTime: Micros;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Where a row stood. */
export interface RowPlace {
  readonly file: number;
  readonly line: number;
}

/** The rows read so far, as growing columns in the order of reading. Prices are integers at `priceScale`, which grows with the data. */
export class BarRows {
  length = 0;
  priceScale = 0;
  openTime = new Float64Array(1024);
  closeTime = new Float64Array(1024);
  open = new Float64Array(1024);
  high = new Float64Array(1024);
  low = new Float64Array(1024);
  close = new Float64Array(1024);
  volume = new Float64Array(1024);
  place = new Float64Array(1024);

  /** Makes room for prices with more decimals. Errors: `NUMBER_OVERFLOW`. */
  raiseScale(scale: number): void {
    if (scale <= this.priceScale) return;
    const factor = powerOfTen(scale - this.priceScale);
    for (const column of [this.open, this.high, this.low, this.close]) {
      for (let row = 0; row < this.length; row += 1) column[row] = guard((column[row] as number) * factor);
    }
    this.priceScale = scale;
  }

  push(row: BarRow, file: number, line: number): void {
    if (this.length === this.openTime.length) this.#grow();
    const at = this.length;
    this.openTime[at] = row.openTime;
    this.closeTime[at] = row.closeTime;
    this.open[at] = row.open;
    this.high[at] = row.high;
    this.low[at] = row.low;
    this.close[at] = row.close;
    this.volume[at] = row.volume;
    this.place[at] = file * LINES_PER_FILE + line;
    this.length = at + 1;
  }

  /** Where a row stood. */
  placeOf(row: number): RowPlace {
    const place = this.place[row] as number;
    return { file: Math.floor(place / LINES_PER_FILE), line: place % LINES_PER_FILE };
  }

  /** Whether two rows have the same prices and volume. */
  sameValues(left: number, right: number): boolean {
    return (
      this.open[left] === this.open[right] &&
      this.high[left] === this.high[right] &&
      this.low[left] === this.low[right] &&
      this.close[left] === this.close[right] &&
      this.volume[left] === this.volume[right]
    );
  }

  #grow(): void {
    for (const name of COLUMNS) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}
