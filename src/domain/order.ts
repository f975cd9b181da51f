import { assert } from '../kernel/assert.ts';
import type { Micros } from '../kernel/time.ts';
import type { Instrument, Price, Quantity } from './instrument.ts';

/** Which way an order trades. */
export type Side = 'buy' | 'sell';
/** How an order is priced. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop';
/** How long an order lives: until cancelled, at once or cancelled, all at once or cancelled. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
/** What an order is for. A bracket has an entry, a stop and a target. */
export type OrderRole = 'entry' | 'exit' | 'stop' | 'target' | 'order';

/** Where an order stands. `Unknown` is ours: sent, and the venue has not yet said what became of it. */
export type OrderStatus =
  | 'Initialized'
  | 'Denied'
  | 'Submitted'
  | 'Accepted'
  | 'Rejected'
  | 'PendingCancel'
  | 'PartiallyFilled'
  | 'Filled'
  | 'Canceled'
  | 'Expired'
  | 'Unknown';

/** The stop and target that guard an entry, as absolute prices; execution places them once the entry fills. */
export interface BracketLegs {
  readonly stopPrice: Price | undefined;
  readonly targetPrice: Price | undefined;
}

/** What is to be ordered, in exact units. It never changes; `intentId` is unique in its account and store. */
export interface OrderIntent {
  readonly intentId: number;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly strategyId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly quantity: Quantity;
  readonly limitPrice: Price | undefined;
  readonly stopPrice: Price | undefined;
  /** Distance of a trailing stop from the best price since it was placed. */
  readonly trailOffset: Price | undefined;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly bracket: BracketLegs | undefined;
  /** The entry that a bracket leg guards. */
  readonly parentId: number | undefined;
  /** Legs of one group cancel each other; the group is named by its first leg's intent id. */
  readonly ocoGroup: number | undefined;
  /** Where the size came from, in words. */
  readonly sizing: string;
  readonly tsInit: Micros;
}

/** What can happen to an order. */
export type OrderEventKind =
  | 'denied'
  | 'submitted'
  | 'accepted'
  | 'rejected'
  | 'cancel-requested'
  | 'cancel-rejected'
  | 'filled'
  | 'partially-filled'
  | 'canceled'
  | 'expired'
  | 'lost'
  | 'triggered';

type Row = Partial<Record<OrderEventKind, OrderStatus>>;

const WORKING: Row = {
  'partially-filled': 'PartiallyFilled',
  filled: 'Filled',
  canceled: 'Canceled',
  expired: 'Expired',
  'cancel-requested': 'PendingCancel',
  lost: 'Unknown',
};

/** What can still be told of an order that has ended: fills that happened before its end. */
const lateFills = (ended: OrderStatus): Row => ({ 'partially-filled': ended, filled: 'Filled' });

/** The order state machine: status and event to the next status. What is not here cannot happen. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, Row>> = {
  Initialized: { denied: 'Denied', submitted: 'Submitted' },
  Denied: {},
  Submitted: { ...WORKING, accepted: 'Accepted', rejected: 'Rejected' },
  Accepted: { ...WORKING, rejected: 'Rejected', triggered: 'Submitted' },
  PartiallyFilled: { ...WORKING, accepted: 'PartiallyFilled' },
  PendingCancel: {
    ...WORKING,
    'partially-filled': 'PendingCancel',
    'cancel-rejected': 'Accepted',
    accepted: 'PendingCancel',
    rejected: 'Rejected',
  },
  Unknown: { ...WORKING, accepted: 'Accepted', rejected: 'Rejected' },
  Rejected: lateFills('Rejected'),
  Filled: {},
  Canceled: lateFills('Canceled'),
  Expired: lateFills('Expired'),
};

/** The status after an event, or `undefined` when the event cannot happen in this status. */
export function nextStatus(status: OrderStatus, event: OrderEventKind): OrderStatus | undefined {
  return ORDER_TRANSITIONS[status][event];
}

/** Whether an order in this status can still trade or may be trading unseen. */
export function isOpen(status: OrderStatus): boolean {
  return status !== 'Denied' && status !== 'Rejected' && status !== 'Filled' && status !== 'Canceled' && status !== 'Expired';
}

/** A status, and where events lead from it: the table as a graph, in which an order moves faster than through the names of the table. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly isOpen: boolean;
  readonly steps: readonly { readonly event: OrderEventKind; readonly to: OrderState }[];
}

const STATES = new Map(
  (Object.keys(ORDER_TRANSITIONS) as OrderStatus[]).map((status) => {
    return [status, { status, isOpen: isOpen(status), steps: new Array<OrderState['steps'][number]>() }];
  }),
);
for (const { status, steps } of STATES.values())
  for (const [event, to] of Object.entries(ORDER_TRANSITIONS[status])) steps.push({ event: event as OrderEventKind, to: orderState(to) });

/** The state of a status. */
export function orderState(status: OrderStatus): OrderState {
  const state = STATES.get(status);
  assert(state !== undefined, `${status} is a status of the table`);
  return state;
}

/** The state after an event, or `undefined` when the event cannot happen in this state. */
export function stateAfter({ steps }: OrderState, event: OrderEventKind): OrderState | undefined {
  for (const step of steps) if (step.event === event) return step.to;
  return undefined;
}

/** An order as others may see it. */
export interface OrderView {
  readonly intent: OrderIntent;
  readonly status: OrderStatus;
  readonly filledQuantity: Quantity;
  readonly venueOrderId: string | undefined;
  /** Code and words of a denial, rejection or expiry. */
  readonly reason: string | undefined;
}
