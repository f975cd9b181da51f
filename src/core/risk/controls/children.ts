import { formatQuantity, type Quantity } from '../../../domain/instrument.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** An order that belongs to another does no more than that has filled. */
export const children: Control = {
  name: 'children within their parent',
  what: 'Orders that belong to another (stops, targets) do together no more than that has filled. Asked here, and again at the last hop before the venue.',
  why: 'Knight lost 460 million dollars in 45 minutes: one of eight servers sent children without end for parents that were filled long ago.',
  source: 'SEC v. Knight Capital (2013)',
  settings: [],
  codes: ['RISK_CHILD_EXCEEDS'],
  asksExits: true,
  check,
};

function check(intent: OrderIntent, { childRoom }: Readonly<RiskState>): Refusal | undefined {
  return intent.quantity <= childRoom ? undefined : childRefusal(intent, childRoom);
}

/** The refusal of a child that goes beyond its parent, of which `room` is left. */
export function childRefusal({ parentId, quantity, instrument }: OrderIntent, room: Quantity): Refusal {
  const told = (units: Quantity): string => formatQuantity(instrument, units);
  return refuse(
    'RISK_CHILD_EXCEEDS',
    `the order is for ${told(quantity)} and belongs to order ${parentId}`,
    `of which ${told(Math.max(0, room))} is left to its children`,
    room > 0 ? `${told(room)} would pass` : 'nothing would pass',
  );
}
