import type { Currency, Money } from '../../domain/instrument.ts';
import { assert } from '../../kernel/assert.ts';

/** What a key of the exchange may do. */
export interface KeyPermissions {
  readonly trade: boolean;
  readonly withdraw: boolean;
}

/** A key of an account, as the venue's client signs with it. */
export interface ApiKey {
  /** What is sent with a request. */
  readonly id: string;
  /** What a request is signed with; never sent. Its form is the venue's: text, base64, or a PEM key. */
  readonly secret: string;
  readonly permissions: KeyPermissions;
}

/** What an account holds of a currency, in its units. */
export interface Balance {
  readonly currency: Currency;
  readonly free: Money;
  readonly locked: Money;
}

interface Holding {
  readonly currency: Currency;
  free: Money;
  locked: Money;
}

/** Who trades at the exchange, and what they hold. The house, which makes the market, holds without end. */
export class Account {
  readonly id: string;
  readonly isHouse: boolean;
  readonly #holdings = new Map<string, Holding>();
  readonly #touched = new Set<string>();

  constructor(id: string, options: { readonly isHouse?: boolean } = {}) {
    this.id = id;
    this.isHouse = options.isHouse ?? false;
  }

  /** All balances that were ever touched, zeros included. */
  balances(): readonly Balance[] {
    return [...this.#holdings.values()].map((holding) => ({ ...holding }));
  }

  /** What can be spent of a currency. */
  free(currency: Currency): Money {
    return this.isHouse ? Number.MAX_SAFE_INTEGER : (this.#holdings.get(currency.code)?.free ?? 0);
  }

  /** Adds to what is free; negative to take away. */
  add(currency: Currency, amount: Money): void {
    if (!this.isHouse) this.#change(currency, amount, 0);
  }

  /** Locks a part of what is free; negative to give it back. */
  lock(currency: Currency, amount: Money): void {
    if (!this.isHouse && amount !== 0) this.#change(currency, -amount, amount);
  }

  /** Pays `amount`, of which `fromLocked` was locked. */
  pay(currency: Currency, amount: Money, fromLocked: Money): void {
    if (!this.isHouse) this.#change(currency, fromLocked - amount, -fromLocked);
  }

  /** The balances that changed since they were last taken. */
  takeTouched(): readonly Balance[] {
    const changed = [...this.#touched].flatMap((code) => this.#holdings.get(code) ?? []).map((holding) => ({ ...holding }));
    this.#touched.clear();
    return changed;
  }

  #change(currency: Currency, free: Money, locked: Money): void {
    const holding = this.#holdings.get(currency.code) ?? { currency, free: 0, locked: 0 };
    holding.free += free;
    holding.locked += locked;
    assert(holding.free >= 0 && holding.locked >= 0, `${this.id} would hold less than nothing of ${currency.code}`);
    this.#holdings.set(currency.code, holding);
    this.#touched.add(currency.code);
  }
}
