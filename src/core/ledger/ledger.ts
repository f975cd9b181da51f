import { Accumulator } from '../../kernel/accumulator.ts';
import { powerOfTen } from '../../kernel/exact.ts';
import { feeInCoins, feeSource, type Fill } from '../../domain/fill.ts';
import type { Currency, Instrument, Money } from '../../domain/instrument.ts';
import type { Posting } from '../../domain/records.ts';
import { Book } from './book.ts';

/** The ledger's state, JSON-safe: balances as text, by `account currency`. */
export interface LedgerState {
  readonly balances: Readonly<Record<string, string>>;
  readonly books: readonly {
    readonly strategyId: string;
    readonly instrumentId: string;
    readonly quantity: number;
    readonly cost: number;
    readonly realised: number;
    readonly fees: number;
  }[];
}

/** The accounts that a fill of one instrument moves; found once, so that booking a fill looks nothing up. */
interface Accounts {
  readonly coins: Accumulator;
  readonly coinsClearing: Accumulator;
  readonly cash: Accumulator;
  readonly cashClearing: Accumulator;
  readonly fees: Accumulator;
  readonly coinsFees: Accumulator;
}

/**
 * The double-entry ledger. Every fill moves the instrument against clearing and money against clearing, and its fee to fees, from what it
 * is paid with, so that the postings of each entry, and all balances together, sum to zero per currency.
 * Instruments are booked as a currency of their own, named by their id. `cash` is what is traded with; `untraded` is all else that the
 * account holds at its venue.
 */
export class Ledger {
  readonly #balances = new Map<string, Accumulator>();
  readonly #accounts = new Map<Instrument, Accounts>();
  readonly #books: Book[] = [];

  /** Puts opening money into the account; returns the postings. */
  open(currency: Currency, amount: Money): readonly Posting[] {
    this.#balance('cash', currency.code).add(amount);
    this.#balance('equity', currency.code).add(-amount);
    return [
      { account: 'cash', currency: currency.code, scale: currency.scale, amount: BigInt(amount) },
      { account: 'equity', currency: currency.code, scale: currency.scale, amount: BigInt(-amount) },
    ];
  }

  /** Books what came to the account (or went from it, below zero) other than by a fill; returns the postings. */
  adjust({ code, scale }: Currency, amount: Money): readonly Posting[] {
    this.#balance('untraded', code).add(amount);
    this.#balance('equity', code).add(-amount);
    return [
      { account: 'untraded', currency: code, scale, amount: BigInt(amount) },
      { account: 'equity', currency: code, scale, amount: BigInt(-amount) },
    ];
  }

  /** All that the account holds of a currency, traded or not, in its units: what the venue must say too. */
  held({ code, scale }: Currency): bigint {
    let held = this.balance('cash', code) + this.balance('untraded', code);
    for (const { id, base, quantityScale } of new Set(this.#books.map(({ instrument }) => instrument))) {
      if (base.code === code) held += (this.balance('position', id) * BigInt(powerOfTen(scale))) / BigInt(powerOfTen(quantityScale));
    }
    return held;
  }

  /** Codes of the currencies in which fees were paid; fees in coins that were bought are booked in their instruments. */
  get feeCurrencies(): readonly string[] {
    const instruments = new Set(this.#books.map(({ instrument }) => instrument.id));
    const codes = [...this.#balances.keys()].flatMap((key) => (key.startsWith(FEES) ? [key.slice(FEES.length)] : []));
    return codes.filter((code) => !instruments.has(code) && this.balance('fees', code) !== 0n);
  }

  /** The book of a strategy in an instrument, made when it is first asked for. */
  book(strategyId: string, instrument: Instrument): Book {
    const known = this.#books.find((book) => book.strategyId === strategyId && book.instrument.id === instrument.id);
    if (known !== undefined) return known;
    const book = new Book(strategyId, instrument);
    this.#books.push(book);
    return book;
  }

  get books(): readonly Book[] {
    return this.#books;
  }

  /**
   * Books a fill; returns the profit it realised, fees in money left out. A fee in coins is booked as coins given away: a loss of what they
   * cost. A fill must come here once only: the order desk sees to it.
   */
  post(fill: Fill, book: Book): Money {
    const accounts = this.#accountsOf(fill.instrument);
    const { side, quantity, notional, fee } = fill;
    const sign = side === 'buy' ? 1 : -1;
    accounts.coins.add(sign * quantity);
    accounts.coinsClearing.add(-sign * quantity);
    accounts.cash.add(-sign * notional);
    accounts.cashClearing.add(sign * notional);
    const source = feeSource(fill);
    if (source === 'cash') {
      accounts.cash.add(-fee);
      accounts.fees.add(fee);
      return book.apply(side, quantity, notional, fee);
    }
    const realised = book.apply(side, quantity, notional, 0);
    if (source === 'coins') {
      const coins = feeInCoins(fill);
      accounts.coins.add(-coins);
      accounts.coinsFees.add(coins);
      return realised + book.apply(coins < 0 ? 'buy' : 'sell', Math.abs(coins), 0, 0);
    }
    this.#balance('untraded', fill.feeCurrency.code).add(-fee);
    this.#balance('fees', fill.feeCurrency.code).add(fee);
    return realised;
  }

  /** The running balance of an account; the same object every time, for readers that ask often. */
  account(account: string, currency: Currency): Accumulator {
    return this.#balance(account, currency.code);
  }

  /** The balance of an account; for proofs and reports. */
  balance(account: string, currency: string): bigint {
    return this.#balances.get(`${account} ${currency}`)?.value ?? 0n;
  }

  /** The sum of all balances by currency: zero, always. */
  trialBalance(): ReadonlyMap<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const [key, balance] of this.#balances) {
      const currency = key.slice(key.indexOf(' ') + 1);
      sums.set(currency, (sums.get(currency) ?? 0n) + balance.value);
    }
    return sums;
  }

  get state(): LedgerState {
    return {
      balances: Object.fromEntries([...this.#balances].map(([key, balance]) => [key, balance.value.toString()])),
      books: this.#books.map(({ strategyId, instrument, quantity, cost, realised, fees }) => ({
        strategyId,
        instrumentId: instrument.id,
        quantity,
        cost,
        realised,
        fees,
      })),
    };
  }

  /** Sets the ledger to a saved state; `instruments` are those of the session, by id. */
  restore(state: LedgerState, instruments: ReadonlyMap<string, Instrument>): void {
    for (const [key, value] of Object.entries(state.balances)) {
      const space = key.indexOf(' ');
      this.#balance(key.slice(0, space), key.slice(space + 1)).set(BigInt(value));
    }
    for (const { strategyId, instrumentId, ...amounts } of state.books) {
      const instrument = instruments.get(instrumentId);
      if (instrument !== undefined) Object.assign(this.book(strategyId, instrument), amounts);
    }
  }

  #accountsOf(instrument: Instrument): Accounts {
    const known = this.#accounts.get(instrument);
    if (known !== undefined) return known;
    const money = instrument.quote.code;
    const accounts: Accounts = {
      coins: this.#balance('position', instrument.id),
      coinsClearing: this.#balance('clearing', instrument.id),
      cash: this.#balance('cash', money),
      cashClearing: this.#balance('clearing', money),
      fees: this.#balance('fees', money),
      coinsFees: this.#balance('fees', instrument.id),
    };
    this.#accounts.set(instrument, accounts);
    return accounts;
  }

  #balance(account: string, currency: string): Accumulator {
    const key = `${account} ${currency}`;
    const known = this.#balances.get(key);
    if (known !== undefined) return known;
    const balance = new Accumulator();
    this.#balances.set(key, balance);
    return balance;
  }
}

const FEES = 'fees ';

/** The postings of a fill, for the record; they sum to zero per currency. */
export function postingsOf(fill: Fill): readonly Posting[] {
  const { instrument, feeCurrency } = fill;
  const sign = fill.side === 'buy' ? 1n : -1n;
  const quantity = sign * BigInt(fill.quantity);
  const value = sign * BigInt(fill.notional);
  const source = feeSource(fill);
  const fee = BigInt(source === 'coins' ? feeInCoins(fill) : fill.fee);
  const coins = { currency: instrument.id, scale: instrument.quantityScale };
  const money = { currency: instrument.quote.code, scale: instrument.quote.scale };
  const paidIn = { cash: money, coins, untraded: { currency: feeCurrency.code, scale: feeCurrency.scale } }[source];
  return [
    { account: 'position', ...coins, amount: quantity - (source === 'coins' ? fee : 0n) },
    { account: 'clearing', ...coins, amount: -quantity },
    { account: 'cash', ...money, amount: -value - (source === 'cash' ? fee : 0n) },
    { account: 'clearing', ...money, amount: value },
    ...(source === 'untraded' ? [{ account: 'untraded', ...paidIn, amount: -fee }] : []),
    { account: 'fees', ...paidIn, amount: fee },
  ];
}
