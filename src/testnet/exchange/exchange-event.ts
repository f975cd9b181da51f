import type { Instrument, Price, Quantity } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Balance } from './account.ts';
import type { ExchangeFill, ExchangeOrder } from './exchange-order.ts';

/** A trade as everybody sees it. */
export interface PublicTrade {
  readonly tradeId: number;
  readonly instrument: Instrument;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
  readonly ts: Micros;
}

/** A price of the book and all that rests there; quantity 0 when it has gone. */
export type BookLevel = readonly [price: Price, quantity: Quantity];

/** What an exchange tells its faces, in the order in which it happens. Nothing in it changes afterwards. */
export type ExchangeEvent =
  /** An order came, triggered, traded (then with its fill), or ended. */
  | {
      readonly kind: 'order';
      readonly cause: 'new' | 'triggered' | 'trade' | 'canceled' | 'expired';
      readonly order: ExchangeOrder;
      readonly fill: ExchangeFill | undefined;
      readonly ts: Micros;
    }
  /** A list of orders of which one ends the others was taken, or all of it is over. */
  | {
      readonly kind: 'list';
      readonly listId: number;
      readonly orders: readonly ExchangeOrder[];
      readonly isOver: boolean;
      readonly ts: Micros;
    }
  /** Balances after an operation: those of them that it touched. */
  | { readonly kind: 'balance'; readonly accountId: string; readonly balances: readonly Balance[]; readonly ts: Micros }
  /** A deposit, a withdrawal. */
  | { readonly kind: 'transfer'; readonly accountId: string; readonly transfer: Transfer; readonly ts: Micros }
  | { readonly kind: 'trade'; readonly trade: PublicTrade; readonly ts: Micros }
  /** Levels that changed; `firstUpdateId` follows the last one of the event before it for the instrument. */
  | {
      readonly kind: 'book';
      readonly instrument: Instrument;
      readonly firstUpdateId: number;
      readonly lastUpdateId: number;
      readonly bids: readonly BookLevel[];
      readonly asks: readonly BookLevel[];
      readonly ts: Micros;
    }
  /** An instrument was halted, or trades again. */
  | { readonly kind: 'status'; readonly instrument: Instrument; readonly ts: Micros };

/** Hears what happens at an exchange. */
export type ExchangeListener = (event: ExchangeEvent) => void;

/** Money or coins that came to an account or left it. */
export interface Transfer {
  /** Counts up at the exchange. */
  readonly id: number;
  readonly balance: Balance;
  /** Positive for a deposit, negative for a withdrawal. */
  readonly amount: number;
  readonly ts: Micros;
}
