import { Accumulator } from '../kernel/accumulator.ts';
import type { Instrument } from '../domain/instrument.ts';
import { RoundTripBook, type RoundTrip } from './round-trip-book.ts';

/** Round trips that are kept in full, unless told otherwise; all of them are counted. */
export const ROUND_TRIPS_KEPT = 10_000;

/** What all round trips and fills add up to; sums are exact, in money units. */
export interface RoundTripSummary {
  readonly total: number;
  readonly wins: number;
  readonly losses: number;
  /** Sum of the profits of the wins, and of the losses (not above 0), after fees. */
  readonly grossProfit: bigint;
  readonly grossLoss: bigint;
  readonly longestWinStreak: number;
  readonly longestLossStreak: number;
  /** Sum of the times held, in microseconds. */
  readonly held: bigint;
  /** Positions that are still open. */
  readonly open: number;
  readonly fills: number;
  /** Over all fills, those of open positions included. */
  readonly fees: bigint;
  readonly notional: bigint;
  /** The first round trips by exit time, up to the cap. */
  readonly first: readonly RoundTrip[];
}

/** Follows fills into round trips, per strategy and instrument, in memory that does not grow with the fills. */
export class RoundTrips {
  readonly #kept: number;
  readonly #books = new Map<string, RoundTripBook>();
  readonly #first: RoundTrip[] = [];
  readonly #grossProfit = new Accumulator();
  readonly #grossLoss = new Accumulator();
  readonly #held = new Accumulator();
  #total = 0;
  #wins = 0;
  #losses = 0;
  #streak = 0;
  #longestWinStreak = 0;
  #longestLossStreak = 0;

  /** `kept` is how many round trips to keep in full. */
  constructor(kept: number = ROUND_TRIPS_KEPT) {
    this.#kept = kept;
  }

  /** The book of a strategy in an instrument; ask once and keep it, a fill then costs no look-up. */
  book(strategyId: string, instrument: Instrument): RoundTripBook {
    const key = JSON.stringify([strategyId, instrument.id]);
    const known = this.#books.get(key);
    if (known !== undefined) return known;
    const book = new RoundTripBook(strategyId, instrument, (closed) => this.#close(closed));
    this.#books.set(key, book);
    return book;
  }

  /** The sums so far. */
  summary(): RoundTripSummary {
    const books = [...this.#books.values()];
    const sum = (of: (book: RoundTripBook) => bigint): bigint => books.reduce((total, book) => total + of(book), 0n);
    return {
      total: this.#total,
      wins: this.#wins,
      losses: this.#losses,
      grossProfit: this.#grossProfit.value,
      grossLoss: this.#grossLoss.value,
      longestWinStreak: this.#longestWinStreak,
      longestLossStreak: this.#longestLossStreak,
      held: this.#held.value,
      open: books.filter((book) => book.isOpen).length,
      fills: books.reduce((total, book) => total + book.fills, 0),
      fees: sum((book) => book.fees),
      notional: sum((book) => book.notional),
      first: [...this.#first],
    };
  }

  #close(book: RoundTripBook): void {
    this.#total += 1;
    this.#held.add(book.exitTime - book.entryTime);
    const profit = book.profit;
    if (profit > 0) {
      this.#wins += 1;
      this.#grossProfit.add(profit);
      this.#streak = this.#streak > 0 ? this.#streak + 1 : 1;
      this.#longestWinStreak = Math.max(this.#longestWinStreak, this.#streak);
    } else if (profit < 0) {
      this.#losses += 1;
      this.#grossLoss.add(profit);
      this.#streak = this.#streak < 0 ? this.#streak - 1 : -1;
      this.#longestLossStreak = Math.max(this.#longestLossStreak, -this.#streak);
    } else {
      this.#streak = 0;
    }
    if (this.#first.length < this.#kept) this.#first.push(book.trip());
  }
}
