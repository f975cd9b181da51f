import { z } from 'zod';

import { matrixProblem, type Matrix } from '../domain/correlation-matrix.ts';
import { isDayZone } from '../domain/day-zone.ts';
import { INTERVALS, parseInterval, type Interval } from '../domain/interval.ts';
import { limitExpectation, readLimit } from '../domain/read-limit.ts';
import type { LimitName } from '../domain/risk-limits.ts';
import { isBallastError } from '../kernel/errors.ts';
import { formatDecimal } from '../kernel/exact.ts';
import { nearest } from '../kernel/nearest.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, MICROS_PER_DAY, parseTime, type Micros } from '../kernel/time.ts';
import { NumberText } from './yaml-source.ts';

/** What the documentation calls the values of a field. */
const expectations = new WeakMap<z.ZodType, string>();

/** The kind of value that a field takes, in words: `a decimal above 0, such as 1000`. */
export function expectationOf(field: z.ZodType): string | undefined {
  return expectations.get(field);
}

/** Decimals of the currency that has most: a sum may have as many. */
const LARGEST_SCALE = 8;
const DECIMAL = /^(-?)(0|[1-9]\d{0,14})(?:\.(\d{1,15}))?$/;

/** A field whose value is written as one text or number. `read` gives `undefined` (or raises a BallastError) for what does not fit. */
function scalar<T>(expected: string, read: (text: string) => T | undefined, hint?: (text: string) => string | undefined): z.ZodType<T> {
  const field = z.any().transform((input, context): T => {
    const text = typeof input === 'string' ? input : input instanceof NumberText ? input.text : undefined;
    const value = text === undefined ? undefined : attempt(() => read(text));
    if (value !== undefined) return value;
    const more = text === undefined ? undefined : hint?.(text);
    context.addIssue({
      code: 'custom',
      message:
        input === undefined
          ? `is missing: it is ${expected}`
          : `is ${expected}, not ${shown(input)}${more === undefined ? '' : `: ${more}`}`,
    });
    return z.NEVER;
  });
  expectations.set(field, expected);
  return field;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isBallastError(error)) return undefined;
    throw error;
  }
}

/** A value as an error message shows it. */
export function shown(input: unknown): string {
  if (input instanceof NumberText) return input.text;
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a group of keys';
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

/** The shortest text of a plain decimal divided by 10^places: `10.50` is `10.5`; `undefined` where it is none. Works on digits, so it is exact. */
function canonical(input: string, places = 0): string | undefined {
  const [matched, sign = '', whole = '', fraction = ''] = DECIMAL.exec(input) ?? [];
  if (matched === undefined) return undefined;
  const digits = BigInt(whole + fraction);
  const shortest = formatDecimal(digits, fraction.length + places)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return digits === 0n ? '0' : `${sign}${shortest}`;
}

/** A text of one line. */
export function text(expected: string, pattern: RegExp = /^\S(?:[^\n\r]*\S)?$/): z.ZodType<string> {
  return scalar(expected, (input) => (input.length <= 500 && pattern.test(input) ? input : undefined));
}

/** A decimal above 0, or a share with its % sign; kept as it is written. */
export function size(): z.ZodType<string> {
  return scalar('a decimal above 0, or a share such as 1%', (input) => {
    const value = canonical(input.replace(/%$/, ''));
    if (value === undefined || value === '0' || value.startsWith('-')) return undefined;
    return input.endsWith('%') && Number(value) > 100 ? undefined : input.endsWith('%') ? `${value}%` : value;
  });
}

/** The id of an instrument. */
export function instrumentId(): z.ZodType<string> {
  return text('SYMBOL.VENUE, such as BTC/USDT.BINANCE', /^[A-Z0-9][\w/:-]*\.[A-Z][A-Z0-9_-]*$/);
}

/** An exact decimal, kept as its canonical text. */
export function decimal(bound: 'above 0' | 'at least 0', example: string): z.ZodType<string> {
  return scalar(`a decimal ${bound}, such as ${example}`, (input) => {
    const value = canonical(input);
    return value === undefined || value.startsWith('-') || (value === '0' && bound === 'above 0') ? undefined : value;
  });
}

/** How a share may be written. */
export interface RateOptions {
  readonly negative: boolean;
  /** A larger share needs its % sign: 0.1 is more often a forgotten sign than a tenth. */
  readonly mostBare: number;
}

/** A share, written as 0.1% or 0.001 and kept as the exact fraction. */
export function rate(example: string, { negative = false, mostBare = 1 }: Partial<RateOptions> = {}): z.ZodType<string> {
  const isTooLargeBare = (input: string): boolean => !input.endsWith('%') && Math.abs(Number(input)) > mostBare;
  const read = (input: string): string | undefined => {
    const percent = /^(.+?) ?%$/.exec(input)?.[1];
    const fraction = percent === undefined ? canonical(input) : canonical(percent, 2);
    if (fraction === undefined || Math.abs(Number(fraction)) > 1) return undefined;
    return fraction.startsWith('-') && !negative ? undefined : fraction;
  };
  return scalar(
    `a share such as ${example}${negative ? ' (negative is a rebate)' : ''}`,
    (input) => (isTooLargeBare(input) ? undefined : read(input)),
    (input) => {
      const fraction = isTooLargeBare(input) ? read(input) : undefined;
      return fraction === undefined ? undefined : `write ${String(Number((Number(fraction) * 100).toPrecision(12)))}% if you mean it`;
    },
  );
}

/** A share above 0, kept as the exact fraction, or one of a few words where there are some. */
export function shareOr(example: string, ...words: readonly string[]): z.ZodType<string> {
  return scalar([`a share above 0, such as ${example}`, ...words].join(', or '), (input) => {
    if (words.includes(input)) return input;
    const percent = /^(.+?) ?%$/.exec(input)?.[1];
    const fraction = percent === undefined ? canonical(input) : canonical(percent, 2);
    return fraction !== undefined && Number(fraction) > 0 && Number(fraction) <= 1 ? fraction : undefined;
  });
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): z.ZodType<number> {
  return scalar(least === most ? String(least) : `a whole number from ${least} to ${most}`, (input) => {
    const value = /^-?\d+$/.test(input) ? Number(input) : NaN;
    return value >= least && value <= most ? value : undefined;
  });
}

/** A limit of risk, kept as it is written; `unlimited` is none. */
export function limit(name: LimitName): z.ZodType<string> {
  return scalar(limitExpectation(name), (input) => {
    readLimit(name, input, LARGEST_SCALE);
    return input;
  });
}

/** A zone by whose clock days begin. */
export function dayZone(): z.ZodType<string> {
  return scalar('UTC, New York, or a distance from UTC such as "+01:00"', (input) => (isDayZone(input) ? input : undefined));
}

/** A matrix of correlations, row by row. */
export function matrix(): z.ZodType<Matrix> {
  const expected = 'rows of correlations, such as [[1, 0.8], [0.8, 1]]';
  const numberOf = (item: unknown): number => (item instanceof NumberText ? Number(item.text) : NaN);
  const field = z.any().transform((input: unknown, context): Matrix => {
    const rows = Array.isArray(input) ? input.map((row) => (Array.isArray(row) ? row.map(numberOf) : [NaN])) : [];
    const problem = rows.length < 2 ? `is ${expected}, not ${shown(input)}` : matrixProblem(rows);
    if (problem === undefined) return rows;
    context.addIssue({ code: 'custom', message: rows.length < 2 ? problem : `is no matrix of correlations: ${problem}` });
    return z.NEVER;
  });
  expectations.set(field, expected);
  return field;
}

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]): z.ZodType<Word> {
  const expected = words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`;
  const field = z.any().transform((input, context): Word => {
    const found = words.find((word) => word === input);
    if (found !== undefined) return found;
    const near = typeof input === 'string' ? nearest(input, words) : undefined;
    const message = input === undefined ? `is missing: it is ${expected}` : `is ${expected}, not ${shown(input)}`;
    context.addIssue({ code: 'custom', message: near === undefined ? message : `${message}; did you mean ${near}?` });
    return z.NEVER;
  });
  expectations.set(field, expected);
  return field;
}

/** true or false, without quotes. */
export function flag(): z.ZodType<boolean> {
  const field = z.any().transform((input, context): boolean => {
    if (typeof input === 'boolean') return input;
    context.addIssue({
      code: 'custom',
      message: input === undefined ? 'is missing: it is true or false' : `is true or false, not ${shown(input)}`,
    });
    return z.NEVER;
  });
  expectations.set(field, 'true or false');
  return field;
}

/** A bar interval. */
export function interval(): z.ZodType<Interval> {
  return scalar(`a bar interval: ${INTERVALS.join(' ')}`, parseInterval);
}

/** A moment, UTC, kept as microseconds. */
export function moment(): z.ZodType<Micros> {
  return scalar('a UTC date or time, such as 2024-01-31 or 2024-01-31T08:00:00Z', parseTime);
}

const UNITS: Readonly<Record<string, Micros>> = {
  ms: 1000,
  s: MICROS_PER_SECOND,
  m: MICROS_PER_MINUTE,
  h: MICROS_PER_HOUR,
  d: MICROS_PER_DAY,
};

/** A length of time, kept as microseconds. */
export function duration(example: string): z.ZodType<Micros> {
  return scalar(`a length of time, such as ${example}`, (input) => {
    const [, count = '', unit = ''] = /^([1-9]\d{0,5})(ms|s|m|h|d)$/.exec(input) ?? [];
    const length = UNITS[unit];
    return length === undefined ? undefined : Number(count) * length;
  });
}

/** How far fills land from the price, against us: `0`, `5bps` or `2ticks`. */
export function slippage(): z.ZodType<string> {
  return scalar('0, basis points such as 5bps, or ticks such as 2ticks', (input) => {
    if (input === '0') return input;
    const [, size = '', unit = ''] = /^(\d+(?:\.\d+)?)(bps|ticks)$/.exec(input) ?? [];
    const value = canonical(size);
    if (value === undefined || (unit === 'ticks' && value.includes('.'))) return undefined;
    return value === '0' ? '0' : Number(value) <= 10_000 ? `${value}${unit}` : undefined;
  });
}

/** A parameter of a strategy, as plain JSON; numbers become doubles, since indicators and sizes compute with them. */
export type ParamValue = string | number | boolean | readonly ParamValue[] | { readonly [key: string]: ParamValue };

/** Parameters by name; the strategy's own schema checks them when it is loaded. */
export function params(): z.ZodType<Readonly<Record<string, ParamValue>>> {
  const expected = "the strategy's parameters by name";
  const field = z.any().transform((input, context): Readonly<Record<string, ParamValue>> => {
    if (typeof input === 'object' && input !== null && !Array.isArray(input))
      return plainParams(input, [], context) as Record<string, ParamValue>;
    context.addIssue({ code: 'custom', message: `is ${expected}, not ${shown(input)}` });
    return z.NEVER;
  });
  expectations.set(field, expected);
  return field;
}

function plainParams(input: unknown, path: PropertyKey[], context: z.RefinementCtx): ParamValue {
  if (input instanceof NumberText) return Number(input.text);
  if (typeof input === 'string' || typeof input === 'boolean') return input;
  if (Array.isArray(input)) return input.map((item, index) => plainParams(item, [...path, index], context));
  if (typeof input === 'object' && input !== null) {
    return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, plainParams(value, [...path, name], context)]));
  }
  context.addIssue({ code: 'custom', path, message: 'is empty: leave it out or give it a value' });
  return z.NEVER;
}
