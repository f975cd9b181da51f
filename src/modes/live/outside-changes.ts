import { feeInCoins, feeSource } from '../../domain/fill.ts';
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
}

/** What a trade that is not ours changed: its coins, its money, and what its fee was paid in. */
export function changesOfTrade(fill: VenueFill, instrument: Instrument): readonly OutsideChange[] {
  const { side, quantity, notional, fee, feeCurrency, venueOrderId, tradeId } = fill;
  const { base, quote, quantityScale } = instrument;
  const sign = side === 'buy' ? 1 : -1;
  const source = feeSource({ instrument, feeCurrency });
  const coins = sign * quantity - (source === 'coins' ? feeInCoins({ instrument, fee, feeCurrency }) : 0);
  const change = (currency: Currency, amount: Money): OutsideChange => ({
    currency,
    amount: amount + 0,
    cause: 'trade by hand',
    ref: `trade ${instrument.id} ${venueOrderId} ${tradeId} ${currency.code}`,
  });
  return [
    change(base, rescale(coins, quantityScale, base.scale, 'half-even')),
    change(quote, -sign * notional - (source === 'cash' ? fee : 0)),
    ...(source === 'untraded' ? [change(feeCurrency, -fee)] : []),
  ];
}

/** What a deposit or a withdrawal changed. */
export function changeOfTransfer({ id, currency, amount }: VenueTransfer): OutsideChange {
  return { currency, amount, cause: amount < 0 ? 'withdrawal' : 'deposit', ref: `transfer ${id}` };
}

/** A change as an input of the session. */
export function adjustment(change: OutsideChange, ts: Micros): SessionInput {
  return { kind: 'adjustment', ts, ...change };
}
