import { formatQuantity } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** The largest quantity of one order in an instrument: what a slip of the finger cannot exceed. */
export const orderQuantity: Control = {
  name: 'order volume',
  what: 'The largest quantity of one order, beside what the venue allows.',
  why: 'A quantity that was meant to be money, or has a digit too many, is caught though its price looks right.',
  source: 'RTS 6 art. 15(1)(c)',
  settings: ['limits[].maxOrderQuantity'],
  codes: ['RISK_ORDER_QUANTITY'],
  asksExits: false,
  check,
};

function check({ instrument, quantity }: OrderIntent, { maxQuantity }: Readonly<RiskState>): Refusal | undefined {
  if (quantity <= maxQuantity) return undefined;
  const most = formatQuantity(instrument, maxQuantity);
  return refuse(
    'RISK_ORDER_QUANTITY',
    `the order is for ${formatQuantity(instrument, quantity)}`,
    `at most ${most} is allowed`,
    `${most} would pass`,
  );
}
