import { fail } from '../kernel/errors.ts';
import { parseDecimal } from '../kernel/exact.ts';
import {
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MILLISECOND,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type Micros,
} from '../kernel/time.ts';
import { money, share, type Amount, type LimitName, type RiskLimits } from './risk-limits.ts';

/** How a limit is written, and what is tighter. */
type Form =
  | { readonly kind: 'amount' | 'share' | 'count' | 'quantity' | 'multiple'; readonly tighter: 'lower' }
  | { readonly kind: 'time'; readonly tighter: 'lower' | 'higher' }
  /** Words from the tightest to the loosest. */
  | { readonly kind: 'word'; readonly words: readonly string[] };

const AMOUNT = { kind: 'amount', tighter: 'lower' } as const;
const SHARE = { kind: 'share', tighter: 'lower' } as const;
const COUNT = { kind: 'count', tighter: 'lower' } as const;

/** Every limit, and how it is written. */
export const LIMIT_FORMS: Readonly<Record<LimitName, Form>> = {
  priceCollar: SHARE,
  referenceCollar: SHARE,
  maxOrderValue: AMOUNT,
  maxOrderQuantity: { kind: 'quantity', tighter: 'lower' },
  maxPositionValue: AMOUNT,
  maxExposure: AMOUNT,
  maxLeverage: { kind: 'multiple', tighter: 'lower' },
  maxOpenPositions: COUNT,
  maxCorrelated: AMOUNT,
  dailyLoss: AMOUNT,
  weeklyLoss: AMOUNT,
  maxDrawdown: AMOUNT,
  maxLosingStreak: COUNT,
  maxMessages: COUNT,
  maxRepeats: COUNT,
  duplicateWindow: { kind: 'time', tighter: 'higher' },
  maxDataAge: { kind: 'time', tighter: 'lower' },
  maxSpread: SHARE,
  maxClockSkew: { kind: 'time', tighter: 'lower' },
  sides: { kind: 'word', words: ['none', 'long', 'short', 'both'] },
  hours: { kind: 'word', words: ['open', 'any'] },
  selfMatch: { kind: 'word', words: ['refuse', 'allow'] },
};

/** What stands for no limit. */
export const UNLIMITED = 'unlimited';

const UNITS: Readonly<Record<string, Micros>> = {
  ms: MICROS_PER_MILLISECOND,
  s: MICROS_PER_SECOND,
  m: MICROS_PER_MINUTE,
  h: MICROS_PER_HOUR,
  d: MICROS_PER_DAY,
};
/** Parts per million have so many decimals; those of a percentage. */
const PARTS = 6;
const PERCENT_PARTS = 4;
const LARGEST_COUNT = 100_000;

/** A length of time such as `60s` or `2h`; undefined where a text is none. */
export function readLength(text: string): Micros | undefined {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})(ms|s|m|h|d)$/.exec(text) ?? [];
  const length = UNITS[unit];
  return length === undefined ? undefined : Number(count) * length;
}

/** How the values of a limit are written, in words. */
export function limitExpectation(name: LimitName): string {
  const form = LIMIT_FORMS[name];
  switch (form.kind) {
    case 'amount':
      return 'a sum above 0 such as 500, a share of the equity such as 5%, or unlimited';
    case 'share':
      return 'a share above 0 such as 10%, or unlimited';
    case 'count':
      return `a whole number from 1 to ${LARGEST_COUNT}, or unlimited`;
    case 'quantity':
      return 'a quantity above 0 such as 0.5, or unlimited';
    case 'multiple':
      return 'a multiple above 0 such as 1 or 0.5, or unlimited';
    case 'time':
      return 'a length of time such as 60s, or unlimited';
    case 'word':
      return `one of ${form.words.join(', ')}`;
  }
}

/**
 * The limits that have one more, as it is written; `scale` is that of the currency in which sums are counted.
 * Errors: `RISK_LIMIT_UNKNOWN`, `RISK_LIMIT_INVALID`.
 */
export function readLimit(name: string, text: string, scale: number): RiskLimits {
  if (!Object.hasOwn(LIMIT_FORMS, name)) fail('RISK_LIMIT_UNKNOWN', `there is no limit "${name}"`, { where: name });
  const limit = name as LimitName;
  const form = LIMIT_FORMS[limit];
  if (text === UNLIMITED && form.kind !== 'word') return {};
  const value = valueOf(form, text, scale);
  return value === undefined
    ? fail('RISK_LIMIT_INVALID', `${name} is ${limitExpectation(limit)}, not "${text}"`, { where: name })
    : { [limit]: value };
}

function valueOf(form: Form, text: string, scale: number): RiskLimits[LimitName] {
  switch (form.kind) {
    case 'amount': {
      const parts = shareOf(text);
      if (parts !== undefined) return share(parts);
      return isAboveZero(text) ? money(parseDecimal(text, scale, 'floor')) : undefined;
    }
    case 'share':
      return shareOf(text) ?? fractionOf(text);
    case 'count':
      return /^[1-9]\d*$/.test(text) && Number(text) <= LARGEST_COUNT ? Number(text) : undefined;
    case 'quantity':
      return isAboveZero(text) ? text : undefined;
    case 'multiple':
      return isAboveZero(text) && Number(text) <= LARGEST_COUNT ? parseDecimal(text, PARTS, 'floor') : undefined;
    case 'time':
      return readLength(text);
    case 'word':
      return form.words.includes(text) ? text : undefined;
  }
}

/** A percentage in parts per million; undefined for what is none, or is not above zero. */
function shareOf(text: string): number | undefined {
  const [, percent = ''] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (!isAboveZero(percent) || Number(percent) > LARGEST_COUNT) return undefined;
  const parts = parseDecimal(percent, PERCENT_PARTS, 'floor');
  return parts > 0 ? parts : undefined;
}

/** A share that is written as a fraction: 0.1 is 10%. */
function fractionOf(text: string): number | undefined {
  return isAboveZero(text) && Number(text) <= 1 ? parseDecimal(text, PARTS, 'floor') || undefined : undefined;
}

function isAboveZero(text: string): boolean {
  return /^(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) && Number(text) > 0;
}

/** Whether a limit is tighter than another, or as tight: it refuses whatever the other refuses. Sums and shares of an equity cannot be compared, and are not. */
export function isAsTight(name: LimitName, limits: RiskLimits, than: RiskLimits): boolean {
  const [value, other] = [limits[name], than[name]];
  if (value === other || other === undefined) return true;
  if (value === undefined) return false;
  const form = LIMIT_FORMS[name];
  if (form.kind === 'word') {
    if (value === 'none' || other === 'both') return true;
    const place = (word: unknown): number => form.words.indexOf(word as string);
    return name !== 'sides' && place(value) <= place(other);
  }
  if (form.kind === 'amount') {
    const [one, two] = [value as Amount, other as Amount];
    return one.money <= two.money && one.share <= two.share;
  }
  const [one, two] = [Number(value), Number(other)];
  return form.tighter === 'lower' ? one <= two : one >= two;
}
