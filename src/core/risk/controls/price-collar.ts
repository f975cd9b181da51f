import { MILLION, multiplyDivide } from '../../../kernel/exact.ts';
import { formatPrice } from '../../../domain/instrument.ts';
import { refuse } from '../refusal.ts';
import type { Control } from './control.ts';

/** A limit price lies near the last price. Prices better than the market are bounded too: a typing error has two sides. */
export const priceCollar: Control = (intent, state) => {
  const collar = state.limits.priceCollar;
  const price = intent.limitPrice;
  if (collar === undefined || price === undefined || intent.reduceOnly) return undefined;
  const width = multiplyDivide(state.lastPrice, collar, MILLION, 'floor');
  if (Math.abs(price - state.lastPrice) <= width) return undefined;
  const { instrument } = intent;
  return refuse(
    'RISK_PRICE_COLLAR',
    `the limit ${formatPrice(instrument, price)} lies outside ${formatPrice(instrument, state.lastPrice - width)} to ${formatPrice(instrument, state.lastPrice + width)}`,
  );
};
