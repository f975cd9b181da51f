import type { Instrument, Money, Price, Quantity } from '../domain/instrument.ts';
import { rescale } from '../kernel/exact.ts';

/** What one unit cost on average, to the nearest unit of price; `otherwise` where nothing was traded. */
export function averagePrice(instrument: Instrument, paid: Money, quantity: Quantity, otherwise: Price): Price {
  if (quantity === 0) return otherwise;
  const perUnit = (BigInt(paid) * 10n ** BigInt(instrument.quantityScale)) / BigInt(quantity);
  return rescale(Number(perUnit), instrument.quote.scale, instrument.priceScale, 'half-even');
}
