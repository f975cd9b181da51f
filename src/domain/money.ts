import { multiplyScaled, type Rounding } from '../kernel/exact.ts';
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
