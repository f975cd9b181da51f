/** What Kraken writes its ids with; no text of it spells a word by accident. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 16;
const SHAPE = /^[OT][0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{6}$/;

/** The id of the n-th order (`O`) or trade (`T`) in the shape of Kraken's: `O00000-00000-0000A7`. */
export function transactionId(letter: 'O' | 'T', number: number): string {
  const digits = number.toString(DIGITS.length).toUpperCase().padStart(LENGTH, '0');
  return `${letter}${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}`;
}

/** The number in an id; undefined for a text that is none. */
export function numberOfTransaction(id: string): number | undefined {
  if (!SHAPE.test(id)) return undefined;
  const number = Number.parseInt(id.slice(1).replaceAll('-', ''), DIGITS.length);
  return Number.isSafeInteger(number) ? number : undefined;
}
