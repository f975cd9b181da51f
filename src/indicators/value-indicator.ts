import type { BarColumns } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';
import { BaseIndicator, checkFinite } from './base-indicator.ts';
import type { Indicator, Series } from './indicator.ts';

/** An indicator of one value a bar: the close, or another indicator's line. */
export abstract class ValueIndicator extends BaseIndicator {
  readonly #name: string;
  #followed: Series | undefined = undefined;

  /** `name` is what its errors call it. */
  constructor(name: string, needed: number) {
    super(needed);
    this.#name = name;
  }

  /** Takes the values of rows `from` to `to` and draws the rows from `row` on; those before the first value are blanked afterwards. */
  protected abstract draw(values: Float64Array, from: number, to: number, row: number): void;

  /** Follows a line instead of the close, from the bar on which that is ready: `sma(5).of(rsi(14))`. */
  of(line: Series): this {
    this.#followed = line;
    return this;
  }

  feed(bars: BarColumns, from: number, to: number): void {
    if (this.#followed === undefined) return this.#take(bars.close, from, to, 1);
    const values = this.#followed.values(this.stretch);
    const end = 1 + to - from;
    const first = firstNumber(values, end);
    this.#take(values, first, end, first);
    this.blank(1, first);
  }

  /** Takes any finite value and returns the new one of its own. Errors: `INDICATOR_NOT_FINITE`. */
  push(value: number): number {
    this.#take(Float64Array.of(checkFinite(this.#name, value)), 0, 1, 1);
    return this.pushed();
  }

  #take(values: Float64Array, from: number, to: number, row: number): void {
    this.extend();
    this.draw(values, from, to, row);
    this.blankUnready(row, to - from);
  }

  override get inputs(): readonly Indicator[] {
    const source = this.#followed?.source;
    return source === undefined ? [] : [source];
  }

  override get interval(): Interval | undefined {
    return this.#followed?.source?.interval ?? super.interval;
  }

  override get warmup(): number {
    return this.needed + Math.max(0, (this.#followed?.source?.warmup ?? 0) - 1);
  }

  /** What it follows has its scale already. */
  override bindScale(divisor: number): void {
    super.bindScale(this.#followed === undefined ? divisor : 1);
  }
}

/** The row from 1 on at which a line that is followed begins; `end` when it has not. */
function firstNumber(values: Float64Array, end: number): number {
  let row = 1;
  while (row < end && Number.isNaN(values[row])) row += 1;
  return row;
}
