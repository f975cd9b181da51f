import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /(?:^|&)signature=([^&]*)/;
const HEX = /^[0-9a-f]{64}$/i;

/** The HMAC-SHA256 of a text under a secret, in hexadecimal: how Binance has requests signed. */
export function binanceSignature(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

/** Whether query and body, without the signature itself and joined without a mark, carry the signature that the secret gives. */
export function isSignedRequest(query: string, body: string, secret: string): boolean {
  const given = (SIGNATURE.exec(query) ?? SIGNATURE.exec(body))?.[1];
  return given !== undefined && isSignatureOf(query.replace(SIGNATURE, '') + body.replace(SIGNATURE, ''), given, secret);
}

/** Whether the parameters of a message to the WebSocket API carry their signature: over all others, sorted by name. */
export function isSignedMessage(parameters: Readonly<Record<string, string>>, secret: string): boolean {
  const { signature = '', ...others } = parameters;
  const names = Object.keys(others).sort();
  return isSignatureOf(names.map((name) => `${name}=${others[name]}`).join('&'), signature, secret);
}

function isSignatureOf(payload: string, given: string, secret: string): boolean {
  if (!HEX.test(given)) return false;
  return timingSafeEqual(Buffer.from(binanceSignature(payload, secret), 'hex'), Buffer.from(given, 'hex'));
}
