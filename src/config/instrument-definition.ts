import { checkInstrument, venueOf, type Instrument } from '../domain/instrument.ts';
import { currency } from '../domain/money.ts';
import { decimalsOf, parseDecimal } from '../kernel/exact.ts';
import type { InstrumentDefinition } from './schema.ts';

/**
 * The instrument that an entry of `instruments` defines. `BTC/USDT` is quoted in USDT; a symbol without `/` in US dollars.
 * Errors: `INSTRUMENT_INVALID`, `NUMBER_OVERFLOW`, `NUMBER_INVALID`.
 */
export function instrumentOf(definition: InstrumentDefinition): Instrument {
  const { id } = definition;
  const venue = venueOf(id);
  const symbol = id.slice(0, -venue.length - 1);
  const [base = symbol, quoteCode = 'USD'] = symbol.split('/');
  const quote = currency(quoteCode);
  const quantityScale = decimalsOf(definition.lot);
  const priceScale = decimalsOf(definition.tick);
  const lot = parseDecimal(definition.lot, quantityScale);
  const largest = Number.MAX_SAFE_INTEGER - (Number.MAX_SAFE_INTEGER % lot);
  return checkInstrument({
    id,
    symbol,
    venue,
    quote,
    priceScale,
    quantityScale,
    lot,
    kind: definition.kind,
    base: { code: base, scale: quantityScale },
    settlement: quote,
    tick: parseDecimal(definition.tick, priceScale),
    minQuantity: definition.minQuantity === undefined ? lot : parseDecimal(definition.minQuantity, quantityScale),
    maxQuantity: definition.maxQuantity === undefined ? largest : parseDecimal(definition.maxQuantity, quantityScale),
    minNotional: parseDecimal(definition.minNotional, quote.scale),
    maxNotional: definition.maxNotional === undefined ? Number.MAX_SAFE_INTEGER : parseDecimal(definition.maxNotional, quote.scale),
    multiplier: 1,
    calendar: definition.calendar,
    effectiveFrom: 0,
  });
}
