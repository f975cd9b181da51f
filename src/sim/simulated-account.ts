import type { Instrument, Money, Quantity } from '../domain/instrument.ts';
import type { Side } from '../domain/order.ts';

/** What the account holds of one thing: money of a currency, or a strategy's position in an instrument. */
export interface Holding {
  amount: number;
}

/** Coins and money at the simulated venue: a sub-account a strategy, and one purse a currency. */
export class SimulatedAccount {
  readonly #type: 'cash' | 'margin';
  readonly #purses = new Map<string, Holding>();
  readonly #positions = new Map<string, Holding>();

  /** `cash`: opening balances in money units by currency. A cash account pays for what it buys and delivers what it sells; a margin account may owe. */
  constructor(type: 'cash' | 'margin', cash: Readonly<Record<string, Money>>) {
    this.#type = type;
    for (const [code, amount] of Object.entries(cash)) this.#purses.set(code, { amount });
  }

  /** The signed position of a strategy in an instrument; the same object every time. */
  position(strategyId: string, instrument: Instrument): Holding {
    return holdingOf(this.#positions, `${strategyId} ${instrument.id}`);
  }

  /** The money of an instrument's quote currency; the same object every time. */
  purse(instrument: Instrument): Holding {
    return holdingOf(this.#purses, instrument.quote.code);
  }

  /** Whether a cash account holds what an order gives away: money for a purchase, coins for a sale. A margin account may owe both. */
  canGive(side: Side, purse: Holding, cost: Money, position: Holding, quantity: Quantity): boolean {
    if (this.#type === 'margin') return true;
    return side === 'buy' ? purse.amount >= cost : position.amount >= quantity;
  }

  get state(): SimulatedAccountState {
    return { cash: amountsOf(this.#purses), positions: amountsOf(this.#positions) };
  }

  set state(state: SimulatedAccountState) {
    for (const [code, amount] of Object.entries(state.cash)) holdingOf(this.#purses, code).amount = amount;
    for (const [key, quantity] of Object.entries(state.positions)) holdingOf(this.#positions, key).amount = quantity;
  }
}

function holdingOf(holdings: Map<string, Holding>, key: string): Holding {
  const known = holdings.get(key);
  if (known !== undefined) return known;
  const holding = { amount: 0 };
  holdings.set(key, holding);
  return holding;
}

function amountsOf(holdings: ReadonlyMap<string, Holding>): Record<string, number> {
  return Object.fromEntries([...holdings].map(([key, { amount }]) => [key, amount]));
}

/** The account's balances and positions, JSON-safe. */
export interface SimulatedAccountState {
  readonly cash: Readonly<Record<string, Money>>;
  readonly positions: Readonly<Record<string, Quantity>>;
}
