import type { OrderIntent } from '../../../../../domain/order.ts';
import { fail } from '../../../../../kernel/errors.ts';
import { formatTime, MICROS_PER_SECOND } from '../../../../../kernel/time.ts';
import type { Call, Desk } from '../dialect.ts';
import { wireNumber, wirePrice } from '../wire-fields.ts';
import { krakenCall } from './kraken-call.ts';

/** How long after it was signed Kraken matches an order. */
const DEADLINE = 5 * MICROS_PER_SECOND;

/** The request that places an order at Kraken. Errors: `VENUE_CANNOT`. */
export function krakenOrderCall(intent: OrderIntent, desk: Desk): Call {
  const { instrument, side, quantity, type, postOnly, timeInForce } = intent;
  const params = {
    pair: desk.marketId(instrument),
    type: side,
    volume: wireNumber(quantity, instrument.quantityScale),
    ...typeParams(intent),
    ...(type === 'limit' && !postOnly ? { timeinforce: timeInForce } : {}),
    // The fee in the quote currency, whatever the account is set to: TradesHistory does not say in what it was paid.
    oflags: postOnly ? 'post,fciq' : 'fciq',
    cl_ord_id: intent.clientOrderId,
  };
  return { ...krakenCall('AddOrder', params, { weight: 0, orders: 1 }), timed: (now) => ({ deadline: formatTime(now + DEADLINE) }) };
}

/** `price` is the trigger of an order that has one; its limit is `price2` then. */
function typeParams(intent: OrderIntent): Readonly<Record<string, string>> {
  const limit = (): string => wirePrice(intent, intent.limitPrice);
  const stop = (): string => wirePrice(intent, intent.stopPrice);
  switch (intent.type) {
    case 'market':
      return { ordertype: 'market' };
    case 'limit':
      return { ordertype: 'limit', price: limit() };
    case 'stop':
      return { ordertype: 'stop-loss', price: stop() };
    case 'stop-limit':
      return { ordertype: 'stop-loss-limit', price: stop(), price2: limit() };
    case 'trailing-stop':
      return fail('VENUE_CANNOT', 'a trailing stop is held by Ballast, not by Kraken');
  }
}
