import { fail } from '../kernel/errors.ts';
import { decimalsOf, formatDecimal, fromFloat, parseDecimal, quantise } from '../kernel/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { PlaceIntent } from '../strategy/intents.ts';
import type { TypedOrder } from './operator-command.ts';

/**
 * The intent of an order that a person typed. What a strategy computes is rounded to tick and lot; what a person types is meant as it is,
 * so that a value off the step is refused, with the right ones beside it.
 * Errors: `ORDER_OFF_STEP`, `NUMBER_INVALID`, `NUMBER_OVERFLOW`.
 */
export function typedOrder(typed: TypedOrder, instrument: Instrument): PlaceIntent {
  const { side, type, timeInForce, postOnly = false, reduceOnly = false } = typed;
  const price = (name: string, text = ''): number => onStep(name, text, instrument, instrument.priceScale, instrument.tick);
  const common = {
    action: 'order',
    side,
    quantity: onStep('quantity', typed.quantity, instrument, instrument.quantityScale, instrument.lot),
    postOnly,
    reduceOnly,
    ...(timeInForce !== undefined && { timeInForce }),
  } as const;
  switch (type) {
    case 'market':
      return { ...common, type };
    case 'limit':
      return { ...common, type, limit: price('limit', typed.limit) };
    case 'stop':
      return { ...common, type, stop: price('stop', typed.stop) };
    case 'stop-limit':
      return { ...common, type, stop: price('stop', typed.stop), limit: price('limit', typed.limit) };
    case 'trailing-stop':
      return { ...common, type, trail: price('trail', typed.trail) };
  }
}

/** The number of a text that is a positive multiple of `step`, in units of `scale` decimals. */
function onStep(name: string, text: string, { id }: Instrument, scale: number, step: number): number {
  const units = parseDecimal(text, scale, 'floor');
  const below = quantise(units, step, 'floor');
  if (units <= 0 || units !== below || decimalsOf(text) > scale) {
    const right = [below, below + step].filter((each) => each > 0).map((each) => formatDecimal(each, scale));
    fail(
      'ORDER_OFF_STEP',
      `${name} ${text} of ${id} is no multiple of ${formatDecimal(step, scale)}; the nearest are ${right.join(' and ')}`,
      {
        where: name,
        mend: `Type ${right.join(' or ')}.`,
      },
    );
  }
  const value = Number(text);
  if (fromFloat(value, scale, 'floor') !== units)
    fail('NUMBER_OVERFLOW', `${name} ${text} has more digits than can be counted`, { where: name });
  return value;
}
