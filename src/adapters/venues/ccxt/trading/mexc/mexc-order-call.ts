import type { OrderIntent } from '../../../../../domain/order.ts';
import { fail } from '../../../../../kernel/errors.ts';
import { orderParams } from '../binance-like/order-params.ts';
import type { Call, Desk } from '../dialect.ts';
import { wirePrice } from '../wire-fields.ts';

/** The types by which MEXC says how long a limit order lives. */
const LIMIT_TYPES = { GTC: 'LIMIT', IOC: 'IMMEDIATE_OR_CANCEL', FOK: 'FILL_OR_KILL' } as const;

/** The request that places an order at MEXC; ccxt signs it with a window of five seconds. Errors: `VENUE_CANNOT`. */
export function mexcOrderCall(intent: OrderIntent, desk: Desk): Call {
  return {
    path: 'order',
    api: ['spot', 'private'],
    verb: 'POST',
    cost: { weight: 1, orders: 1 },
    params: orderParams(intent, typeParams(intent), desk),
  };
}

function typeParams(intent: OrderIntent): Readonly<Record<string, string>> {
  const { type, postOnly, timeInForce, limitPrice } = intent;
  if (type === 'market') return { type: 'MARKET' };
  if (type !== 'limit') return fail('VENUE_CANNOT', `MEXC has no ${type} orders; Ballast holds them itself`);
  return { type: postOnly ? 'LIMIT_MAKER' : LIMIT_TYPES[timeInForce], price: wirePrice(intent, limitPrice) };
}
