import type { OrderIntent } from '../../../domain/order.ts';
import { formatDecimal, isMultiple } from '../../../kernel/exact.ts';
import { formatPrice, formatQuantity, type Instrument, type Price } from '../../../domain/instrument.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { valueOfOrder } from '../valuation.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The instrument's own rules: tick, lot, smallest and largest quantity, smallest and largest value. Exits may be smaller than the smallest value. */
export const instrumentFilter: Control = {
  name: 'instrument filter',
  what: 'Tick, lot, smallest and largest quantity, smallest and largest value of the instrument.',
  why: 'The venue would reject the order; a rejected exit is a position that stays.',
  source: 'venue; SEC 15c3-5(c)(2)(i)',
  settings: [],
  codes: ['RISK_INSTRUMENT_FILTER'],
  asksExits: true,
  check,
};

function check(intent: OrderIntent, state: Readonly<RiskState>): Refusal | undefined {
  const { instrument, quantity } = intent;
  const no = (message: string) => refuse('RISK_INSTRUMENT_FILTER', `${instrument.id}: ${message}`);
  if (!isMultiple(quantity, instrument.lot))
    return no(
      `quantity ${formatQuantity(instrument, quantity)} is not a multiple of the lot ${formatQuantity(instrument, instrument.lot)}`,
    );
  if (quantity < instrument.minQuantity || quantity > instrument.maxQuantity) {
    return no(
      `quantity ${formatQuantity(instrument, quantity)} is outside ${formatQuantity(instrument, instrument.minQuantity)} to ${formatQuantity(instrument, instrument.maxQuantity)}`,
    );
  }
  const fault = faultOf(intent.limitPrice, instrument) ?? faultOf(intent.stopPrice, instrument) ?? faultOf(intent.trailOffset, instrument);
  if (fault !== undefined) return no(fault);
  const value = valueOfOrder(intent, state);
  const money = (amount: number): string => `${formatDecimal(amount, instrument.quote.scale)} ${instrument.quote.code}`;
  if (value < instrument.minNotional && !intent.reduceOnly)
    return no(`the order is worth ${money(value)}; the smallest is ${money(instrument.minNotional)}`);
  if (value > instrument.maxNotional) return no(`the order is worth ${money(value)}; the largest is ${money(instrument.maxNotional)}`);
  return undefined;
}

/** What is wrong with a price, in words. */
function faultOf(price: Price | undefined, instrument: Instrument): string | undefined {
  if (price === undefined) return undefined;
  if (price <= 0) return `price ${formatPrice(instrument, price)} is not above zero`;
  if (isMultiple(price, instrument.tick)) return undefined;
  return `price ${formatPrice(instrument, price)} is not a multiple of the tick ${formatPrice(instrument, instrument.tick)}`;
}
