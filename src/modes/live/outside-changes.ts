import { rescale } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Currency, Instrument, Money } from '../../domain/instrument.ts';
import type { AdjustmentCause } from '../../domain/records.ts';
import type { VenueFill, VenueTransfer } from '../../ports/venue.ts';
import type { SessionInput } from '../session-input.ts';

/** What came to the account or went from it other than by our fills. */
export interface OutsideChange {
  readonly currency: Currency;
  readonly amount: Money;
  readonly cause: AdjustmentCause;
  /** What it goes back to; one is booked once. */
  readonly ref: string;
  /** When it happened, by the venue. */
  readonly ts: Micros;
}

/** What a trade that is not ours changed: its coins, its money, and what its fee was paid in. */
export function changesOfTrade(fill: VenueFill, instrument: Instrument): readonly OutsideChange[] {
  const { side, quantity, notional, fee, feeCurrency, venueOrderId, tradeId, ts } = fill;
  const { base, quote, quantityScale } = instrument;
  const sign = side === 'buy' ? 1 : -1;
  const feeIn = ({ code, scale }: Currency): Money => (code === feeCurrency.code ? rescale(fee, feeCurrency.scale, scale, 'ceil') : 0);
  const change = (currency: Currency, amount: Money): OutsideChange => ({
    currency,
    amount: amount + 0,
    cause: 'trade by hand',
    ref: `trade ${instrument.id} ${venueOrderId} ${tradeId} ${currency.code}`,
    ts,
  });
  return [
    change(base, sign * rescale(quantity, quantityScale, base.scale, 'half-even') - feeIn(base)),
    change(quote, -sign * notional - feeIn(quote)),
    ...(feeCurrency.code === base.code || feeCurrency.code === quote.code ? [] : [change(feeCurrency, -fee)]),
  ];
}

/** What a deposit or a withdrawal changed. */
export function changeOfTransfer({ id, currency, amount, ts }: VenueTransfer): OutsideChange {
  return { currency, amount, cause: amount < 0 ? 'withdrawal' : 'deposit', ref: `transfer ${id}`, ts };
}

/** A change as an input of the session, which takes it in now. */
export function adjustment({ currency, amount, cause, ref }: Omit<OutsideChange, 'ts'>, now: Micros): SessionInput {
  return { kind: 'adjustment', ts: now, currency, amount, cause, ref };
}
