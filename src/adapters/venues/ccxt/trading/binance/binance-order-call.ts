import type { OrderIntent } from '../../../../../domain/order.ts';
import { fail } from '../../../../../kernel/errors.ts';
import { orderParams } from '../binance-like/order-params.ts';
import type { Call, Desk } from '../dialect.ts';
import { wirePrice } from '../wire-fields.ts';

/**
 * How long after it was signed Binance takes a request, in milliseconds: `requestLifetime` of its capabilities. An order that comes later is
 * of no use any more, and so long waits who has to know that one did not come.
 */
export const RECV_WINDOW = 3000;

/** The request that places an order at Binance. Errors: `VENUE_CANNOT`. */
export function binanceOrderCall(intent: OrderIntent, desk: Desk): Call {
  return {
    path: 'order',
    api: 'private',
    verb: 'POST',
    cost: { weight: 1, orders: 1 },
    params: {
      ...orderParams(intent, typeParams(intent), desk),
      // The fills are asked for: no reply tells them with all that is booked.
      newOrderRespType: 'RESULT',
      recvWindow: RECV_WINDOW,
    },
  };
}

function typeParams(intent: OrderIntent): Readonly<Record<string, string>> {
  const { type, postOnly, timeInForce } = intent;
  const price = (): string => wirePrice(intent, intent.limitPrice);
  const stopPrice = (): string => wirePrice(intent, intent.stopPrice);
  switch (type) {
    case 'market':
      return { type: 'MARKET' };
    case 'limit':
      return postOnly ? { type: 'LIMIT_MAKER', price: price() } : { type: 'LIMIT', price: price(), timeInForce };
    case 'stop':
      return { type: 'STOP_LOSS', stopPrice: stopPrice() };
    case 'stop-limit':
      return { type: 'STOP_LOSS_LIMIT', price: price(), stopPrice: stopPrice(), timeInForce };
    case 'trailing-stop':
      return fail('VENUE_CANNOT', 'a trailing stop is held by Ballast, not by Binance');
  }
}
