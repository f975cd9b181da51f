import { MILLION } from '../../../kernel/exact.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { Price } from '../../../domain/instrument.ts';

/** Closes whose median is the rolling reference: two that are wrong do not move it far. */
const CLOSES = 5;

/**
 * What risk remembers of the prices of one instrument: the last closes, the age and the spread of the newest price, and the range within
 * which nothing has to be looked at. One comparison a bar tells whether that range was left, so that losses are watched at no cost.
 */
export class PriceWatch {
  /** Beyond these, or after `until`, losses are worked out anew. */
  low: Price = -Infinity;
  high: Price = Infinity;
  until: Micros = Infinity;
  /** The newest price of all, that of a fill too: what is held is worth this. NaN before the first. */
  mark: Price = NaN;
  /** When the newest price was true, by the market's clock. */
  time: Micros = -Infinity;
  /** How far that lay ahead of our clock when it came; a bar that has closed lies behind it. */
  skew: Micros = 0;
  /** Spread of the newest quote in parts per million of its bid; below zero when it was crossed. Zero before the first. */
  spread = 0;
  /** NaN until there was one. */
  readonly #closes = new Float64Array(CLOSES).fill(NaN);
  readonly #sorted = new Float64Array(CLOSES);
  /** Where the next one goes: in the place of the oldest. */
  #next = 0;

  /** A bar has closed. */
  close(price: Price, time: Micros): void {
    this.#closes[this.#next] = price;
    this.#next = this.#next + 1 < CLOSES ? this.#next + 1 : 0;
    this.time = time;
    this.skew = 0;
    this.mark = price;
  }

  /** A trade came. */
  trade(tsEvent: Micros, tsInit: Micros): void {
    this.time = tsEvent;
    this.skew = tsEvent - tsInit;
  }

  /** A quote came. */
  quote(bid: Price, ask: Price, tsEvent: Micros, tsInit: Micros): void {
    this.trade(tsEvent, tsInit);
    this.spread = bid > 0 ? Math.ceil(((ask - bid) / bid) * MILLION) : MILLION;
  }

  /** The median of the last closes; NaN before the first. */
  get reference(): Price {
    const sorted = this.#sorted;
    let known = 0;
    // By insertion: a handful of numbers, and nothing is allocated.
    for (const price of this.#closes) {
      if (Number.isNaN(price)) continue;
      let place = known;
      for (; place > 0 && (sorted[place - 1] as number) > price; place -= 1) sorted[place] = sorted[place - 1] as number;
      sorted[place] = price;
      known += 1;
    }
    return known === 0 ? NaN : (sorted[known >> 1] as number);
  }

  get state(): PriceWatchState {
    const inOrder = [...this.#closes.subarray(this.#next), ...this.#closes.subarray(0, this.#next)];
    const closes = inOrder.filter((price) => !Number.isNaN(price));
    const { time, skew, spread, mark } = this;
    return { closes, time: time === -Infinity ? null : time, skew, spread, mark: Number.isNaN(mark) ? null : mark };
  }

  set state({ closes, time, skew, spread, mark }: PriceWatchState) {
    this.#closes.fill(NaN);
    for (const price of closes) this.close(price, 0);
    this.time = time ?? -Infinity;
    this.skew = skew;
    this.spread = spread;
    this.mark = mark ?? NaN;
  }
}

/** What must be remembered of an instrument's prices, JSON-safe: the closes oldest first. */
export interface PriceWatchState {
  readonly closes: readonly Price[];
  readonly time: Micros | null;
  readonly skew: Micros;
  readonly spread: number;
  readonly mark: Price | null;
}
