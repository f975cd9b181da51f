import type { Micros } from '../kernel/time.ts';

/** What a signature is for. It is signed too, so that none can be used for something else. */
export type SigningPurpose = 'command' | 'evidence' | 'approval' | 'checkpoint';

/** An Ed25519 signature, and whose it is. */
export interface Signature {
  /** The name of a person, or `host`. */
  readonly by: string;
  /** Fingerprint of the key: SHA-256 over its public half (SPKI, DER), base64url. */
  readonly key: string;
  /** Base64url of 64 bytes over the purpose and the canonical JSON of what is signed. */
  readonly signature: string;
}

/** A document with its signature. */
export interface Signed<T> {
  readonly document: T;
  readonly signature: Signature;
}

/** A command in a person's name: `once` makes it one of a kind, `session` says where it counts. */
export interface CommandDocument<T> {
  readonly session: string;
  readonly ts: Micros;
  readonly once: string;
  readonly command: T;
}
