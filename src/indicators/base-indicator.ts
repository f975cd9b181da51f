import type { Interval } from '../domain/interval.ts';
import { fail } from '../kernel/errors.ts';
import type { Indicator, IndicatorBar, IndicatorState, Series } from './indicator.ts';

/** What all indicators share: counting, readiness, the scale and the cell that holds the main value. */
export abstract class BaseIndicator implements Indicator, Series {
  readonly cell: Float64Array = new Float64Array(1).fill(Number.NaN);
  /** Updates of its own that the first value takes. */
  protected readonly needed: number;
  protected seen = 0;
  protected divisor = 1;
  #interval: Interval | undefined = undefined;

  constructor(needed: number) {
    this.needed = needed;
  }

  abstract feed(bar: IndicatorBar): void;
  abstract get state(): IndicatorState;
  abstract set state(saved: IndicatorState);
  /** Clears what the concrete indicator remembers. */
  protected abstract clear(): void;

  get count(): number {
    return this.seen;
  }

  get warmup(): number {
    return this.needed;
  }

  get isReady(): boolean {
    return this.seen >= this.needed;
  }

  get interval(): Interval | undefined {
    return this.#interval;
  }

  /** The newest value; NaN until the indicator is ready. */
  get value(): number {
    return this.cell[0] as number;
  }

  get source(): Indicator {
    return this;
  }

  get inputs(): readonly Indicator[] {
    return [];
  }

  /** Feeds it with the bars of another interval that the strategy subscribes to: `ema(50).on('1d')`. */
  on(interval: Interval): this {
    this.#interval = interval;
    return this;
  }

  reset(): void {
    this.seen = 0;
    this.cell[0] = Number.NaN;
    this.clear();
  }

  bindScale(divisor: number): void {
    if (this.seen > 0) fail('ASSERTION_FAILED', 'an indicator is bound to a scale before its first update');
    this.divisor = divisor;
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
