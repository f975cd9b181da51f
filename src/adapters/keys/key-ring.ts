import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fail, isBallastError } from '../../kernel/errors.ts';
import { formatTime, parseTime, type Micros } from '../../kernel/time.ts';
import type { Signature, Signed, SigningPurpose } from '../../domain/signed.ts';
import { fingerprintOf, isSignatureOf, signDocument } from './signature.ts';

/** The key of this machine: it signs what was measured here. No person has this name. */
export const HOST_KEY = 'host';

/** Bits of a file's mode that let anyone but its owner do anything with it. */
const OTHERS = 0o077;
const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** A key that this machine knows. */
export interface KnownKey {
  readonly name: string;
  readonly fingerprint: string;
  readonly addedAt: Micros;
  /** When it was taken out of use; what it signed counts no longer. */
  readonly revokedAt: Micros | undefined;
  /** Whether its private half lies here, so that it can sign here. */
  readonly canSign: boolean;
}

/**
 * The keys of a home folder: a file each, `NAME.json` (0600), with the public half and, where it lies on this machine, the private one.
 * A name is never used again, so that a signature tells for ever who it was.
 */
export class KeyRing {
  readonly #folder: string;
  readonly #passphrase: string | undefined;

  /** `passphrase` protects the private keys that are made, and opens those that are protected. */
  constructor(folder: string, passphrase?: string) {
    this.#folder = folder;
    this.#passphrase = passphrase;
  }

  /** Makes a key pair. Errors: `KEY_EXISTS`, `HOME_UNWRITABLE`. */
  make(name: string, now: Micros): KnownKey {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const cipher = this.#passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: this.#passphrase };
    return this.#add(name, publicKey, now, String(privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher })));
  }

  /** Takes in the public half (PEM) of a key that was made elsewhere. Errors: `KEY_EXISTS`, `KEY_UNREADABLE`. */
  takeIn(name: string, publicPem: string, now: Micros): KnownKey {
    let publicKey: KeyObject;
    try {
      publicKey = createPublicKey(publicPem);
    } catch (error) {
      return fail('KEY_UNREADABLE', 'this is no public key in PEM', { where: name, cause: error });
    }
    if (publicKey.asymmetricKeyType !== 'ed25519')
      fail('KEY_UNREADABLE', `this is a key of type ${publicKey.asymmetricKeyType}, not ed25519`, { where: name });
    return this.#add(name, publicKey, now);
  }

  /** Takes a key out of use, for good; its private half is removed from this machine. Errors: `KEY_UNKNOWN`. */
  revoke(name: string, now: Micros): void {
    const { publicKey, addedAt, revokedAt = formatTime(now) } = this.#stored(name);
    this.#write(name, { publicKey, addedAt, revokedAt }, renameSync);
  }

  /** Every key, by name. */
  list(): readonly KnownKey[] {
    if (!existsSync(this.#folder)) return [];
    const names = readdirSync(this.#folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));
    return names.sort().map((name) => this.known(name));
  }

  /** The key of a name. Errors: `KEY_UNKNOWN`, `KEY_UNREADABLE`. */
  known(name: string): KnownKey {
    const { privateKey, addedAt, revokedAt } = this.#stored(name);
    return {
      name,
      fingerprint: fingerprintOf(this.#publicKey(name)),
      addedAt: parseTime(addedAt),
      revokedAt: revokedAt === undefined ? undefined : parseTime(revokedAt),
      canSign: privateKey !== undefined,
    };
  }

  /** The public half of a key, as PEM. Errors: `KEY_UNKNOWN`, `KEY_UNREADABLE`. */
  publicPem(name: string): string {
    return this.#stored(name).publicKey;
  }

  /** Signs in a name. Errors: `KEY_UNKNOWN`, `KEY_REVOKED`, `KEY_UNREADABLE`, `KEY_EXPOSED`, `KEY_PASSPHRASE`. */
  sign<T>(document: T, purpose: SigningPurpose, name: string): Signed<T> {
    this.#checkInUse(name);
    return { document, signature: signDocument(document, purpose, name, this.#privateKey(name)) };
  }

  /** Signs as this machine, whose key is made when it is needed first. Errors: those of `make` and `sign`. */
  signAsHost<T>(document: T, purpose: SigningPurpose, now: Micros): Signed<T> {
    try {
      this.#stored(HOST_KEY);
    } catch (error) {
      if (!isBallastError(error, 'KEY_UNKNOWN')) throw error;
      this.make(HOST_KEY, now);
    }
    return this.sign(document, purpose, HOST_KEY);
  }

  /** Checks that a key in use signed the document for this purpose. Errors: `KEY_UNKNOWN`, `KEY_REVOKED`, `SIGNATURE_INVALID`. */
  check(document: unknown, purpose: SigningPurpose, signature: Signature): void {
    const { by, key } = signature;
    const publicKey = this.#publicKey(by);
    this.#checkInUse(by);
    if (key !== fingerprintOf(publicKey)) fail('KEY_UNKNOWN', `${by} has another key here than the one that signed`, { where: by });
    if (!isSignatureOf(document, purpose, signature, publicKey))
      fail('SIGNATURE_INVALID', `this is not what ${by} signed`, { where: `signature by ${by}` });
  }

  #checkInUse(name: string): void {
    const { revokedAt } = this.#stored(name);
    if (revokedAt !== undefined) fail('KEY_REVOKED', `the key of ${name} was revoked at ${revokedAt}`, { where: name });
  }

  #add(name: string, key: KeyObject, now: Micros, privateKey?: string): KnownKey {
    if (!NAME.test(name)) fail('USAGE_INVALID', `a key's name is one of small letters, digits and -, not ${JSON.stringify(name)}`);
    const publicKey = String(key.export({ type: 'spki', format: 'pem' }));
    this.#write(name, { publicKey, ...(privateKey !== undefined && { privateKey }), addedAt: formatTime(now) }, linkSync);
    return this.known(name);
  }

  #publicKey(name: string): KeyObject {
    const { publicKey } = this.#stored(name);
    return this.#read(name, () => createPublicKey(publicKey));
  }

  #privateKey(name: string): KeyObject {
    const path = this.#path(name);
    const { privateKey: key } = this.#stored(name);
    if (key === undefined) return fail('KEY_UNREADABLE', `the private key of ${name} lies on another machine`, { where: path });
    if ((statSync(path).mode & OTHERS) !== 0) fail('KEY_EXPOSED', `others may read the private key of ${name}`, { where: path });
    const isProtected = key.includes('ENCRYPTED');
    if (isProtected && this.#passphrase === undefined) fail('KEY_PASSPHRASE', `the key of ${name} needs its passphrase`, { where: path });
    try {
      return createPrivateKey({ key, ...(isProtected && { passphrase: this.#passphrase }) });
    } catch (error) {
      return isProtected
        ? fail('KEY_PASSPHRASE', `the passphrase does not open the key of ${name}`, { where: path, cause: error })
        : fail('KEY_UNREADABLE', `the private key of ${name} cannot be read`, { where: path, cause: error });
    }
  }

  #stored(name: string): StoredKey {
    const path = this.#path(name);
    if (!NAME.test(name) || !existsSync(path))
      fail('KEY_UNKNOWN', `no key of ${JSON.stringify(name)} is known here`, { where: this.#folder });
    const stored = this.#read(name, () => JSON.parse(readFileSync(path, 'utf8')) as unknown);
    return isStoredKey(stored) ? stored : fail('KEY_UNREADABLE', `the file of the key of ${name} is damaged`, { where: path });
  }

  #read<T>(name: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      return fail('KEY_UNREADABLE', `the key of ${name} cannot be read`, { where: this.#folder, cause: error });
    }
  }

  /** Stores a key whole: with `linkSync` a new one, which never takes the place of another. */
  #write(name: string, stored: StoredKey, put: (draft: string, path: string) => void): void {
    const path = this.#path(name);
    const draft = `${path}.${process.pid}`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flush: true });
      put(draft, path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        fail('KEY_EXISTS', `there is a key of ${name}`, { where: path });
      fail('HOME_UNWRITABLE', `the key cannot be stored: ${error instanceof Error ? error.message : String(error)}`, {
        where: path,
        cause: error,
      });
    } finally {
      rmSync(draft, { force: true });
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

interface StoredKey {
  readonly publicKey: string;
  readonly privateKey?: string;
  readonly addedAt: string;
  readonly revokedAt?: string;
}

function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== 'object' || value === null) return false;
  const { publicKey, privateKey, addedAt, revokedAt } = value as Record<string, unknown>;
  const isTextOrNone = (field: unknown): boolean => field === undefined || typeof field === 'string';
  return typeof publicKey === 'string' && typeof addedAt === 'string' && isTextOrNone(privateKey) && isTextOrNone(revokedAt);
}
