import { MILLION, multiplyDivide } from '../../../kernel/exact.ts';
import { formatPrice } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { percent } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** A limit price lies near the last price. Prices better than the market are bounded too: a typing error has two sides. */
export const priceCollar: Control = {
  name: 'price collar',
  what: 'How far a limit price may lie from the last price, above and below.',
  why: 'A misplaced decimal point trades through the whole book.',
  source: 'RTS 6 art. 15(1)(a); SEC 15c3-5(c)(1)(ii)',
  settings: ['priceCollar'],
  codes: ['RISK_PRICE_COLLAR'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, { limits, lastPrice }: Readonly<RiskState>): Refusal | undefined {
  const { priceCollar: collar } = limits;
  const { limitPrice: price, instrument } = intent;
  if (collar === undefined || price === undefined) return undefined;
  const width = multiplyDivide(lastPrice, collar, MILLION, 'floor');
  if (Math.abs(price - lastPrice) <= width) return undefined;
  return refuse(
    'RISK_PRICE_COLLAR',
    `the limit ${formatPrice(instrument, price)} is too far from the last price ${formatPrice(instrument, lastPrice)}`,
    `at most ${percent(collar)} is allowed`,
    `${formatPrice(instrument, lastPrice - width)} to ${formatPrice(instrument, lastPrice + width)} would pass`,
  );
}
