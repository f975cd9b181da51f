import { fail } from '../../kernel/errors.ts';
import { fromFloat, quantise } from '../../kernel/exact.ts';
import type { Instrument, Price } from '../../domain/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../../domain/order.ts';
import type { StrategyIntent } from '../../strategy/intents.ts';
import type { OrderSignal, Signal, SignalSize } from './signal.ts';

/** Finds an instrument of the session by id; `undefined` names the instrument of the event. */
export type InstrumentLookup = (id: string | undefined) => Instrument;

const ORDER_TYPES: readonly unknown[] = ['market', 'limit', 'stop', 'stop-limit', 'trailing-stop'];
const TIMES_IN_FORCE: readonly unknown[] = ['GTC', 'IOC', 'FOK'];

/**
 * Reads what a handler returned. The types say what it should be; a strategy in plain JavaScript, a NaN from an indicator
 * or a promise can still arrive, and is refused here by name.
 * Errors: `STRATEGY_BAD_INTENT`, `STRATEGY_NOT_FINITE`, `STRATEGY_UNKNOWN_INSTRUMENT` (from the lookup).
 */
export function readIntent(intent: StrategyIntent, lookup: InstrumentLookup): Signal {
  if (typeof intent !== 'object' || intent === null) return bad(`a handler returned ${String(intent)}`);
  switch (intent.action) {
    case 'exit':
      return { kind: 'exit', instrument: lookup(intent.instrument) };
    case 'target':
      return { kind: 'target', instrument: lookup(intent.instrument), weight: finite(intent.weight, 'weight') };
    case 'cancel':
      return { kind: 'cancel', orderId: finite(intent.orderId, 'orderId') };
    case 'enter': {
      const { direction, limit, stop, target, timeInForce, postOnly } = intent;
      if (direction !== 'long' && direction !== 'short') return bad(`${describe(direction)} is not long or short`);
      const instrument = lookup(intent.instrument);
      const side = direction === 'long' ? 'buy' : 'sell';
      return orderSignal(instrument, side, limit === undefined ? 'market' : 'limit', readSize(intent), {
        role: 'entry',
        limit,
        stop: undefined,
        trail: undefined,
        timeInForce,
        postOnly,
        reduceOnly: false,
        bracketStop: stop === undefined ? undefined : price(instrument, side === 'buy' ? 'sell' : 'buy', 'stop', stop),
        bracketTarget: target === undefined ? undefined : price(instrument, side === 'buy' ? 'sell' : 'buy', 'limit', target),
      });
    }
    case 'order': {
      const { side, type, timeInForce, postOnly, reduceOnly } = intent;
      if (side !== 'buy' && side !== 'sell') return bad(`${describe(side)} is not buy or sell`);
      if (!ORDER_TYPES.includes(type)) return bad(`${describe(type)} is not an order type`);
      return orderSignal(lookup(intent.instrument), side, type, readSize(intent), {
        role: 'order',
        timeInForce,
        postOnly,
        reduceOnly,
        bracketStop: undefined,
        bracketTarget: undefined,
        limit: intent.type === 'limit' || intent.type === 'stop-limit' ? finite(intent.limit, 'limit') : undefined,
        stop: intent.type === 'stop' || intent.type === 'stop-limit' ? finite(intent.stop, 'stop') : undefined,
        trail: intent.type === 'trailing-stop' ? finite(intent.trail, 'trail') : undefined,
      });
    }
    default:
      return bad(`a handler returned ${describe(intent)}`);
  }
}

interface Details {
  readonly role: OrderSignal['role'];
  readonly limit: number | undefined;
  readonly stop: number | undefined;
  readonly trail: number | undefined;
  readonly timeInForce: TimeInForce | undefined;
  readonly postOnly: boolean | undefined;
  readonly reduceOnly: boolean | undefined;
  readonly bracketStop: Price | undefined;
  readonly bracketTarget: Price | undefined;
}

function orderSignal(instrument: Instrument, side: Side, type: OrderType, size: SignalSize, details: Details): OrderSignal {
  const { limit, stop, trail, timeInForce = 'GTC', postOnly = false, reduceOnly = false } = details;
  if (!TIMES_IN_FORCE.includes(timeInForce)) return bad(`${describe(timeInForce)} is not GTC, IOC or FOK`);
  if (postOnly && (type !== 'limit' || timeInForce !== 'GTC')) return bad('post-only belongs to a GTC limit order');
  return {
    kind: 'order',
    instrument,
    side,
    type,
    size,
    timeInForce,
    postOnly,
    reduceOnly,
    role: details.role,
    limitPrice: limit === undefined ? undefined : price(instrument, side, 'limit', limit),
    stopPrice: stop === undefined ? undefined : price(instrument, side, 'stop', stop),
    trailOffset:
      trail === undefined ? undefined : quantise(fromFloat(finite(trail, 'trail'), instrument.priceScale, 'ceil'), instrument.tick, 'ceil'),
    bracketStop: details.bracketStop,
    bracketTarget: details.bracketTarget,
  };
}

/** Quantises passively: a limit never pays more than was said, a stop never triggers earlier. */
function price(instrument: Instrument, side: Side, kind: 'limit' | 'stop', value: number): Price {
  const rounding = (kind === 'limit') === (side === 'buy') ? 'floor' : 'ceil';
  return quantise(fromFloat(finite(value, kind), instrument.priceScale, rounding), instrument.tick, rounding);
}

function readSize(intent: StrategyIntent & { readonly action: 'enter' | 'order' }): SignalSize {
  const { quantity, notional, weight } = intent;
  const given = [quantity, notional, weight].filter((size) => size !== undefined).length;
  if (given !== 1) return bad('a size is exactly one of quantity, notional and weight');
  if (quantity !== undefined) return { kind: 'quantity', value: positive(quantity, 'quantity') };
  if (notional !== undefined) return { kind: 'notional', value: positive(notional, 'notional') };
  return { kind: 'weight', value: positive(weight, 'weight') };
}

function positive(value: number, name: string): number {
  return finite(value, name) > 0 ? value : bad(`${name} is ${value}; it must be above zero`);
}

function finite(value: number, name: string): number {
  if (typeof value !== 'number') return bad(`${name} is ${describe(value)}, not a number`);
  if (!Number.isFinite(value)) fail('STRATEGY_NOT_FINITE', `${name} is ${value}`);
  return value;
}

function bad(what: string): never {
  return fail('STRATEGY_BAD_INTENT', what);
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  return JSON.stringify(value)?.slice(0, 120) ?? String(value);
}
