import type { BacktestResult } from './result.ts';
import type { StatisticEntry } from './statistics-table.ts';

/** What stands where a value is not defined. */
export const UNDEFINED_VALUE = '-';

const DAY = 86_400;

/** How a result's money is shown: how many decimals, and in which currency. */
export interface MoneyStyle {
  readonly decimals: number;
  readonly currency: string;
}

/** Decimals that fit the account: 2 for 100 and more of a currency, up to 8 for small amounts of a dear one. */
export function moneyStyle({ settings }: Pick<BacktestResult, 'settings'>): MoneyStyle {
  const cash = Number(settings.cash);
  return { decimals: cash >= 100 ? 2 : cash >= 1 ? 4 : 8, currency: settings.currency };
}

/** `12345.678` as `12,345.68`. */
export function displayNumber(value: number | string, decimals: number): string {
  const number = Number(value);
  if (Math.abs(number) >= 1e12) return number.toExponential(4);
  const fixed = number.toFixed(decimals);
  const [whole = '', fraction] = fixed.split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}

/** `0.0512` as `5.12%`; with `sign`, gains carry a `+`. */
export function displayFraction(value: number | null, sign: 'signed' | 'plain' = 'plain'): string {
  if (value === null) return UNDEFINED_VALUE;
  const percent = value * 100;
  const text = Math.abs(percent) >= 1e7 ? percent.toExponential(2) : displayNumber(percent, 2);
  return `${sign === 'signed' && percent > 0 && /[1-9]/.test(text) ? '+' : ''}${text}%`;
}

/** Seconds as their two largest units: `125 d 4 h`, `2 h 45 min`, `12 s`. */
export function displayDuration(seconds: number | null): string {
  if (seconds === null) return UNDEFINED_VALUE;
  const whole = Math.round(seconds);
  const parts: readonly [amount: number, unit: string][] = [
    [Math.floor(whole / DAY), 'd'],
    [Math.floor((whole % DAY) / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${displayNumber(amount, 0)} ${unit}`).join(' ');
}

/** `2024-01-31T08:15:00Z` as `2024-01-31 08:15`; seconds only where there are any. */
export function displayTime(iso: string): string {
  return iso
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/^(\S+ \d\d:\d\d):00$/, '$1');
}

/** A price or quantity as it is, its zeros at the end left out and its thousands grouped. */
export function displayDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${kept === '' ? '' : `.${kept}`}`;
}

/** Statistics that are a gain or a loss, and carry their sign. */
const SIGNED: ReadonlySet<string> = new Set(['return', 'buyAndHoldReturn', 'cagr', 'bestDay', 'worstDay']);

/** A statistic as a person reads it, in its unit. */
export function displayStatistic(entry: StatisticEntry, result: Pick<BacktestResult, 'settings' | 'statistics'>): string {
  const value = result.statistics[entry.id];
  if (value === null) return UNDEFINED_VALUE;
  switch (entry.unit) {
    case 'money': {
      const { decimals, currency } = moneyStyle(result);
      return `${displayNumber(value, decimals)} ${currency}`;
    }
    case 'fraction':
      return displayFraction(Number(value), SIGNED.has(entry.id) ? 'signed' : 'plain');
    case 'ratio':
      return displayNumber(value, 2);
    case 'time':
      return String(value).slice(0, 10);
    case 'seconds':
      return displayDuration(Number(value));
    case 'count':
      return displayNumber(value, 0);
  }
}
