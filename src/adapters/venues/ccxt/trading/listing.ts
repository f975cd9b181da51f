import { buildInstrument } from '../../../../domain/instrument-spec.ts';
import type { Instrument } from '../../../../domain/instrument.ts';
import type { VenueListing } from '../../../../ports/venue.ts';
import { decimalText, fieldsOf } from '../reply-fields.ts';
import { badReply, idOf } from './wire-fields.ts';

/** An instrument as the venue lists it, in what ccxt made of the listing. Errors: `VENUE_BAD_REPLY`. */
export function decodeListing(market: unknown, instrument: Instrument): VenueListing {
  const refuse = badReply(`the listing of ${instrument.id}`);
  const { precision, limits, active, spot } = fieldsOf(market, refuse);
  const steps = fieldsOf(precision, refuse);
  const { amount, cost } = fieldsOf(limits, refuse);
  const quantities = fieldsOf(amount ?? {}, refuse);
  const values = fieldsOf(cost ?? {}, refuse);
  const lot = idOf(plain(steps['amount']), 'lot', refuse);
  // A smallest quantity that is no multiple of the lot cannot be ordered: the next multiple is the smallest.
  const listed = buildInstrument({
    id: instrument.id,
    kind: instrument.kind,
    calendar: instrument.calendar,
    tick: idOf(plain(steps['price']), 'tick', refuse),
    lot,
    minQuantity: plain(quantities['min']),
    maxQuantity: plain(quantities['max']),
    minNotional: plain(values['min']),
    maxNotional: plain(values['max']),
    effectiveFrom: instrument.effectiveFrom,
  });
  return { instrument: listed, isTrading: active !== false && spot !== false };
}

/** A limit as plain decimal text; undefined where the venue has none. */
function plain(value: unknown): string | undefined {
  const text = decimalText(value);
  return text === '' || Number(text) === 0 ? undefined : text;
}

/** Why an order would not be sent as it is meant: its numbers lie off the venue's grid. Undefined where they do not. */
export function offGrid(
  intent: {
    readonly instrument: Instrument;
    readonly quantity: number;
    readonly limitPrice: number | undefined;
    readonly stopPrice: number | undefined;
  },
  listed: Instrument,
): string | undefined {
  const { instrument, quantity, limitPrice, stopPrice } = intent;
  const off = (value: number | undefined, scale: number, step: number, stepScale: number): boolean =>
    value !== undefined && (BigInt(value) * 10n ** BigInt(stepScale)) % (BigInt(step) * 10n ** BigInt(scale)) !== 0n;
  if (off(quantity, instrument.quantityScale, listed.lot, listed.quantityScale)) return 'its quantity is no multiple of the lot';
  const offTick = [limitPrice, stopPrice].some((price) => off(price, instrument.priceScale, listed.tick, listed.priceScale));
  return offTick ? 'its price is no multiple of the tick' : undefined;
}
