import { formatDecimal } from '../../../kernel/exact.ts';
import { formatPrice, formatQuantity } from '../../../domain/instrument.ts';
import { refuse } from '../refusal.ts';
import { valueOfOrder } from '../valuation.ts';
import type { Control } from './control.ts';

/** The instrument's own rules: tick, lot, smallest and largest quantity, smallest and largest value. Exits may be smaller than the smallest value. */
export const instrumentFilter: Control = (intent, state) => {
  const { instrument, quantity } = intent;
  const no = (message: string) => refuse('RISK_INSTRUMENT_FILTER', `${instrument.id}: ${message}`);
  if (quantity % instrument.lot !== 0)
    return no(
      `quantity ${formatQuantity(instrument, quantity)} is not a multiple of the lot ${formatQuantity(instrument, instrument.lot)}`,
    );
  if (quantity < instrument.minQuantity || quantity > instrument.maxQuantity) {
    return no(
      `quantity ${formatQuantity(instrument, quantity)} is outside ${formatQuantity(instrument, instrument.minQuantity)} to ${formatQuantity(instrument, instrument.maxQuantity)}`,
    );
  }
  for (const price of [intent.limitPrice, intent.stopPrice, intent.trailOffset]) {
    if (price === undefined) continue;
    if (price <= 0) return no(`price ${formatPrice(instrument, price)} is not above zero`);
    if (price % instrument.tick !== 0)
      return no(`price ${formatPrice(instrument, price)} is not a multiple of the tick ${formatPrice(instrument, instrument.tick)}`);
  }
  const value = valueOfOrder(intent, state);
  const money = (amount: number): string => `${formatDecimal(amount, instrument.quote.scale)} ${instrument.quote.code}`;
  if (value < instrument.minNotional && !intent.reduceOnly)
    return no(`the order is worth ${money(value)}; the smallest is ${money(instrument.minNotional)}`);
  if (value > instrument.maxNotional) return no(`the order is worth ${money(value)}; the largest is ${money(instrument.maxNotional)}`);
  return undefined;
};
