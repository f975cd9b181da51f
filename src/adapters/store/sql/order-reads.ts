import { isOpen, ORDER_TRANSITIONS, type OrderStatus } from '../../../domain/order.ts';
import type { FillPage, OrderPage, Page, StoredFill, StoredOrder, StoredOrderEvent, StoredOrderId } from '../../../ports/store.ts';
import { pageOf } from './page.ts';
import type { Database } from './schema.ts';

const ORDER = [
  'seq',
  'intent_id as intentId',
  'client_order_id as clientOrderId',
  'venue_order_id as venueOrderId',
  'account_id as accountId',
  'strategy_id as strategyId',
  'instrument_id as instrumentId',
  'side',
  'type',
  'role',
  'quantity',
  'filled_quantity as filledQuantity',
  'quantity_scale as quantityScale',
  'limit_price as limitPrice',
  'stop_price as stopPrice',
  'trail_offset as trailOffset',
  'price_scale as priceScale',
  'time_in_force as timeInForce',
  'post_only',
  'reduce_only',
  'bracket_stop_price as bracketStopPrice',
  'bracket_target_price as bracketTargetPrice',
  'parent_id as parentId',
  'oco_group as ocoGroup',
  'status',
  'reason',
  'sizing',
  'ts_init as tsInit',
  'ts_last as tsLast',
] as const;

/** Statuses in which an order can still trade, or may be trading unseen. */
const OPEN = (Object.keys(ORDER_TRANSITIONS) as OrderStatus[]).filter(isOpen);

function orderQuery(database: Database, sessionId: string) {
  return database.selectFrom('orders').select(ORDER).where('session_id', '=', sessionId);
}

function storedOrder({ post_only, reduce_only, status, ...order }: OrderRow): StoredOrder {
  return { ...order, status: status as OrderStatus, postOnly: post_only === 1, reduceOnly: reduce_only === 1 };
}

type OrderRow = Awaited<ReturnType<ReturnType<typeof orderQuery>['executeTakeFirstOrThrow']>>;

/** The orders of a session, by intent. */
export async function orders(database: Database, sessionId: string, page: OrderPage = {}): Promise<StoredOrder[]> {
  const query = orderQuery(database, sessionId);
  const rows = await pageOf(page.open === true ? query.where('status', 'in', OPEN) : query, ['intent_id'], page);
  return rows.map(storedOrder);
}

/** The order of an id; undefined where the session has none. */
export async function order(database: Database, sessionId: string, id: StoredOrderId): Promise<StoredOrder | undefined> {
  const query = orderQuery(database, sessionId);
  const row =
    'clientOrderId' in id
      ? await query.where('client_order_id', '=', id.clientOrderId).executeTakeFirst()
      : await query.where('instrument_id', '=', id.instrumentId).where('venue_order_id', '=', id.venueOrderId).executeTakeFirst();
  return row === undefined ? undefined : storedOrder(row);
}

/** What happened to the orders of a session. */
export function orderEvents(database: Database, sessionId: string, page?: Page): Promise<StoredOrderEvent[]> {
  const query = database
    .selectFrom('order_events')
    .select([
      'seq',
      'ts',
      'intent_id as intentId',
      'event',
      'status',
      'filled_quantity as filledQuantity',
      'venue_order_id as venueOrderId',
      'reason',
    ])
    .where('session_id', '=', sessionId);
  return pageOf(query, ['seq'], page);
}

/** The fills of a session. */
export function fills(database: Database, sessionId: string, page: FillPage = {}): Promise<StoredFill[]> {
  const { intentId } = page;
  const query = database
    .selectFrom('fills')
    .select([
      'seq',
      'trade_id as tradeId',
      'intent_id as intentId',
      'strategy_id as strategyId',
      'account_id as accountId',
      'instrument_id as instrumentId',
      'side',
      'quantity',
      'quantity_scale as quantityScale',
      'price',
      'price_scale as priceScale',
      'notional',
      'fee',
      'money_scale as moneyScale',
      'currency',
      'liquidity',
      'ts_event as tsEvent',
      'fee_currency as feeCurrency',
      'fee_scale as feeScale',
    ])
    .where('session_id', '=', sessionId);
  return pageOf(intentId === undefined ? query : query.where('intent_id', '=', intentId), ['seq'], page);
}
