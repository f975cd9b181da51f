import { fail } from '../../kernel/errors.ts';
import { powerOfTen } from '../../kernel/exact.ts';
import { nearest } from '../../kernel/nearest.ts';

/** From here on a number at a scale is no longer counted exactly, steps and roundings included. */
const LARGEST = 2 ** 52;

/** Refuses what a handler returned. Errors: `STRATEGY_BAD_INTENT`. */
export function bad(what: string): never {
  return fail('STRATEGY_BAD_INTENT', what);
}

/** A finite number. Errors: `STRATEGY_NOT_FINITE`, `STRATEGY_BAD_INTENT`. */
export function finite(value: unknown, name: string): number {
  if (typeof value !== 'number') return bad(`${name} is ${describe(value)}, not a number`);
  if (!Number.isFinite(value)) fail('STRATEGY_NOT_FINITE', `${name} is ${value}`);
  return value;
}

/** A finite number that can be counted exactly with `scale` decimals. Errors: `STRATEGY_NOT_FINITE`, `STRATEGY_BAD_INTENT`. */
export function countable(value: unknown, name: string, scale: number): number {
  const number = finite(value, name);
  return Math.abs(number) * powerOfTen(scale) < LARGEST ? number : bad(`${name} is ${number}, which is more than can be counted`);
}

/** True or false, or left out. Errors: `STRATEGY_BAD_INTENT`. */
export function flag(value: unknown, name: string): boolean {
  return value === undefined ? false : typeof value === 'boolean' ? value : bad(`${name} is ${describe(value)}, not true or false`);
}

/** One of the words that a field may hold. Errors: `STRATEGY_BAD_INTENT`. */
export function oneOf<const Word extends string>(value: unknown, words: readonly Word[], what: string): Word {
  for (const word of words) if (word === value) return word;
  return bad(`${describe(value)} is not ${what}`);
}

/** Refuses fields that an intent does not have: a misspelled stop would be no stop at all. Errors: `STRATEGY_BAD_INTENT`. */
export function onlyFields(intent: object, action: string, known: readonly string[]): void {
  for (const key in intent) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    bad(`${action} has no ${describe(key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
}

/** A value in words, whatever it is. */
export function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  try {
    return JSON.stringify(value)?.slice(0, 120) ?? String(value);
  } catch {
    return `a ${typeof value}`;
  }
}
