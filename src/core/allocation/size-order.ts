import { fromFloat, MILLION, multiplyDivide, powerOfTen, quantise } from '../../kernel/exact.ts';
import type { Instrument, Money, Price, Quantity } from '../../domain/instrument.ts';

/** A size in exact units, and in words where it came from. */
export interface Sizing {
  readonly quantity: Quantity;
  readonly source: string;
}

/** What sizing looks at: the account's equity and the price at which the order is valued. */
export interface SizingState {
  readonly equity: Money;
  readonly price: Price;
  /** Share of equity left aside for fees and for a worse price than expected, in parts per million. */
  readonly buffer: number;
}

const FIXED = 'fixed quantity';

/** The quantity that a size means, rounded down to whole lots; zero when it is less than one lot. */
export function sizeOrder(kind: 'quantity' | 'notional' | 'weight', value: number, instrument: Instrument, state: SizingState): Sizing {
  if (kind === 'quantity') {
    return { quantity: quantise(fromFloat(value, instrument.quantityScale, 'floor'), instrument.lot, 'floor'), source: FIXED };
  }
  if (kind === 'notional') {
    const money = fromFloat(value, instrument.quote.scale, 'floor');
    return { quantity: quantityFor(money, instrument, state.price), source: `notional ${value} ${instrument.quote.code}` };
  }
  return { quantity: quantityFor(shareOf(state, Math.abs(value)), instrument, state.price), source: `weight ${value} of equity` };
}

/** The quantity of a target position of `weight` of equity, signed, rounded towards zero. */
export function targetQuantity(weight: number, instrument: Instrument, state: SizingState): Quantity {
  const quantity = quantityFor(shareOf(state, Math.abs(weight)), instrument, state.price);
  return weight < 0 ? -quantity : quantity;
}

/**
 * The sizes of the orders that close a position: one, or as many as make each small enough for the instrument.
 * No limit on an order may keep a position from being closed; what is less than a lot, such as the rest after a fee in coins, stays.
 */
export function exitOrders(held: Quantity, instrument: Instrument, price: Price): readonly Quantity[] {
  const { maxNotional, maxQuantity, lot, multiplier, quote, priceScale, quantityScale } = instrument;
  const position = quantise(held, lot, 'floor');
  // Most positions are far from the limits, which an estimate shows; only near them it is worked out.
  const about = (position / powerOfTen(quantityScale)) * (price / powerOfTen(priceScale)) * multiplier * powerOfTen(quote.scale);
  if (position > 0 && position <= maxQuantity && about < maxNotional / 2) return [position];
  const largest = Math.min(quantise(maxQuantity, lot, 'floor'), quantityFor(maxNotional, instrument, price));
  if (position <= largest || largest === 0) return position === 0 ? [] : [position];
  const count = Math.ceil(position / largest);
  const piece = quantise(Math.ceil(position / count), lot, 'ceil');
  return Array.from({ length: Math.ceil(position / piece) }, (_, at) => Math.min(piece, position - at * piece));
}

/** A share that is more than can be counted is as much as can be; the controls refuse what comes of it. */
function shareOf(state: SizingState, weight: number): Money {
  const usable = multiplyDivide(state.equity, MILLION - state.buffer, MILLION, 'floor');
  if (usable <= 0) return 0;
  if (usable * weight >= Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
  return multiplyDivide(usable, fromFloat(weight, 6, 'floor'), MILLION, 'floor');
}

/** The quantity that an amount of money buys, rounded down to whole lots. Nothing while there is no price, and one lot more than an order may have where the money would buy more than that: the controls say why not. */
export function quantityFor(money: Money, instrument: Instrument, price: Price): Quantity {
  if (Number.isNaN(price)) return 0;
  const { priceScale, quantityScale, quote, multiplier, lot, maxQuantity } = instrument;
  const shift = priceScale + quantityScale - quote.scale;
  if ((money / price / multiplier) * 10 ** shift >= maxQuantity + lot) return maxQuantity + lot;
  const scaled =
    shift >= 0
      ? multiplyDivide(money, powerOfTen(shift), price * multiplier, 'floor')
      : multiplyDivide(money, 1, price * multiplier * powerOfTen(-shift), 'floor');
  return quantise(scaled, lot, 'floor');
}
