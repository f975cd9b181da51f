import { fail } from '../kernel/errors.ts';

/** The whole number that a flag was given. Errors: `USAGE_INVALID`. */
export function wholeFlag(flag: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  return fail('USAGE_INVALID', `${flag} is "${text}", and must be a whole number from ${least} to ${most}`);
}
