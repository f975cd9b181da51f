import { formatDecimal } from '../../kernel/exact.ts';

/** A price as decimal text without zeros at its end, to be read by people. */
export function formatPrice(price: number, priceScale: number): string {
  const text = formatDecimal(price, priceScale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
