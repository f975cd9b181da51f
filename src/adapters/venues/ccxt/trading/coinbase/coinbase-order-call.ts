import type { OrderIntent } from '../../../../../domain/order.ts';
import { fail } from '../../../../../kernel/errors.ts';
import type { Call, Desk } from '../dialect.ts';
import { wireNumber, wirePrice } from '../wire-fields.ts';
import { coinbaseCall } from './coinbase-call.ts';

/** The configurations by which Coinbase says how long a limit order lives. */
const LIMITS = { GTC: 'limit_limit_gtc', IOC: 'sor_limit_ioc', FOK: 'limit_limit_fok' } as const;

/** The request that places an order at Coinbase. Errors: `VENUE_CANNOT`. */
export function coinbaseOrderCall(intent: OrderIntent, desk: Desk): Call {
  const params = {
    // ccxt would drop it under its own name.
    client_order_id: intent.clientOrderId,
    product_id: desk.marketId(intent.instrument),
    side: intent.side.toUpperCase(),
    order_configuration: configurationOf(intent),
  };
  return { ...coinbaseCall('orders', params, 'POST'), cost: { weight: 1, orders: 1 } };
}

function configurationOf(intent: OrderIntent): object {
  const { type, instrument, quantity, side, postOnly, timeInForce } = intent;
  const base_size = wireNumber(quantity, instrument.quantityScale);
  if (type === 'market') return { market_market_ioc: { base_size } };
  if (type !== 'limit' && type !== 'stop-limit') return fail('VENUE_CANNOT', `Coinbase has no ${type} orders; Ballast holds them itself`);
  const limit = { base_size, limit_price: wirePrice(intent, intent.limitPrice) };
  if (type === 'stop-limit') {
    const stop_direction = side === 'buy' ? 'STOP_DIRECTION_STOP_UP' : 'STOP_DIRECTION_STOP_DOWN';
    return { stop_limit_stop_limit_gtc: { ...limit, stop_price: wirePrice(intent, intent.stopPrice), stop_direction } };
  }
  if (postOnly || timeInForce === 'GTC') return { limit_limit_gtc: { ...limit, post_only: postOnly } };
  return { [LIMITS[timeInForce]]: limit };
}
