import type { BarColumns } from '../domain/bars.ts';
import type { Interval } from '../domain/interval.ts';
import { assert } from '../kernel/assert.ts';
import { fail } from '../kernel/errors.ts';
import type { Indicator, IndicatorState, Series } from './indicator.ts';
import { Line } from './line.ts';
import { Stretch } from './stretch.ts';

/** What all indicators share: counting, readiness, the scale, the stretch and the main line. */
export abstract class BaseIndicator implements Indicator, Series {
  /** Updates of its own that the first value takes. */
  protected readonly needed: number;
  /** Updates up to the end of the stretch. */
  protected seen = 0;
  protected divisor = 1;
  protected stretch = new Stretch();
  /** The main line. */
  protected readonly main: Line;
  readonly #lines: Line[] = [];
  #isAlone = true;
  #interval: Interval | undefined = undefined;

  constructor(needed: number) {
    this.needed = needed;
    this.main = this.newLine();
  }

  abstract feed(bars: BarColumns, from: number, to: number): void;
  abstract get state(): IndicatorState;
  abstract set state(saved: IndicatorState);
  /** Clears what the concrete indicator remembers. */
  protected abstract clear(): void;

  get count(): number {
    return Math.max(0, this.seen - this.stretch.left);
  }

  get warmup(): number {
    return this.needed;
  }

  get isReady(): boolean {
    return this.count >= this.needed;
  }

  get interval(): Interval | undefined {
    return this.#interval;
  }

  /** The newest value; NaN until the indicator is ready. */
  get value(): number {
    return this.main.value;
  }

  get source(): Indicator {
    return this;
  }

  get inputs(): readonly Indicator[] {
    return [];
  }

  values(stretch: Stretch): Float64Array {
    return this.main.values(stretch);
  }

  /** Feeds it with the bars of another interval that the strategy subscribes to: `ema(50).on('1d')`. */
  on(interval: Interval): this {
    this.#interval = interval;
    return this;
  }

  join(stretch: Stretch): void {
    this.stretch = stretch;
    this.#isAlone = false;
    for (const line of this.#lines) line.join(stretch);
  }

  reset(): void {
    this.seen = 0;
    this.blank(this.stretch.row, this.stretch.row + 1);
    this.clear();
  }

  bindScale(divisor: number): void {
    if (this.seen > 0) fail('ASSERTION_FAILED', 'an indicator is bound to a scale before its first update');
    this.divisor = divisor;
  }

  /** One more line of the indicator. */
  protected newLine(): Line {
    const line = new Line(this, this.stretch);
    this.#lines.push(line);
    return line;
  }

  /** Before bars are taken: the values at hand become those before them. */
  protected extend(): void {
    for (const line of this.#lines) line.extend();
  }

  /** After `count` bars were taken into the rows from `row` on: nothing is shown before the first value. */
  protected blankUnready(row: number, count: number): void {
    const unready = this.needed - 1 - (this.seen - count);
    if (unready > 0) this.blank(row, row + Math.min(unready, count));
  }

  /** Shows nothing in the rows `from` to `to`. */
  protected blank(from: number, to: number): void {
    for (const line of this.#lines) line.blank(from, to);
  }

  /** What was pushed by hand is at hand. The engine alone feeds what it was given. */
  protected pushed(): number {
    assert(this.#isAlone, "values are pushed into indicators of one's own; the engine feeds those that a strategy declares");
    this.stretch.single();
    return this.value;
  }
}

/** `length`, if it is a whole number of bars that an indicator can look back; else `INDICATOR_INVALID`. */
export function checkLength(indicator: string, name: string, length: number, smallest = 1): number {
  if (Number.isSafeInteger(length) && length >= smallest && length <= 1_000_000) return length;
  return fail('INDICATOR_INVALID', `${indicator}: ${name} is ${length}, and must be a whole number from ${smallest} to 1000000`);
}

/** `value`, if it is finite; else `INDICATOR_NOT_FINITE`. Guards values that do not come from the engine. */
export function checkFinite(indicator: string, value: number): number {
  if (Number.isFinite(value)) return value;
  return fail('INDICATOR_NOT_FINITE', `${indicator} was given ${value}`);
}
