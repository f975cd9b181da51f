import { formatDecimal } from '../kernel/exact.ts';

/** The shortest decimal text of an integer at `scale`: `plainDecimal(1230, 2)` is `12.3`. */
export function plainDecimal(value: number, scale: number): string {
  const text = formatDecimal(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
