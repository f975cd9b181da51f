import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The signature of a private request of Kraken: the HMAC-SHA512, under the secret (base64), of the path and the SHA-256 of nonce and body;
 * in base64, sent as `API-Sign`.
 */
export function apiSign(request: { readonly path: string; readonly nonce: string; readonly body: string }, secret: string): string {
  const digest = createHash('sha256')
    .update(request.nonce + request.body)
    .digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(request.path).update(digest).digest('base64');
}

/** Whether a private request carries the signature that its secret gives. */
export function isApiSigned(
  request: { readonly path: string; readonly nonce: string; readonly body: string },
  signature: string,
  secret: string,
): boolean {
  const expected = Buffer.from(apiSign(request, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
