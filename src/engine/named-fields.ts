import { fail } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import type { IndicatorSet } from '../strategy/define-strategy.ts';
import { fieldsOf } from '../strategy/fields-of.ts';

/** An object that refuses to be asked for a field it does not have, which would be undefined and compare as false for ever. Errors: `STRATEGY_INVALID`. */
export function namedFields<T extends object>(target: T, what: string, names: readonly string[]): T {
  return new Proxy(target, {
    get(object, key): unknown {
      // Getters and methods of an indicator reach its private fields, which a proxy does not have.
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value === 'function') return value.bind(object);
      if (value !== undefined || typeof key === 'symbol' || key === 'toJSON' || key in object || names.includes(key)) return value;
      const meant = nearest(key, names);
      return fail('STRATEGY_INVALID', `there is no ${what} ${key}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
    },
  });
}

/** Indicators that refuse names that were not declared, and fields that they do not have. */
export function namedIndicators(indicators: IndicatorSet): IndicatorSet {
  const guarded = Object.entries(indicators).map(([name, indicator]) => [
    name,
    namedFields(indicator, `field of ${name}:`, fieldsOf(indicator)),
  ]);
  return namedFields(Object.fromEntries(guarded) as IndicatorSet, 'indicator', Object.keys(indicators));
}
