import type { OrderType, TimeInForce } from '../domain/order.ts';
import { fail } from '../kernel/errors.ts';
import type { TypedOrder } from '../modes/operator-command.ts';

/** The flags of `ballast order`. */
export interface OrderFlags {
  readonly quantity: string;
  readonly type?: OrderType;
  readonly limit?: string;
  readonly stop?: string;
  readonly trail?: string;
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly by?: string;
  readonly json?: boolean;
}

/** The prices that each type of order takes. */
const PRICES: Readonly<Record<OrderType, readonly ('limit' | 'stop' | 'trail')[]>> = {
  market: [],
  limit: ['limit'],
  stop: ['stop'],
  'stop-limit': ['limit', 'stop'],
  'trailing-stop': ['trail'],
};

/** The types of order that can be typed. */
export const ORDER_TYPES = Object.keys(PRICES) as OrderType[];

/** The order that a command line means; without `--type` its prices say which it is. Errors: `USAGE_INVALID`. */
export function orderOf(side: 'buy' | 'sell', instrument: string, by: string, flags: OrderFlags): TypedOrder {
  const { quantity, limit, stop, trail, timeInForce, postOnly, reduceOnly } = flags;
  const given = (['limit', 'stop', 'trail'] as const).filter((name) => flags[name] !== undefined);
  const type = flags.type ?? ORDER_TYPES.find((each) => PRICES[each].join() === given.join());
  if (type === undefined) return fail('USAGE_INVALID', `no order takes ${list(given)} together`);
  if (PRICES[type].join() !== given.join())
    fail('USAGE_INVALID', `a ${type} order takes ${list(PRICES[type])}, and ${list(given)} was given`);
  if (postOnly === true && (type !== 'limit' || (timeInForce ?? 'GTC') !== 'GTC'))
    fail('USAGE_INVALID', '--post-only is for limit orders that are GTC');
  return { kind: 'order', by, instrument, side, type, quantity, limit, stop, trail, timeInForce, postOnly, reduceOnly };
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no price' : names.map((name) => `--${name}`).join(' and ');
}
