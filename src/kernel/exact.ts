/**
 * Exact numbers: integers at a power-of-ten scale. `12.34` at scale 2 is `1234`.
 * The hot path holds them in Number behind a guard at 2^53; a product that does not fit goes through BigInt
 * and is rounded once, by name.
 */
import { fail } from './errors.ts';

/** How a value between two units becomes one of them. Every rounding in Ballast names one of these. */
export type Rounding = 'floor' | 'ceil' | 'toward-zero' | 'away-from-zero' | 'half-even';

/** Rates and shares are counted in parts of it. */
export const MILLION = 1_000_000;
/** Powers of ten that Number holds exactly, by exponent 0..15. */
const POWERS: readonly number[] = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** 10^exponent as an exact Number; exponent 0..15. */
export function powerOfTen(exponent: number): number {
  return POWERS[exponent] ?? fail('NUMBER_OVERFLOW', `a scale of ${exponent} decimals is outside 0 to 15`);
}

/** `value`, if it is an integer that Number holds exactly, and 0 for -0; else `NUMBER_OVERFLOW`. */
export function guard(value: number): number {
  return Number.isSafeInteger(value) ? value + 0 : fail('NUMBER_OVERFLOW', `${value} is not an exact integer`);
}

/** The integer quotient of two BigInts, rounded as named; `divisor` is positive. */
export function divideBig(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const negative = remainder < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  switch (rounding) {
    case 'toward-zero':
      return quotient;
    case 'away-from-zero':
      return away;
    case 'floor':
      return negative ? away : quotient;
    case 'ceil':
      return negative ? quotient : away;
    case 'half-even': {
      const twice = (negative ? -remainder : remainder) * 2n;
      if (twice === divisor) return quotient % 2n === 0n ? quotient : away;
      return twice > divisor ? away : quotient;
    }
  }
}

/** The integer quotient of two safe integers, rounded as named; `divisor` is positive. */
function divideSafe(dividend: number, divisor: number, rounding: Rounding): number {
  // A float division, and a correction where it came out one too large: `%` of numbers beyond 2^31 costs several times as much.
  const step = dividend < 0 ? -1 : 1;
  let quotient = Math.trunc(dividend / divisor) + 0;
  let remainder = dividend - quotient * divisor;
  if (remainder * step < 0) {
    quotient -= step;
    remainder = dividend - quotient * divisor;
  }
  if (remainder === 0) return quotient;
  switch (rounding) {
    case 'toward-zero':
      return quotient;
    case 'away-from-zero':
      return quotient + step;
    case 'floor':
      return step < 0 ? quotient - 1 : quotient;
    case 'ceil':
      return step > 0 ? quotient + 1 : quotient;
    case 'half-even': {
      const rest = Math.abs(remainder);
      if (rest === divisor - rest) return quotient % 2 === 0 ? quotient : quotient + step;
      return rest > divisor - rest ? quotient + step : quotient;
    }
  }
}

/** `a * b / divisor` in integers, exact until the one named rounding; `divisor` is positive. Errors: `NUMBER_OVERFLOW`. */
export function multiplyDivide(a: number, b: number, divisor: number, rounding: Rounding): number {
  const product = a * b;
  if (Number.isSafeInteger(product)) return divideSafe(product, divisor, rounding);
  return guard(Number(divideBig(BigInt(a) * BigInt(b), BigInt(divisor), rounding)));
}

/**
 * `a * b / 10^decimals`, exact until the one named rounding. Negative `decimals` multiplies.
 * Errors: `NUMBER_OVERFLOW` when the result does not fit.
 */
export function multiplyScaled(a: number, b: number, decimals: number, rounding: Rounding): number {
  if (decimals > 0) return multiplyDivide(a, b, powerOfTen(decimals), rounding);
  const product = a * b * powerOfTen(-decimals);
  if (Number.isSafeInteger(product)) return product + 0;
  return guard(Number(BigInt(a) * BigInt(b) * 10n ** BigInt(-decimals)));
}

/** `value` moved from one scale to another; rounding only where decimals are lost. */
export function rescale(value: number, fromScale: number, toScale: number, rounding: Rounding): number {
  return multiplyScaled(value, 1, fromScale - toScale, rounding);
}

/** Whether a safe integer is a whole number of steps; `step` is a positive integer. */
export function isMultiple(value: number, step: number): boolean {
  return Math.round(value / step) * step === value;
}

/** The nearest multiple of `step` in the named direction. */
export function quantise(value: number, step: number, rounding: Rounding): number {
  if (isMultiple(value, step)) return value;
  return guard(Number(divideBig(BigInt(value), BigInt(step), rounding)) * step);
}

/**
 * The integer at `scale` of a plain decimal text. Without `rounding`, digits beyond the scale are refused.
 * Errors: `NUMBER_INVALID`, `NUMBER_OVERFLOW`.
 */
export function parseDecimal(text: string, scale: number, rounding?: Rounding): number {
  const match = DECIMAL.exec(text);
  if (match === null) fail('NUMBER_INVALID', `"${text}" is not a plain decimal number`);
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > scale && rounding === undefined) {
    fail('NUMBER_INVALID', `"${text}" has more than ${scale} decimals`);
  }
  const digits = BigInt(whole + kept.padEnd(scale, '0')) * (sign === '-' ? -1n : 1n);
  const excess = Math.max(0, kept.length - scale);
  return guard(Number(excess === 0 ? digits : divideBig(digits, 10n ** BigInt(excess), rounding ?? 'half-even')));
}

/** How many decimals a plain decimal text needs, trailing zeros left out. Errors: `NUMBER_INVALID`. */
export function decimalsOf(text: string): number {
  const match = DECIMAL.exec(text);
  if (match === null) fail('NUMBER_INVALID', `"${text}" is not a plain decimal number`);
  return (match[3] ?? '').replace(/0+$/, '').length;
}

/** The decimal text of an integer at `scale`, with all its decimals: `formatDecimal(1230, 2)` is `12.30`. */
export function formatDecimal(value: number | bigint, scale: number): string {
  const negative = value < 0;
  const digits = (negative ? -BigInt(value) : BigInt(value)).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  // Joined rather than added up, which would keep every part in memory: a result holds many of these texts.
  return [negative ? '-' : '', digits.slice(0, point), scale === 0 ? '' : '.', digits.slice(point)].join('');
}

/** The nearest double of an integer at `scale`; for indicators, statistics and display only. */
export function toFloat(value: number, scale: number): number {
  return value / powerOfTen(scale);
}

/**
 * The integer at `scale` of a float that a strategy computed, rounded as named.
 * The float is read as the shortest decimal that means it, so 0.1 at scale 1 is 1 and never 0.
 * Errors: `NUMBER_INVALID` for NaN and infinities, `NUMBER_OVERFLOW`.
 */
export function fromFloat(value: number, scale: number, rounding: Rounding): number {
  if (!Number.isFinite(value)) fail('NUMBER_INVALID', `${value} is not a finite number`);
  const nearest = Math.round(value * powerOfTen(scale));
  // Below 2^52 no two integers at a scale mean the same float, so one that means it is the one.
  if (nearest / powerOfTen(scale) === value && Math.abs(nearest) < 2 ** 52) return guard(nearest);
  return parseDecimal(plainDecimal(value), scale, rounding);
}

/** The shortest decimal that means a float, without an exponent. Errors: `NUMBER_OVERFLOW` from 1e21 on. */
function plainDecimal(value: number): string {
  const [digits = '', exponent] = String(Math.abs(value)).split('e');
  const sign = value < 0 ? '-' : '';
  if (exponent === undefined) return sign + digits;
  if (!exponent.startsWith('-')) return fail('NUMBER_OVERFLOW', `${value} is far beyond what an exact number holds`);
  return `${sign}0.${'0'.repeat(Number(exponent.slice(1)) - 1)}${digits.replace('.', '')}`;
}
