import { guard, multiplyScaled, powerOfTen, type Rounding } from '../kernel/exact.ts';
import type { Currency, Instrument, Money, Price, Quantity } from './instrument.ts';

/** Decimals at which Ballast books a currency, where it is not 8. */
const SCALES: Readonly<Record<string, number>> = { USD: 6, EUR: 6, GBP: 6, CHF: 6, JPY: 4 };

/** The currency of a code, at the scale Ballast books it: 6 decimals for fiat money, 8 for the rest. */
export function currency(code: string): Currency {
  return { code, scale: SCALES[code] ?? 8 };
}

/** Price times quantity times multiplier, in quote money units; exact until the one named rounding. */
export function notional(instrument: Instrument, price: Price, quantity: Quantity, rounding: Rounding): Money {
  const decimals = instrument.priceScale + instrument.quantityScale - instrument.quote.scale;
  return multiplyScaled(price, quantity * instrument.multiplier, decimals, rounding);
}

/** Adds to `base`, row by row, what a quantity is worth at the prices of rows `from` to `to`: for each what `notional` says, rounded half-even. */
export function addNotionals(
  base: Money,
  instrument: Instrument,
  quantity: Quantity,
  prices: Float64Array,
  from: number,
  to: number,
  into: Float64Array,
): void {
  const decimals = instrument.priceScale + instrument.quantityScale - instrument.quote.scale;
  if (decimals <= 0) {
    // Exact without rounding as long as the numbers are small enough, which is looked at over all of them together.
    const unit = quantity * instrument.multiplier * powerOfTen(-decimals);
    let largest = 0;
    for (let row = from; row < to; row += 1) {
      const value = (prices[row] as number) * unit;
      largest = Math.max(largest, Math.abs(value));
      into[row] = base + value;
    }
    if (largest + Math.abs(base) <= Number.MAX_SAFE_INTEGER) return;
  }
  for (let row = from; row < to; row += 1) into[row] = guard(base + notional(instrument, prices[row] as number, quantity, 'half-even'));
}
