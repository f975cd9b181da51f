import { MICROS_PER_DAY } from '../kernel/time.ts';

/** Closing equity per UTC day. A bar belongs to the day in which its last microsecond lies, so one that closes at midnight ends its day. */
export class DailyCloses {
  #day = new Float64Array(512);
  #equity = new Float64Array(512);
  #length = 0;
  /** Midnight after the open day. */
  #dayEnd = -Infinity;
  #lastEquity = 0;

  /** Takes rows `from` to `to` of columns in time order; it looks at one row per step of a search, not at every row. */
  take(closeTime: Float64Array, equity: Float64Array, from: number, to: number): void {
    let row = from;
    while ((closeTime[to - 1] as number) > this.#dayEnd) {
      const first = firstAfter(closeTime, this.#dayEnd, row, to);
      if (first > from) this.#lastEquity = equity[first - 1] as number;
      if (this.#dayEnd !== -Infinity) this.#close();
      this.#dayEnd = Math.ceil((closeTime[first] as number) / MICROS_PER_DAY) * MICROS_PER_DAY;
      row = first;
    }
    this.#lastEquity = equity[to - 1] as number;
  }

  /** Days since 1970-01-01 and their closing equity in money units; the open day is the last one. */
  summary(): { readonly day: Float64Array; readonly equity: Float64Array } {
    const length = this.#length;
    if (this.#dayEnd !== -Infinity) this.#close();
    const days = { day: this.#day.slice(0, this.#length), equity: this.#equity.slice(0, this.#length) };
    this.#length = length;
    return days;
  }

  #close(): void {
    if (this.#length === this.#day.length) {
      this.#day = grown(this.#day);
      this.#equity = grown(this.#equity);
    }
    this.#day[this.#length] = this.#dayEnd / MICROS_PER_DAY - 1;
    this.#equity[this.#length] = this.#lastEquity;
    this.#length += 1;
  }
}

/** The first row of `from` to `to` whose time lies after `time`; the caller knows that the last one does. */
function firstAfter(times: Float64Array, time: number, from: number, to: number): number {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
