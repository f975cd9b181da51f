import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^(.*)&signature=([0-9a-f]{64})$/;

/** Whether a query ends with the signature that MEXC wants: the HMAC-SHA256, in hexadecimal, of all that stands before it, as it was sent. */
export function isSignedQuery(query: string, secret: string): boolean {
  const [, signed, signature] = SIGNATURE.exec(query) ?? [];
  if (signed === undefined || signature === undefined) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(signed).digest(), Buffer.from(signature, 'hex'));
}
