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
  /** How far that lay ahead of our clock when it came. */
  skew: Micros = 0;
  /** Spread of the newest quote in parts per million of its bid; below zero when it was crossed. Zero before the first. */
  spread = 0;
  readonly #closes = new Float64Array(CLOSES);
  readonly #sorted = new Float64Array(CLOSES);
  #count = 0;

  /** A bar has closed. */
  close(price: Price, time: Micros): void {
    this.#closes[this.#count % CLOSES] = price;
    this.#count += 1;
    this.time = time;
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
    const known = Math.min(this.#count, CLOSES);
    if (known === 0) return NaN;
    const sorted = this.#sorted;
    // By insertion: a handful of numbers, and nothing is allocated.
    for (let at = 0; at < known; at += 1) {
      const price = this.#closes[at] as number;
      let place = at;
      for (; place > 0 && (sorted[place - 1] as number) > price; place -= 1) sorted[place] = sorted[place - 1] as number;
      sorted[place] = price;
    }
    return sorted[known >> 1] as number;
  }

  get state(): PriceWatchState {
    const closes = Array.from(
      { length: Math.min(this.#count, CLOSES) },
      (_, back) => this.#closes[(this.#count - 1 - back) % CLOSES] as number,
    );
    const { time, skew, spread, mark } = this;
    return { closes: closes.toReversed(), time: time === -Infinity ? null : time, skew, spread, mark: Number.isNaN(mark) ? null : mark };
  }

  set state({ closes, time, skew, spread, mark }: PriceWatchState) {
    this.#count = 0;
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
