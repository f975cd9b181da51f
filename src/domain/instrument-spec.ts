import { decimalsOf, parseDecimal } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';
import { checkInstrument, UNBOUNDED, venueOf, type CalendarId, type Instrument, type InstrumentKind } from './instrument.ts';
import { currency } from './money.ts';

/** An instrument as a person writes it down: plain decimals, in its quote currency and base units. */
export interface InstrumentSpec {
  /** `SYMBOL.VENUE`; a symbol `BASE/QUOTE` names both currencies, any other is a share priced in US dollars. */
  readonly id: string;
  readonly kind: InstrumentKind;
  readonly calendar: CalendarId;
  readonly tick: string;
  readonly lot: string;
  /** One lot where left out. */
  readonly minQuantity?: string | undefined;
  /** As much as can be counted exactly where left out. */
  readonly maxQuantity?: string | undefined;
  /** 0 where left out. */
  readonly minNotional?: string | undefined;
  /** As much as can be counted exactly where left out. */
  readonly maxNotional?: string | undefined;
  readonly effectiveFrom: Micros;
}

/** The instrument that a specification means, at scales just wide enough for its tick and lot. Errors: `INSTRUMENT_INVALID`, `NUMBER_INVALID`. */
export function buildInstrument(spec: InstrumentSpec): Instrument {
  const venue = venueOf(spec.id);
  const symbol = spec.id.slice(0, -venue.length - 1);
  const [base = symbol, quote = 'USD'] = symbol.split('/');
  const quoteCurrency = currency(quote);
  const priceScale = decimalsOf(spec.tick);
  const quantityScale = Math.max(decimalsOf(spec.lot), decimalsOf(spec.minQuantity ?? '0'));
  const lot = parseDecimal(spec.lot, quantityScale);
  const money = (text: string): number => parseDecimal(text, quoteCurrency.scale);
  return checkInstrument({
    id: spec.id,
    symbol,
    venue,
    kind: spec.kind,
    base: currency(base),
    quote: quoteCurrency,
    settlement: quoteCurrency,
    priceScale,
    quantityScale,
    tick: parseDecimal(spec.tick, priceScale),
    lot,
    minQuantity: spec.minQuantity === undefined ? lot : parseDecimal(spec.minQuantity, quantityScale),
    maxQuantity: spec.maxQuantity === undefined ? UNBOUNDED : parseDecimal(spec.maxQuantity, quantityScale),
    minNotional: money(spec.minNotional ?? '0'),
    maxNotional: spec.maxNotional === undefined ? UNBOUNDED : money(spec.maxNotional),
    multiplier: 1,
    calendar: spec.calendar,
    effectiveFrom: spec.effectiveFrom,
  });
}
