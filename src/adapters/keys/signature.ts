import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Signature, SigningPurpose } from '../../domain/signed.ts';

/** Fingerprint of a key, private or public: SHA-256 over its public half (SPKI, DER), base64url. */
export function fingerprintOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** Signs the canonical JSON of a document, for one purpose (Ed25519, RFC 8032). */
export function signDocument(document: unknown, purpose: SigningPurpose, by: string, privateKey: KeyObject): Signature {
  const signature = sign(null, signedBytes(document, purpose), privateKey).toString('base64url');
  return { by, key: fingerprintOf(privateKey), signature };
}

/** Whether the signature is of this document, for this purpose, by this key. Whatever is malformed is not. */
export function isSignatureOf(document: unknown, purpose: SigningPurpose, { key, signature }: Signature, publicKey: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // Node reads base64url leniently: only the one spelling counts, so that a signature cannot be changed by a byte and still stand.
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature || key !== fingerprintOf(publicKey)) return false;
  return verify(null, signedBytes(document, purpose), publicKey, bytes);
}

function signedBytes(document: unknown, purpose: SigningPurpose): Buffer {
  return Buffer.from(`ballast 1 ${purpose}\n${canonicalJson(document)}`);
}
