import { fromFloat, multiplyDivide, powerOfTen, quantise } from '../../kernel/exact.ts';
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

const MILLION = 1_000_000;
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

function shareOf(state: SizingState, weight: number): Money {
  const usable = multiplyDivide(state.equity, MILLION - state.buffer, MILLION, 'floor');
  return usable <= 0 ? 0 : multiplyDivide(usable, fromFloat(weight, 6, 'floor'), MILLION, 'floor');
}

function quantityFor(money: Money, instrument: Instrument, price: Price): Quantity {
  const { priceScale, quantityScale, quote, multiplier, lot } = instrument;
  const shift = priceScale + quantityScale - quote.scale;
  const scaled =
    shift >= 0
      ? multiplyDivide(money, powerOfTen(shift), price * multiplier, 'floor')
      : multiplyDivide(money, 1, price * multiplier * powerOfTen(-shift), 'floor');
  return quantise(scaled, lot, 'floor');
}
