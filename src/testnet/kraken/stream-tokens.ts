import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';

/** How long after it was made a token opens a private stream. An open one outlives it. */
const LIFE = 15 * MICROS_PER_MINUTE;

/** The tokens with which clients subscribe to private channels. */
export class StreamTokens {
  readonly #tokens = new Map<string, { readonly accountId: string; readonly expiresAt: Micros }>();
  readonly #makeToken: () => string;

  constructor(makeToken: () => string) {
    this.#makeToken = makeToken;
  }

  /** Makes a new token, as the answer tells it. */
  open(accountId: string, now: Micros): { readonly token: string; readonly expires: number } {
    const token = this.#makeToken();
    this.#tokens.set(token, { accountId, expiresAt: now + LIFE });
    return { token, expires: LIFE / MICROS_PER_SECOND };
  }

  /** Whose a token is; undefined once it has expired. */
  accountOf(token: string, now: Micros): string | undefined {
    const found = this.#tokens.get(token);
    return found !== undefined && now < found.expiresAt ? found.accountId : undefined;
  }

  /** Ends all tokens. */
  expireAll(): void {
    this.#tokens.clear();
  }
}
