import { Accumulator } from '../kernel/accumulator.ts';
import { assert } from '../kernel/assert.ts';
import { multiplyDivide, toFloat } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import type { Instrument, Money, Quantity } from '../domain/instrument.ts';
import type { Side } from '../domain/order.ts';

/** One way from flat to flat. Integers at the instrument's scales; money in its quote currency. */
export interface RoundTrip {
  readonly strategyId: string;
  readonly instrument: Instrument;
  readonly side: 'long' | 'short';
  readonly entryTime: Micros;
  readonly exitTime: Micros;
  /** All that was bought (long) or sold (short) on the way; as much was closed again. */
  readonly quantity: Quantity;
  /** For averages: beyond 2^53 money units these two are the nearest double; the profit stays exact. */
  readonly entryNotional: Money;
  readonly exitNotional: Money;
  readonly fees: Money;
  /** After fees. */
  readonly profit: Money;
  readonly fills: number;
}

/** The open round trip of one strategy in one instrument. */
export class RoundTripBook {
  readonly #strategyId: string;
  readonly #instrument: Instrument;
  readonly #onClose: (book: RoundTripBook) => void;
  readonly #fees = new Accumulator();
  readonly #notional = new Accumulator();
  // -0 keeps the amounts doubles from the start, so that the first large one does not change the shape of the object.
  /** Signed: long is positive. */
  #position: Quantity = -0;
  /** What the open position cost: the entry notional that is not closed yet. */
  #cost: Money = -0;
  #sign = 0;
  #entryTime: Micros = -0;
  #exitTime: Micros = -0;
  #quantity: Quantity = -0;
  #entryNotional: Money = -0;
  #exitNotional: Money = -0;
  #tripFees: Money = -0;
  #profit: Money = -0;
  #tripFills = 0;
  #fills = 0;

  /** Made by `RoundTrips.book`. */
  constructor(strategyId: string, instrument: Instrument, onClose: (book: RoundTripBook) => void) {
    this.#strategyId = strategyId;
    this.#instrument = instrument;
    this.#onClose = onClose;
  }

  /**
   * Books a fill and returns the profit that it realised, before fees, against the average cost of the position.
   * A fill that crosses flat ends one round trip and begins the next; its notional and fee are split by quantity, rounded half to even.
   */
  fill(side: Side, quantity: Quantity, notional: Money, fee: Money, time: Micros): Money {
    assert(quantity > 0, 'a fill has a quantity above zero');
    this.#fills += 1;
    this.#fees.add(fee);
    this.#notional.add(notional);
    const sign = side === 'buy' ? 1 : -1;
    const held = Math.abs(this.#position);
    if (held === 0 || sign === this.#sign) {
      this.#enter(sign, quantity, notional, fee, time);
      return 0;
    }
    if (quantity <= held) return this.#exit(quantity, notional, fee, time);
    const closingNotional = multiplyDivide(notional, held, quantity, 'half-even');
    const closingFee = multiplyDivide(fee, held, quantity, 'half-even');
    const realised = this.#exit(held, closingNotional, closingFee, time);
    this.#enter(sign, quantity - held, notional - closingNotional, fee - closingFee, time);
    return realised;
  }

  /** Whether a position is open. */
  get isOpen(): boolean {
    return this.#position !== 0;
  }

  /** Fills of the book, all round trips together; so are `fees` and `notional`, in money units. */
  get fills(): number {
    return this.#fills;
  }

  get fees(): bigint {
    return this.#fees.value;
  }

  get notional(): bigint {
    return this.#notional.value;
  }

  /** When the round trip that just closed began, and when it ended. */
  get entryTime(): Micros {
    return this.#entryTime;
  }

  get exitTime(): Micros {
    return this.#exitTime;
  }

  /** Of the round trip that just closed, after fees. */
  get profit(): Money {
    return this.#profit;
  }

  /** The round trip that just closed. */
  trip(): RoundTrip {
    return {
      strategyId: this.#strategyId,
      instrument: this.#instrument,
      side: this.#sign > 0 ? 'long' : 'short',
      entryTime: this.#entryTime,
      exitTime: this.#exitTime,
      quantity: this.#quantity,
      entryNotional: this.#entryNotional,
      exitNotional: this.#exitNotional,
      fees: this.#tripFees,
      profit: this.#profit,
      fills: this.#tripFills,
    };
  }

  #enter(sign: number, quantity: Quantity, notional: Money, fee: Money, time: Micros): void {
    if (this.#position === 0) {
      this.#sign = sign;
      this.#entryTime = time;
      this.#quantity = this.#cost = this.#entryNotional = this.#exitNotional = this.#tripFees = this.#profit = this.#tripFills = 0;
    }
    this.#position += sign * quantity;
    this.#quantity += quantity;
    this.#cost += notional;
    this.#entryNotional += notional;
    this.#tripFees += fee;
    this.#profit -= fee;
    this.#tripFills += 1;
  }

  #exit(quantity: Quantity, notional: Money, fee: Money, time: Micros): Money {
    const held = Math.abs(this.#position);
    const cost = quantity === held ? this.#cost : multiplyDivide(this.#cost, quantity, held, 'half-even');
    this.#cost -= cost;
    this.#position -= this.#sign * quantity;
    this.#exitNotional += notional;
    this.#exitTime = time;
    this.#tripFees += fee;
    this.#tripFills += 1;
    const realised = this.#sign * (notional - cost);
    this.#profit += realised - fee;
    if (this.#position === 0) this.#onClose(this);
    return realised;
  }
}

/** The average price of a round trip's entry or exit, as a float in quote currency. */
export function averagePrice(instrument: Instrument, notional: Money, quantity: Quantity): number {
  return toFloat(notional, instrument.quote.scale) / (toFloat(quantity, instrument.quantityScale) * instrument.multiplier);
}
