import { createECDH, createPrivateKey, createPublicKey, verify } from 'node:crypto';

import { readJson } from '../read-json.ts';

/** How long before its `nbf` and after its `exp` a token is still taken, in seconds: clocks differ. */
const LEEWAY = 5;
/** No token of Coinbase lives longer than this, in seconds. */
const LONGEST_LIFE = 120;

/** What a token has to be for: a request (`GET host/path`) or, undefined, a stream. */
export interface TokenTerms {
  /** The key's name, `organizations/.../apiKeys/...`. */
  readonly keyName: string;
  /** The key's private half, PEM; the public one is taken from it. */
  readonly secret: string;
  /** In seconds. */
  readonly now: number;
  readonly uri: string | undefined;
}

/** The private key of 32 bytes, as Coinbase hands keys out: P-256, in PEM. */
export function signingKeyOf(bytes: Uint8Array): string {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(bytes);
  const point = pair.getPublicKey();
  const text = (part: Uint8Array): string => Buffer.from(part).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', d: text(bytes), x: text(point.subarray(1, 33)), y: text(point.subarray(33)) };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'sec1', format: 'pem' }).toString();
}

/** The name of the key that a token says it is of, before anything about it is checked; undefined where it is no token. */
export function claimedKey(token: string): string | undefined {
  const claims = partOf(token, 1);
  return typeof claims['sub'] === 'string' ? claims['sub'] : undefined;
}

/** Whether a token was signed by the key (ES256), is for this request, and lives now. */
export function isValidToken(token: string, terms: TokenTerms): boolean {
  const header = partOf(token, 0);
  const claims = partOf(token, 1);
  if (header['alg'] !== 'ES256' || header['kid'] !== terms.keyName || claims['sub'] !== terms.keyName) return false;
  return isAlive(claims, terms.now) && isForUri(claims['uri'], terms.uri) && isSigned(token, terms.secret);
}

function isAlive({ nbf, exp }: Readonly<Record<string, unknown>>, now: number): boolean {
  if (typeof nbf !== 'number' || typeof exp !== 'number' || exp - nbf > LONGEST_LIFE) return false;
  return nbf - LEEWAY <= now && now <= exp + LEEWAY;
}

/** A client that was pointed at plain http leaves the scheme in. */
function isForUri(claimed: unknown, wanted: string | undefined): boolean {
  return typeof claimed === 'string' ? claimed.replace(/https?:\/\//, '') === wanted : claimed === wanted;
}

function isSigned(token: string, secret: string): boolean {
  const [header, claims, signature = ''] = token.split('.');
  const key = { key: createPublicKey(secret), dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
}

function partOf(token: string, index: 0 | 1): Readonly<Record<string, unknown>> {
  return readJson(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
}
