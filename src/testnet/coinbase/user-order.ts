import { formatTime } from '../../kernel/time.ts';
import { averagePrice } from '../average-price.ts';
import type { ExchangeFill, ExchangeOrder } from '../exchange/exchange-order.ts';
import { completionOf, moneyText, priceText, productOf, reasonOf, sizeText, statusName, timeInForceName, typeName } from './replies.ts';
import { namedUuid, orderUuid } from './uuid.ts';

const NEVER = '0001-01-01T00:00:00Z';
/** The types, as the stream writes them. */
const TYPES: Readonly<Record<string, string>> = { MARKET: 'Market', LIMIT: 'Limit', STOP_LIMIT: 'Stop Limit' };

/** An order as the stream of its user tells it: what it has come to, but not its single fills. */
export function userOrder(order: ExchangeOrder, fills: readonly ExchangeFill[]): object {
  const { instrument, filledQuantity, filledNotional, side } = order;
  const fees = fills.reduce((sum, { fee }) => sum + fee, 0);
  return {
    avg_price: priceText(instrument, averagePrice(instrument, filledNotional, filledQuantity, 0)),
    cancel_reason: reasonOf(order),
    client_order_id: order.clientOrderId,
    completion_percentage: completionOf(order),
    contract_expiry_type: 'UNKNOWN_CONTRACT_EXPIRY_TYPE',
    cumulative_quantity: sizeText(instrument, filledQuantity),
    filled_value: moneyText(instrument, filledNotional),
    leaves_quantity: sizeText(instrument, order.quantity - filledQuantity),
    limit_price: priceText(instrument, order.price),
    number_of_fills: String(fills.length),
    order_id: orderUuid(order.id),
    order_side: side.toUpperCase(),
    order_type: TYPES[typeName(order)] ?? '',
    post_only: String(order.postOnly),
    product_id: productOf(instrument),
    product_type: 'SPOT',
    reject_reason: '',
    retail_portfolio_id: namedUuid(`portfolio ${order.accountId}`),
    risk_managed_by: 'UNKNOWN_RISK_MANAGEMENT_TYPE',
    status: statusName(order),
    stop_price: order.stopPrice === undefined ? '' : priceText(instrument, order.stopPrice),
    time_in_force: timeInForceName(order),
    total_fees: moneyText(instrument, fees),
    total_value_after_fees: moneyText(instrument, filledNotional + (side === 'buy' ? fees : -fees)),
    trigger_status: 'INVALID_ORDER_TYPE',
    creation_time: formatTime(order.createdAt),
    end_time: NEVER,
    start_time: NEVER,
  };
}
