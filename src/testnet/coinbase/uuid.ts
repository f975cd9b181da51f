import { createHash } from 'node:crypto';

const ORDER_ID = /^0{8}-0{4}-4000-8000-([0-9a-f]{12})$/;

/** The n-th order's id, in the shape of a UUID. */
export function orderUuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The number in an order's id; undefined for a text that is none. */
export function readOrderUuid(text: string): number | undefined {
  const [, digits] = ORDER_ID.exec(text) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** A UUID that is always the same for the same name. */
export function namedUuid(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}
