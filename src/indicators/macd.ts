import { fail } from '../kernel/errors.ts';
import { checkLength } from './base-indicator.ts';
import { Ema, type EmaState } from './ema.ts';
import type { Line } from './line.ts';
import { ValueIndicator } from './value-indicator.ts';

/** What a MACD remembers. */
export type MacdState = { readonly count: number; readonly fast: EmaState; readonly slow: EmaState; readonly signal: EmaState };

/**
 * Moving average convergence divergence: `value` = EMA(fast) - EMA(slow), `signal` = EMA of it, `histogram` = their difference. Prices.
 * As in TA-Lib both averages are seeded on the same bar, the slow one's first. Ready after `slow + signal - 1` bars.
 */
export class Macd extends ValueIndicator {
  readonly lines: { readonly signal: Line; readonly histogram: Line };
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;
  readonly #skipped: number;

  /** Errors: `INDICATOR_INVALID`. */
  constructor(fast: number, slow: number, signal: number) {
    checkLength('macd', 'fast', fast);
    checkLength('macd', 'slow', slow);
    super('macd', slow + checkLength('macd', 'signal', signal) - 1);
    if (fast >= slow) fail('INDICATOR_INVALID', `macd: fast is ${fast}, and must be less than slow, ${slow}`);
    this.lines = { signal: this.newLine(), histogram: this.newLine() };
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#signal = new Ema(signal);
    this.#skipped = slow - fast;
  }

  /** The signal line; NaN until ready. */
  get signal(): number {
    return this.lines.signal.value;
  }

  /** `value - signal`; NaN until ready. */
  get histogram(): number {
    return this.lines.histogram.value;
  }

  protected draw(values: Float64Array, from: number, to: number, row: number): void {
    for (let at = from, into = row; at < to; at += 1, into += 1) {
      this.#update(values[at] as number);
      this.#show(into);
    }
  }

  #update(value: number): void {
    this.seen += 1;
    this.#slow.update(value);
    if (this.seen > this.#skipped) this.#fast.update(value);
    if (this.#slow.isReady) this.#signal.update(this.#fast.raw - this.#slow.raw);
  }

  #show(row: number): void {
    const line = this.#fast.raw - this.#slow.raw;
    const signal = this.#signal.raw;
    this.main.put(row, line / this.divisor);
    this.lines.signal.put(row, signal / this.divisor);
    this.lines.histogram.put(row, (line - signal) / this.divisor);
  }

  protected clear(): void {
    this.#fast.reset();
    this.#slow.reset();
    this.#signal.reset();
  }

  get state(): MacdState {
    return { count: this.seen, fast: this.#fast.state, slow: this.#slow.state, signal: this.#signal.state };
  }

  set state(saved: MacdState) {
    this.reset();
    this.seen = saved.count;
    this.#fast.state = saved.fast;
    this.#slow.state = saved.slow;
    this.#signal.state = saved.signal;
    if (this.isReady) this.#show(this.stretch.row);
  }
}

/** A MACD of the closes; the usual lengths are 12, 26 and 9. */
export function macd(fast = 12, slow = 26, signal = 9): Macd {
  return new Macd(fast, slow, signal);
}
