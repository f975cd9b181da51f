import { systemClock } from '../../adapters/clock/system-clock.ts';
import { isOpen, type OrderStatus } from '../../domain/order.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime } from '../../kernel/time.ts';
import type { StoredOrder } from '../../ports/store.ts';
import { displayDecimal, displayDuration } from '../../report/display.ts';
import type { CliContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { shortTime } from './short-time.ts';
import { pageOf, withStoredSession, type StoredFlags } from './stored-session.ts';

/** The flags of `ballast orders`. */
export interface OrdersFlags extends StoredFlags {
  readonly open?: boolean;
}

/** An order as `orders --json` prints it: decimals as text, times as ISO 8601; null is what it does not have. */
export interface OrderValue {
  readonly id: string;
  readonly venueOrderId: string | null;
  readonly strategy: string;
  readonly instrument: string;
  readonly side: string;
  readonly type: string;
  readonly role: string;
  readonly quantity: string;
  readonly filled: string;
  readonly limit: string | null;
  readonly stop: string | null;
  readonly trail: string | null;
  readonly timeInForce: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly status: OrderStatus;
  readonly reason: string | null;
  readonly placedAt: string;
  readonly changedAt: string;
  /** Since it was placed, for an order that is open. */
  readonly ageSeconds: number | null;
  /** What it may still trade, and so what it keeps reserved, for an order that is open. */
  readonly reserved: string | null;
}

/** `ballast orders`. */
export async function ordersCommand(context: CliContext, flags: OrdersFlags): Promise<void> {
  await withStoredSession(context, flags, async ({ store, sessionId }) => {
    const open = flags.open === true;
    const orders = (await store.orders(sessionId, { ...pageOf(flags), open })).map((order) => orderValue(order, systemClock.now()));
    if (flags.json === true) return context.out(JSON.stringify({ session: sessionId, orders }, null, 2));
    if (orders.length === 0) return context.out(`Session ${sessionId} has no ${open ? 'open ' : ''}order.`);
    for (const line of [...ordersTable(orders, context.stdout.columns), ...unknownLines(orders)]) context.out(line);
  });
}

/** An order of the store in plain decimals. */
export function orderValue(order: StoredOrder, now: number): OrderValue {
  const quantity = (units: number): string => formatDecimal(units, order.quantityScale);
  const price = (units: number | null): string | null => (units === null ? null : formatDecimal(units, order.priceScale));
  return {
    id: order.clientOrderId,
    venueOrderId: order.venueOrderId,
    strategy: order.strategyId,
    instrument: order.instrumentId,
    side: order.side,
    type: order.type,
    role: order.role,
    quantity: quantity(order.quantity),
    filled: quantity(order.filledQuantity),
    limit: price(order.limitPrice),
    stop: price(order.stopPrice),
    trail: price(order.trailOffset),
    timeInForce: order.timeInForce,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    status: order.status,
    reason: order.reason,
    placedAt: formatTime(order.tsInit),
    changedAt: formatTime(order.tsLast),
    ageSeconds: isOpen(order.status) ? Math.max(0, now - order.tsInit) / 1_000_000 : null,
    reserved: isOpen(order.status) ? quantity(order.quantity - order.filledQuantity) : null,
  };
}

/** Orders as a table; the id, on the right, is never cut: it is what one types next. */
function ordersTable(orders: readonly OrderValue[], width?: number): readonly string[] {
  const rows = orders.map((order) => [
    shortTime(order.placedAt),
    `${order.side} ${displayDecimal(order.quantity)} ${order.instrument}`,
    priceText(order),
    statusText(order),
    order.id,
  ]);
  return renderTable(['placed', 'order', 'price', 'status', '>id'], rows, width);
}

function statusText({ status, filled, quantity, reason }: OrderValue): string {
  if (status === 'Unknown') return 'UNKNOWN';
  // Of a refusal the code is named, which docs/errors.md explains; all of it is in the JSON.
  if (status === 'Rejected') return [status, ...(reason?.match(/^[A-Z]+(_[A-Z]+)+/)?.slice(0, 1) ?? [])].join(' ');
  return Number(filled) === 0 || filled === quantity ? status : `${status} ${displayDecimal(filled)}`;
}

function priceText({ type, limit, stop, trail }: OrderValue): string {
  const price = trail ?? stop ?? limit;
  return price === null ? type : `${type} ${displayDecimal(price)}`;
}

/** What is known of orders whose fate is not: nothing of them is free until the venue says what became of them. */
function unknownLines(orders: readonly OrderValue[]): readonly string[] {
  const lines = orders
    .filter(({ status }) => status === 'Unknown')
    .map(
      ({ id, ageSeconds, side, reserved, instrument, limit, reason }) =>
        `${id} is UNKNOWN, ${displayDuration(ageSeconds)} after it was placed. It reserves ${side} ${displayDecimal(reserved ?? '')} ${instrument} ` +
        `${limit === null ? 'at the market' : `at ${displayDecimal(limit)}`} until the venue says what became of it${reason === null ? '' : ` (${reason})`}.`,
    );
  return lines.length === 0 ? [] : ['', ...lines];
}
