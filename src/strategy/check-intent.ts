import { fail } from '../kernel/errors.ts';

/** What an intent says in numbers. */
interface Numbers {
  readonly quantity?: number | undefined;
  readonly notional?: number | undefined;
  readonly weight?: number | undefined;
  readonly limit?: number | undefined;
  readonly stop?: number | undefined;
  readonly target?: number | undefined;
  readonly trail?: number | undefined;
}

/**
 * Looks at the numbers of an intent where a strategy makes it, so that the error names the line. The engine reads all of an intent
 * again when it is returned, whoever made it. Errors: `STRATEGY_BAD_INTENT`, `STRATEGY_NOT_FINITE`.
 */
export function checkNumbers(action: string, numbers: Numbers): void {
  const { quantity, notional, weight } = numbers;
  const sizes = (quantity === undefined ? 0 : 1) + (notional === undefined ? 0 : 1) + (weight === undefined ? 0 : 1);
  if (sizes !== 1) {
    const given = sizes === 0 ? 'none' : sizes;
    fail('STRATEGY_BAD_INTENT', `a size is exactly one of quantity, notional and weight; ${action} has ${given} of them`);
  }
  positive('quantity', quantity);
  positive('notional', notional);
  positive('weight', weight);
  positive('limit', numbers.limit);
  positive('stop', numbers.stop);
  positive('target', numbers.target);
  positive('trail', numbers.trail);
}

/** Refuses a number that is not finite. What is no number at all is left to the engine. Errors: `STRATEGY_NOT_FINITE`. */
export function checkFinite(name: string, value: number): void {
  if (typeof value === 'number' && !Number.isFinite(value)) fail('STRATEGY_NOT_FINITE', `${name} is ${value}`);
}

function positive(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value < Infinity) || typeof value !== 'number') return;
  checkFinite(name, value);
  fail('STRATEGY_BAD_INTENT', `${name} is ${value}; it must be above zero`);
}
