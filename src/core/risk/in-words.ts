import { formatDecimal, powerOfTen } from '../../kernel/exact.ts';
import { formatQuantity, type Instrument, type Money, type Price } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { RiskState } from './risk-state.ts';
import { valuationPrice } from './valuation.ts';

/** A share in parts per million as people write it: `0.7%`. */
export function percent(parts: number): string {
  return `${Number((parts / 10_000).toFixed(4))}%`;
}

/** A sum in the money of an instrument. */
export function sum(amount: Money, { quote }: Instrument): string {
  return `${formatDecimal(amount, quote.scale)} ${quote.code}`;
}

/** Micros as people read them: `1.5 s`. */
export function seconds(micros: number): string {
  return `${Number((micros / 1e6).toFixed(3))} s`;
}

/** What of an order would pass where so much money is left for it: a quantity in whole lots, or nothing. */
export function passingQuantity(intent: OrderIntent, { lastPrice }: Readonly<RiskState>, room: Money): string {
  const { instrument } = intent;
  const price: Price = valuationPrice(intent, lastPrice);
  const { priceScale, quantityScale, quote, multiplier, lot, minQuantity } = instrument;
  const unit = (price * multiplier * powerOfTen(quote.scale)) / powerOfTen(priceScale) / powerOfTen(quantityScale);
  const lots = Math.floor(Math.max(0, room) / unit / lot);
  return lots * lot < minQuantity || !Number.isSafeInteger(lots * lot)
    ? 'no quantity would pass'
    : `${formatQuantity(instrument, lots * lot)} would pass`;
}
