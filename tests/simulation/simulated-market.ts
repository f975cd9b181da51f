import { withQuantityScale, type Currency, type Instrument, type Price } from '../../src/domain/instrument.ts';
import { currency } from '../../src/domain/money.ts';
import type { BarEvent } from '../../src/domain/market-event.ts';
import type { SeededRandom } from '../../src/kernel/random.ts';
import { MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import { testInstrument } from '../tools/scripted-session.ts';

const SPEC = { tick: '0.01', lot: '0.001', minNotional: '5' } as const;

/** What is traded; quantities are as fine as the fees that are taken from them. */
export const INSTRUMENTS: readonly Instrument[] = ['AAA/USDT.TEST', 'BBB/USDT.TEST'].map((id) =>
  withQuantityScale(testInstrument(id, SPEC), 8),
);

/** A coin of the exchange's own, in which some worlds pay their fees. */
export const FEE_COIN: Currency = currency('FEE');

/** Where prices begin, and how far they ever go from there: limits are held against the lowest. */
export const FIRST_PRICE: Price = 10_000;
const WIDTH = 500;
export const LOWEST_PRICE: Price = FIRST_PRICE - WIDTH;

/** The price of one instrument, on a walk within bounds, and its bars of a second. */
export class SimulatedMarket {
  readonly instrument: Instrument;
  readonly #random: SeededRandom;
  #price = FIRST_PRICE;
  #prices: Price[] = [FIRST_PRICE];

  constructor(instrument: Instrument, random: SeededRandom) {
    this.instrument = instrument;
    this.#random = random;
  }

  /** The next price; now and then it jumps. */
  move(): Price {
    const step = this.#random.nextBelow(10) === 0 ? 80 : 12;
    const next = this.#price + this.#random.nextBelow(2 * step + 1) - step;
    this.#price = Math.max(LOWEST_PRICE, Math.min(FIRST_PRICE + WIDTH, next));
    this.#prices.push(this.#price);
    return this.#price;
  }

  /** The bar that closes now, as it is seen a moment later. */
  close(closeTime: Micros, tsInit: Micros): BarEvent {
    const prices = this.#prices;
    this.#prices = [this.#price];
    return {
      kind: 'bar',
      instrumentId: this.instrument.id,
      interval: '1s',
      openTime: closeTime - MICROS_PER_SECOND,
      closeTime,
      open: prices[0] ?? this.#price,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: this.#price,
      volume: prices.length,
      tsInit,
    };
  }
}
