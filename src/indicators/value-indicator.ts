import type { Interval } from '../domain/interval.ts';
import { BaseIndicator } from './base-indicator.ts';
import type { Indicator, Series } from './indicator.ts';

/** An indicator of one value a bar: the close, or another indicator's line. */
export abstract class ValueIndicator extends BaseIndicator {
  /** The cell of the line that it follows; `undefined` for the close. */
  protected followed: Float64Array | undefined = undefined;
  #source: Indicator | undefined = undefined;

  /** Follows a line instead of the close, from the bar on which that is ready: `sma(5).of(rsi(14))`. */
  of(line: Series): this {
    this.followed = line.cell;
    this.#source = line.source;
    return this;
  }

  override get inputs(): readonly Indicator[] {
    return this.#source === undefined ? [] : [this.#source];
  }

  override get interval(): Interval | undefined {
    return this.#source?.interval ?? super.interval;
  }

  override get warmup(): number {
    return this.needed + Math.max(0, (this.#source?.warmup ?? 0) - 1);
  }

  /** What it follows has its scale already. */
  override bindScale(divisor: number): void {
    super.bindScale(this.followed === undefined ? divisor : 1);
  }
}
