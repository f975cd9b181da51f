import { instrumentFingerprint } from '../data/instruments/instrument-fingerprint.ts';
import { formatPrice, formatQuantity, type Instrument } from '../domain/instrument.ts';
import { formatDecimal } from '../kernel/exact.ts';
import { formatTime } from '../kernel/time.ts';
import { renderTable } from './table.ts';

/** An instrument as `instruments show --json` prints it: decimals as text, times as ISO 8601. */
export interface InstrumentValue {
  readonly id: string;
  readonly kind: string;
  readonly calendar: string;
  readonly base: string;
  readonly quote: string;
  readonly settlement: string;
  readonly tick: string;
  readonly lot: string;
  readonly minQuantity: string;
  readonly maxQuantity: string;
  readonly minNotional: string;
  readonly maxNotional: string;
  readonly multiplier: number;
  readonly effectiveFrom: string;
  /** SHA-256 of all of it. */
  readonly fingerprint: string;
}

/** The rules of an instrument in plain decimals. */
export function instrumentValue(instrument: Instrument): InstrumentValue {
  const quantity = (units: number): string => plain(formatQuantity(instrument, units));
  const money = (units: number): string => plain(formatDecimal(units, instrument.quote.scale));
  return {
    id: instrument.id,
    kind: instrument.kind,
    calendar: instrument.calendar,
    base: instrument.base.code,
    quote: instrument.quote.code,
    settlement: instrument.settlement.code,
    tick: plain(formatPrice(instrument, instrument.tick)),
    lot: quantity(instrument.lot),
    minQuantity: quantity(instrument.minQuantity),
    maxQuantity: quantity(instrument.maxQuantity),
    minNotional: money(instrument.minNotional),
    maxNotional: money(instrument.maxNotional),
    multiplier: instrument.multiplier,
    effectiveFrom: formatTime(instrument.effectiveFrom),
    fingerprint: instrumentFingerprint(instrument),
  };
}

/** The instruments as a table that fits 80 columns. */
export function instrumentTable(instruments: readonly Instrument[]): readonly string[] {
  const rows = instruments.map((instrument) => {
    const value = instrumentValue(instrument);
    return [value.id, value.kind, value.tick, value.lot, `${value.minNotional} ${value.quote}`, value.calendar];
  });
  return renderTable(['instrument', 'kind', '>tick', '>lot', '>least value', 'calendar'], rows);
}

/** All rules of an instrument, one a line. */
export function instrumentLines(instrument: Instrument): readonly string[] {
  const value = instrumentValue(instrument);
  const rows: readonly (readonly [string, string])[] = [
    ['instrument', `${value.id} (${value.kind})`],
    ['trades', value.calendar],
    ['price step', `${value.tick} ${value.quote}`],
    ['quantity step', `${value.lot} ${value.base}`],
    ['quantity', `${value.minQuantity} to ${value.maxQuantity} ${value.base} an order`],
    ['value', `${value.minNotional} to ${value.maxNotional} ${value.quote} an order`],
    ['settled in', value.settlement],
    ['rules since', value.effectiveFrom],
    ['fingerprint', value.fingerprint.slice(0, 16)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(15)}${text}`);
}

/** Decimal text without zeros at its end. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
