import { fromFloat, quantise } from '../../kernel/exact.ts';
import type { Instrument, Price } from '../../domain/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../../domain/order.ts';
import type { StrategyIntent } from '../../strategy/intents.ts';
import { bad, countable, describe, finite, flag, oneOf, onlyFields } from './read-field.ts';
import type { OrderSignal, Signal, SignalSize } from './signal.ts';

/** Finds an instrument of the session by id; `undefined` names the instrument of the event. */
export type InstrumentLookup = (id: string | undefined) => Instrument;

const ORDER_TYPES = ['market', 'limit', 'stop', 'stop-limit', 'trailing-stop'] as const;
const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;
/** Decimals of a weight, and the most that one may be: far beyond any account, and still counted exactly. */
const WEIGHT_SCALE = 6;

const SIZED = ['action', 'instrument', 'quantity', 'notional', 'weight', 'limit', 'stop', 'timeInForce', 'postOnly'] as const;
/** The fields of each intent, by its action. */
const FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  ['exit', ['action', 'instrument']],
  ['target', ['action', 'instrument', 'weight']],
  ['cancel', ['action', 'orderId']],
  ['enter', [...SIZED, 'direction', 'target']],
  ['order', [...SIZED, 'side', 'type', 'trail', 'reduceOnly']],
]);

/**
 * Reads what a handler returned. The types say what it should be; a strategy in plain JavaScript, a NaN from an indicator
 * or a promise can still arrive, and is refused here by name.
 * Errors: `STRATEGY_BAD_INTENT`, `STRATEGY_NOT_FINITE`, `STRATEGY_UNKNOWN_INSTRUMENT` (from the lookup).
 */
export function readIntent(intent: StrategyIntent, lookup: InstrumentLookup): Signal {
  if (typeof intent !== 'object' || intent === null) return bad(`a handler returned ${describe(intent)}`);
  const known = FIELDS.get(intent.action);
  if (known === undefined) return bad(`a handler returned ${describe(intent)}`);
  onlyFields(intent, intent.action, known);
  if (intent.action === 'cancel') return { kind: 'cancel', orderId: finite(intent.orderId, 'orderId') };
  if (intent.instrument !== undefined && typeof intent.instrument !== 'string')
    return bad(`instrument is ${describe(intent.instrument)}, not the id of one`);
  const instrument = lookup(intent.instrument);
  switch (intent.action) {
    case 'exit':
      return { kind: 'exit', instrument };
    case 'target':
      return { kind: 'target', instrument, weight: countable(intent.weight, 'weight', WEIGHT_SCALE) };
    case 'enter': {
      const { limit, stop, target, timeInForce, postOnly } = intent;
      const side = oneOf(intent.direction, ['long', 'short'], 'long or short') === 'long' ? 'buy' : 'sell';
      const away = side === 'buy' ? 'sell' : 'buy';
      return orderSignal(instrument, side, limit === undefined ? 'market' : 'limit', readSize(intent, instrument), {
        role: 'entry',
        limit,
        stop: undefined,
        trail: undefined,
        timeInForce,
        postOnly,
        reduceOnly: false,
        bracketStop: stop === undefined ? undefined : price(instrument, away, 'stop', stop),
        bracketTarget: target === undefined ? undefined : price(instrument, away, 'limit', target),
      });
    }
    case 'order': {
      const { timeInForce, postOnly, reduceOnly } = intent;
      const side = oneOf(intent.side, ['buy', 'sell'], 'buy or sell');
      const type = oneOf(intent.type, ORDER_TYPES, 'an order type: use market, limit, stop, stop-limit or trailing-stop');
      return orderSignal(instrument, side, type, readSize(intent, instrument), {
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
  const { limit, stop, trail } = details;
  const timeInForce = details.timeInForce === undefined ? 'GTC' : oneOf(details.timeInForce, TIMES_IN_FORCE, 'GTC, IOC or FOK');
  const postOnly = flag(details.postOnly, 'postOnly');
  if (postOnly && (type !== 'limit' || timeInForce !== 'GTC')) return bad('post-only belongs to a GTC limit order');
  return {
    kind: 'order',
    instrument,
    side,
    type,
    size,
    timeInForce,
    postOnly,
    reduceOnly: flag(details.reduceOnly, 'reduceOnly'),
    role: details.role,
    limitPrice: limit === undefined ? undefined : price(instrument, side, 'limit', limit),
    stopPrice: stop === undefined ? undefined : price(instrument, side, 'stop', stop),
    trailOffset: trail === undefined ? undefined : distance(instrument, trail),
    bracketStop: details.bracketStop,
    bracketTarget: details.bracketTarget,
  };
}

/** Quantises passively: a limit never pays more than was said, a stop never triggers earlier. */
function price(instrument: Instrument, side: Side, kind: 'limit' | 'stop', value: number): Price {
  const rounding = (kind === 'limit') === (side === 'buy') ? 'floor' : 'ceil';
  const { priceScale, tick } = instrument;
  const exact = quantise(fromFloat(countable(value, kind, priceScale), priceScale, rounding), tick, rounding);
  return exact > 0 ? exact : bad(`a ${kind} price is ${value}; it must be above zero`);
}

/** Quantises passively: a trailing stop never follows closer than was said. */
function distance({ priceScale, tick }: Instrument, value: number): Price {
  const offset = quantise(fromFloat(countable(value, 'trail', priceScale), priceScale, 'ceil'), tick, 'ceil');
  return offset > 0 ? offset : bad(`trail is ${value}; it must be above zero`);
}

function readSize(intent: StrategyIntent & { readonly action: 'enter' | 'order' }, instrument: Instrument): SignalSize {
  const { quantity, notional, weight } = intent;
  const given = Number(quantity !== undefined) + Number(notional !== undefined) + Number(weight !== undefined);
  if (given !== 1)
    return bad(`a size is exactly one of quantity, notional and weight; ${intent.action} has ${given === 0 ? 'none' : given} of them`);
  if (quantity !== undefined) return { kind: 'quantity', value: positive(quantity, 'quantity', instrument.quantityScale) };
  if (notional !== undefined) return { kind: 'notional', value: positive(notional, 'notional', instrument.quote.scale) };
  return { kind: 'weight', value: positive(weight, 'weight', WEIGHT_SCALE) };
}

function positive(value: number, name: string, scale: number): number {
  return countable(value, name, scale) > 0 ? value : bad(`${name} is ${value}; it must be above zero`);
}
