import type { Currency, Instrument, Money, Price, Quantity } from '../../../../domain/instrument.ts';
import type { OrderIntent } from '../../../../domain/order.ts';
import { notional } from '../../../../domain/money.ts';
import { fail } from '../../../../kernel/errors.ts';
import { formatDecimal } from '../../../../kernel/exact.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_MINUTE, parseTime, type Micros } from '../../../../kernel/time.ts';
import { decimalText, decodeNumber, shown, type Refuse } from '../reply-fields.ts';

/** Refuses what is told about a subject. Errors: `VENUE_BAD_REPLY`. */
export function badReply(subject: string): Refuse {
  return (what) => fail('VENUE_BAD_REPLY', `${subject} ${what}`);
}

/** A number as venues want it: plain decimal text without needless zeros, which some count as precision. */
export function wireNumber(value: number, scale: number): string {
  const text = formatDecimal(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** The price that a type of order needs, as text. Errors: `VENUE_CANNOT`. */
export function wirePrice({ instrument, type }: Pick<OrderIntent, 'instrument' | 'type'>, price: Price | undefined): string {
  return wireNumber(price ?? fail('VENUE_CANNOT', `a ${type} order lacks a price`), instrument.priceScale);
}

/** An id, which venues write as text or as a whole number. */
export function idOf(value: unknown, what: string, refuse: Refuse): string {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : refuse(`has no ${what}: ${shown(value)}`);
}

/** A client order id; undefined where there is none. */
export function clientIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A time in whole milliseconds. */
export function timeOf(value: unknown, refuse: Refuse): Micros {
  const millis = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof millis !== 'number' || !Number.isSafeInteger(millis) || millis < 0) return refuse(`has the time ${shown(value)}`);
  return millis * MICROS_PER_MILLISECOND;
}

/** A time in seconds, with decimals; as a double it is exact to the microsecond or nearly so. */
export function secondsOf(value: unknown, refuse: Refuse): Micros {
  return decodeNumber(decimalText(value), 6, 'time', refuse, 'floor');
}

/** A time as ISO 8601 text, in UTC or with its distance from it; what is finer than a microsecond is cut off. */
export function isoTimeOf(value: unknown, refuse: Refuse): Micros {
  const [, text = '', sign, hours, minutes] = /^(.*?)(?:([+-])(\d\d):(\d\d))?$/.exec(typeof value === 'string' ? value : '') ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MICROS_PER_MINUTE;
  try {
    return parseTime(text.replace(/(\.\d{6})\d+/, '$1')) - (sign === '-' ? -ahead : ahead);
  } catch {
    return refuse(`has the time ${shown(value)}`);
  }
}

/** A quantity of an instrument, zero included. */
export function quantityOf(value: unknown, instrument: Instrument, refuse: Refuse): Quantity {
  const quantity = decodeNumber(value, instrument.quantityScale, 'quantity', refuse);
  return quantity >= 0 ? quantity : refuse(`has the quantity ${shown(value)}`);
}

/** A price, which is above zero. */
export function priceOf(value: unknown, instrument: Instrument, refuse: Refuse): Price {
  const price = decodeNumber(value, instrument.priceScale, 'price', refuse);
  return price > 0 ? price : refuse(`has the price ${shown(value)}`);
}

/** A limit price; undefined where it is absent, empty or zero, as of a market order. */
export function limitPriceOf(value: unknown, instrument: Instrument, refuse: Refuse): Price | undefined {
  const text = decimalText(value);
  return text === '' || /^0*\.?0*$/.test(text) ? undefined : priceOf(value, instrument, refuse);
}

/** An amount of a currency; what lies below the smallest unit that Ballast books is rounded half to even. */
export function moneyOf(value: unknown, currency: Currency, what: string, refuse: Refuse): Money {
  return decodeNumber(value, currency.scale, what, refuse, 'half-even');
}

/** What a fill cost, as the venue told it, else price times quantity. */
export function notionalOf(value: unknown, instrument: Instrument, price: Price, quantity: Quantity, refuse: Refuse): Money {
  if (value === undefined || value === null || value === '') return notional(instrument, price, quantity, 'half-even');
  return moneyOf(value, instrument.quote, 'value', refuse);
}

/** One of the known words of a field, as what it means. */
export function wordOf<Meaning>(value: unknown, words: Readonly<Record<string, Meaning>>, what: string, refuse: Refuse): Meaning {
  const meaning = typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
  return meaning ?? refuse(`has the ${what} ${shown(value)}`);
}
