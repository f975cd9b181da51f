import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime, type Micros } from '../../kernel/time.ts';
import { storable } from '../../adapters/store/sql/storable.ts';
import type { Fill } from '../../domain/fill.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { CoreRecord, Posting } from '../../domain/records.ts';
import type { StoredFill, StoredOrder } from '../../ports/store.ts';

/** A record as it is told and compared: what it says, by name, whether a core has just made it or a store has kept it. */
export interface ToldRecord {
  readonly seq: number;
  readonly ts: Micros;
  readonly kind: CoreRecord['kind'];
  readonly fields: ToldFields;
}

/** What a record says: amounts as decimals where it has their scale, else in units, times as ISO 8601 text; null for what does not apply. */
export type ToldFields = Readonly<Record<string, string | number | boolean | null>>;

/** What the row of an order says of its intent; the rest of the row changes with what becomes of the order. */
export type IntentColumns = Omit<StoredOrder, 'seq' | 'venueOrderId' | 'filledQuantity' | 'status' | 'reason' | 'tsLast'>;

/** What the row of a fill says. */
export type FillColumns = Omit<StoredFill, 'seq'>;

/** A record that a core has made. */
export function toldRecord({ seq, ts, ...record }: CoreRecord): ToldRecord {
  const fields = Object.entries(fieldsOf(record)).map(([name, value]) => [name, typeof value === 'string' ? storable(value) : value]);
  // A stored fill keeps the time at which it happened.
  return {
    seq,
    ts: record.kind === 'fill' ? record.fill.tsEvent : ts,
    kind: record.kind,
    fields: Object.fromEntries(fields) as ToldFields,
  };
}

type Body = CoreRecord extends infer Each ? (Each extends CoreRecord ? Omit<Each, 'seq' | 'ts'> : never) : never;

function fieldsOf(record: Body): ToldFields {
  switch (record.kind) {
    case 'intent':
      return intentFields(columnsOfIntent(record.intent));
    case 'order': {
      const { kind: _, venueOrderId = null, reason = null, ...fields } = record;
      return { ...fields, venueOrderId, reason };
    }
    case 'fill':
      return { ...fillFields(columnsOfFill(record.fill)), postings: postingsText(record.postings) };
    case 'opening':
      return { postings: postingsText(record.postings) };
    case 'adjustment': {
      const { kind: _, postings, ...fields } = record;
      return { ...fields, postings: postingsText(postings) };
    }
    case 'allocation':
      return { reason: record.reason, shares: JSON.stringify(record.shares) };
    case 'regime':
      return { instrumentId: record.instrumentId ?? null, regime: record.regime, reason: record.reason };
    case 'limit-hit': {
      const { kind: _, ...fields } = record;
      return { ...fields, by: null, until: null };
    }
    case 'limit-changed': {
      const { kind: _, ...fields } = record;
      return { ...fields, most: '' };
    }
    case 'reconciliation':
      return { isClean: record.isClean, found: JSON.stringify(record.found.map(storable)) };
    default: {
      const { kind: _, ...fields } = record;
      return fields;
    }
  }
}

/** What an intent says. */
export function intentFields(order: IntentColumns): ToldFields {
  const { quantityScale, priceScale, tsInit, quantity, ...rest } = order;
  const { limitPrice, stopPrice, trailOffset, bracketStopPrice, bracketTargetPrice } = rest;
  const prices = { limitPrice, stopPrice, trailOffset, bracketStopPrice, bracketTargetPrice };
  const told: ToldFields = Object.fromEntries(
    Object.entries(prices).map(([name, price]) => [name, price === null ? null : formatDecimal(price, priceScale)]),
  );
  return { ...rest, quantity: formatDecimal(quantity, quantityScale), ...told, tsInit: formatTime(tsInit) };
}

/** What a fill says. */
export function fillFields({ quantityScale, priceScale, moneyScale, feeScale, ...fill }: FillColumns): ToldFields {
  return {
    ...fill,
    quantity: formatDecimal(fill.quantity, quantityScale),
    price: formatDecimal(fill.price, priceScale),
    notional: formatDecimal(fill.notional, moneyScale),
    fee: formatDecimal(fill.fee, feeScale),
    tsEvent: formatTime(fill.tsEvent),
  };
}

/** The legs of an entry in a line, in their order. */
export function postingsText(postings: readonly Posting[]): string {
  return postings.map(({ account, currency, scale, amount }) => `${account} ${formatDecimal(amount, scale)} ${currency}`).join('; ');
}

function columnsOfIntent({ instrument, bracket, ...intent }: OrderIntent): IntentColumns {
  return {
    ...intent,
    instrumentId: instrument.id,
    quantityScale: instrument.quantityScale,
    priceScale: instrument.priceScale,
    limitPrice: intent.limitPrice ?? null,
    stopPrice: intent.stopPrice ?? null,
    trailOffset: intent.trailOffset ?? null,
    bracketStopPrice: bracket?.stopPrice ?? null,
    bracketTargetPrice: bracket?.targetPrice ?? null,
    parentId: intent.parentId ?? null,
    ocoGroup: intent.ocoGroup ?? null,
  };
}

function columnsOfFill({ instrument, feeCurrency, ...fill }: Fill): FillColumns {
  return {
    ...fill,
    instrumentId: instrument.id,
    quantityScale: instrument.quantityScale,
    priceScale: instrument.priceScale,
    moneyScale: instrument.quote.scale,
    currency: instrument.quote.code,
    feeCurrency: feeCurrency.code,
    feeScale: feeCurrency.scale,
  };
}
