import { MILLION, multiplyDivide } from '../../../kernel/exact.ts';
import { formatPrice } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { percent } from '../in-words.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The price that an order would meet lies near what the market has been worth lately, so that one wrong price trades nothing. */
export const priceReference: Control = {
  name: 'rolling price reference',
  what: 'How far the price that an order would meet (its limit, or the last price) may lie from the median of the last five closes.',
  why: 'A single wrong price, or that of another instrument, must not be traded on; two of five do not move a median far.',
  source: 'RTS 6 art. 15(1)(a); details 2 and 14 of our users (a jump over 20% needs a second source)',
  settings: ['referenceCollar'],
  codes: ['RISK_PRICE_REFERENCE'],
  asksExits: false,
  check,
};

function check(intent: OrderIntent, { limits, lastPrice, reference }: Readonly<RiskState>): Refusal | undefined {
  const { referenceCollar: collar } = limits;
  if (collar === undefined || Number.isNaN(reference)) return undefined;
  const { instrument, limitPrice = lastPrice } = intent;
  const width = multiplyDivide(reference, collar, MILLION, 'floor');
  if (Math.abs(limitPrice - reference) <= width) return undefined;
  return refuse(
    'RISK_PRICE_REFERENCE',
    `the order would meet ${formatPrice(instrument, limitPrice)}, and the last closes have a median of ${formatPrice(instrument, reference)}`,
    `at most ${percent(collar)} away is allowed`,
    `${formatPrice(instrument, reference - width)} to ${formatPrice(instrument, reference + width)} would pass`,
  );
}
