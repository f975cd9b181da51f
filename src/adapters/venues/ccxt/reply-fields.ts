import { isBallastError } from '../../../kernel/errors.ts';
import { parseDecimal, type Rounding } from '../../../kernel/exact.ts';

/** Refuses a message, told what is wrong with it; it never returns. */
export type Refuse = (what: string) => never;

/** The fields of an object that a venue sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** Doubles of fewer digits stand for one decimal text only; ccxt's streams hand out doubles. */
const EXACT_DOUBLE = 1e15;

/** The fields of what has to be an object. */
export function fieldsOf(value: unknown, refuse: Refuse): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse('is not an object');
}

/** The items of what has to be a list. */
export function itemsOf(value: unknown, refuse: Refuse): readonly unknown[] {
  return Array.isArray(value) ? value : refuse('is not a list');
}

/** A decimal text, or a double that means one, as an integer at `scale`; more decimals than that are refused unless a rounding is named. */
export function decodeNumber(value: unknown, scale: number, what: string, refuse: Refuse, rounding?: Rounding): number {
  try {
    const scaled = parseDecimal(decimalText(value), scale, rounding);
    if (typeof value === 'string' || Math.abs(scaled) < EXACT_DOUBLE) return scaled;
  } catch (error) {
    if (!isBallastError(error)) throw error;
    return refuse(`has the ${what} ${shown(value)}: ${error.message}`);
  }
  return refuse(`has the ${what} ${shown(value)}, with more digits than are sure to be exact`);
}

/** The decimal text of a number, exponents written out. */
export function decimalText(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/i.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** A value from outside, fit for one line of a message. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 40);
}

/** A word or number of a venue's, fit for a message and for looking it up. */
export function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : shown(value);
}
