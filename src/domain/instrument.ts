import { fail } from '../kernel/errors.ts';
import { formatDecimal, powerOfTen } from '../kernel/exact.ts';
import type { Micros } from '../kernel/time.ts';

/** A price: an integer count of 10^-priceScale of its instrument's quote currency. */
export type Price = number & { readonly __unit?: 'price' };
/** A quantity: an integer count of 10^-quantityScale of its instrument. */
export type Quantity = number & { readonly __unit?: 'quantity' };
/** An amount of money: an integer count of 10^-scale of its currency. */
export type Money = number & { readonly __unit?: 'money' };

/** Stands for no limit: a power of ten below 2^53, so that sums of a few of them stay exact. */
export const UNBOUNDED = 1e15;

/** When an instrument trades. */
export type CalendarId = '24/7' | 'us-equities' | 'forex';
/** What is traded; ids leave room for derivatives. */
export type InstrumentKind = 'spot' | 'equity' | 'forex' | 'future' | 'option' | 'perpetual';

/** A currency and the scale at which Ballast books it. */
export interface Currency {
  readonly code: string;
  readonly scale: number;
}

/** A tradable thing at a venue, as it was from `effectiveFrom` on. Integers are at the scales named here. */
export interface Instrument {
  /** `SYMBOL.VENUE`, such as `BTC/USDT.BINANCE`. */
  readonly id: string;
  readonly symbol: string;
  readonly venue: string;
  readonly kind: InstrumentKind;
  readonly base: Currency;
  readonly quote: Currency;
  /** The currency in which profit is settled. */
  readonly settlement: Currency;
  readonly priceScale: number;
  readonly quantityScale: number;
  /** Smallest price step, in price units. */
  readonly tick: Price;
  /** Smallest quantity step, in quantity units. */
  readonly lot: Quantity;
  readonly minQuantity: Quantity;
  readonly maxQuantity: Quantity;
  /** Smallest and largest order value, in quote money units. */
  readonly minNotional: Money;
  readonly maxNotional: Money;
  /** Units of the underlying per contract; 1 for spot. */
  readonly multiplier: number;
  readonly calendar: CalendarId;
  readonly effectiveFrom: Micros;
}

/** The venue part of an instrument id. Errors: `INSTRUMENT_INVALID`. */
export function venueOf(instrumentId: string): string {
  const dot = instrumentId.lastIndexOf('.');
  if (dot <= 0 || dot === instrumentId.length - 1) {
    fail('INSTRUMENT_INVALID', `"${instrumentId}" is not SYMBOL.VENUE`, {
      mend: 'Write an instrument as SYMBOL.VENUE, such as BTC/USDT.BINANCE.',
    });
  }
  return instrumentId.slice(dot + 1);
}

/** The instrument, if its numbers agree with each other; else `INSTRUMENT_INVALID`. */
export function checkInstrument(instrument: Instrument): Instrument {
  const wrong = (what: string): never => fail('INSTRUMENT_INVALID', `${instrument.id}: ${what}`, { where: instrument.id });
  if (venueOf(instrument.id) !== instrument.venue) wrong(`its venue is ${instrument.venue}`);
  for (const name of ['tick', 'lot', 'minQuantity', 'maxQuantity', 'minNotional', 'maxNotional', 'multiplier'] as const) {
    if (!Number.isSafeInteger(instrument[name]) || instrument[name] < 0) wrong(`${name} is not a whole number of units`);
  }
  if (instrument.tick < 1 || instrument.lot < 1 || instrument.multiplier < 1) wrong('tick, lot and multiplier are at least 1');
  if (instrument.minQuantity % instrument.lot !== 0) wrong('its smallest quantity is not a multiple of its lot');
  if (instrument.maxQuantity < instrument.minQuantity || instrument.maxNotional < instrument.minNotional)
    wrong('a maximum lies below its minimum');
  return instrument;
}

/**
 * The same instrument with prices at a finer scale, where market data has more decimals than the tick.
 * Tick and lot stay what they are in money; only the unit shrinks.
 */
export function withPriceScale(instrument: Instrument, priceScale: number): Instrument {
  if (priceScale <= instrument.priceScale) return instrument;
  return { ...instrument, priceScale, tick: instrument.tick * powerOfTen(priceScale - instrument.priceScale) };
}

/** A price as decimal text. */
export function formatPrice(instrument: Instrument, price: Price): string {
  return formatDecimal(price, instrument.priceScale);
}

/** A quantity as decimal text. */
export function formatQuantity(instrument: Instrument, quantity: Quantity): string {
  return formatDecimal(quantity, instrument.quantityScale);
}

/**
 * The same instrument with quantities at a finer scale, where a venue takes fees in parts of a coin that are smaller than its lot; never so
 * fine that its largest order could no longer be counted.
 */
export function withQuantityScale(instrument: Instrument, quantityScale: number): Instrument {
  const isBounded = instrument.maxQuantity < UNBOUNDED;
  const room = isBounded ? Math.floor(Math.log10(UNBOUNDED / Math.max(1, instrument.maxQuantity))) : Infinity;
  const finer = Math.min(quantityScale - instrument.quantityScale, room);
  if (finer <= 0) return instrument;
  const factor = powerOfTen(finer);
  return {
    ...instrument,
    quantityScale: instrument.quantityScale + finer,
    lot: instrument.lot * factor,
    minQuantity: instrument.minQuantity * factor,
    maxQuantity: isBounded ? instrument.maxQuantity * factor : UNBOUNDED,
  };
}
