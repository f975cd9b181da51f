import { MICROS_PER_MINUTE, type Micros } from '../../kernel/time.ts';

/** How long a listen key lives unless it is renewed. */
const LIFE = 60 * MICROS_PER_MINUTE;

interface ListenKey {
  readonly accountId: string;
  expiresAt: Micros;
}

/** The keys with which clients open private streams: each is an account's, for an hour after it was made or last renewed. */
export class ListenKeys {
  readonly #keys = new Map<string, ListenKey>();
  readonly #makeKey: () => string;

  constructor(makeKey: () => string) {
    this.#makeKey = makeKey;
  }

  /** Makes a new key. */
  open(accountId: string, now: Micros): string {
    const key = this.#makeKey();
    this.#keys.set(key, { accountId, expiresAt: now + LIFE });
    return key;
  }

  /** The keys of an account that live. */
  list(accountId: string, now: Micros): readonly string[] {
    return [...this.#keys.keys()].filter((key) => this.accountOf(key, now) === accountId);
  }

  /** Whose a key is; undefined once it has expired. */
  accountOf(key: string, now: Micros): string | undefined {
    const found = this.#keys.get(key);
    return found !== undefined && now < found.expiresAt ? found.accountId : undefined;
  }

  /** Lets a key live for another hour; false where the account has no such key any more. */
  renew(key: string, accountId: string, now: Micros): boolean {
    if (this.accountOf(key, now) !== accountId) return false;
    this.#keys.set(key, { accountId, expiresAt: now + LIFE });
    return true;
  }

  /** Ends a key; false where the account has no such key any more. */
  close(key: string, accountId: string, now: Micros): boolean {
    return this.accountOf(key, now) === accountId && this.#keys.delete(key);
  }

  /** Ends all keys, as an expiry does. */
  expireAll(): void {
    this.#keys.clear();
  }
}
